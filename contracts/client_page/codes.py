"""The second step by a code: ask for one, type one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.actions import page_codes
from contracts.actions.page_codes import Mailed, Tried
from contracts.client_page import entrance, limits
from contracts.models import Package
from desk.http import Refused, public_writes

WHY = "the client has the long link and asks for the code, or types it; tries and codes are counted"


@public_writes(WHY, form=True)
@entrance.linked
def mail(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """Send a code to the other contact. GET, as after a change of language, leads back to the page."""
    if request.method != "POST":
        return redirect(entrance.address("page", token))
    if held_back := limits.refusal(request):
        return entrance.ask(request, package, token, held_back, 429)
    try:
        mailed = page_codes.mail_code(package=package, link=entrance.link_of(token))
    except Refused as refused:
        return entrance.ask(request, package, token, " ".join(refused.texts), 409)
    if mailed is Mailed.NOT_HERE:
        return entrance.ask(request, package, token, _("A code cannot be sent now. Please call us."), 409)
    if mailed in {Mailed.TOO_OFTEN, Mailed.LOCKED}:
        return entrance.ask(request, package, token, status=429)  # the page itself says which
    return redirect(entrance.address("page", token))


@public_writes(WHY, form=True)
@entrance.linked
def enter(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """Try a code; the right one opens the page for two hours in this browser."""
    if request.method != "POST":
        return redirect(entrance.address("page", token))
    if held_back := limits.refusal(request):
        return entrance.ask(request, package, token, held_back, 429)
    tried = page_codes.try_code(package=package, code=request.POST.get("code", "")[:40])
    if tried is Tried.OPENED:
        return entrance.remember(request, redirect(entrance.landing(request, token)), token)
    return entrance.ask(request, package, token, _said(package, tried), 422)


def _said(package: Package, tried: Tried) -> str:
    if tried is Tried.LOCKED:
        return ""  # the page itself says so
    if tried is Tried.DEAD:
        return _("This code does not work any more: it is over, used, or was typed wrongly too often.")
    left = page_codes.standing(package).tries_left
    return ngettext(
        "The code is wrong. You can try once more.",
        "The code is wrong. You can try %(left)s more times.",
        left,
    ) % {"left": left}
