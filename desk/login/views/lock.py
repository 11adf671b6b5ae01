"""The lock: raised, asked about, opened."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from desk import clock
from desk.http import Request, public_writes, writes
from desk.login import activity, kept, standing
from desk.login.actions import entering, sessions
from desk.login.forms import ComeBackForm
from desk.login.standing import Standing
from desk.login.views.trying import answered, tried
from desk.people.enums import PresenceState
from desk.people.models import Presence
from desk.people.permissions import anyone


@writes(anyone)
def lock(request: Request) -> HttpResponse:
    """Lock this browser's session now: by the page after ten idle minutes, or by the person."""
    if (session := standing.session_of(request)) is not None:
        sessions.lock(session=session, why="idle" if request.POST.get("idle") else "person")
    back = kept.safe(request, request.POST.get("next", ""))
    return redirect(f"{reverse('entry:unlock')}?{urlencode({'next': back})}")


@writes(anyone, form=True)
def unlock(request: Request) -> HttpResponse:
    """The page of the lock, or its layer over another page; the session's own person opens it."""
    back, form_kept = request.POST.get("next") or request.GET.get("next", ""), request.POST.get("kept", "")
    context = kept.page(request, back=back, form=form_kept)
    form = ComeBackForm(request.POST or None, needs_code=context["needs_code"])
    if standing.of(request) is Standing.IN:
        return _go_on(request, back, form_kept)
    attempt = tried(form, lambda given: entering.come_back(request, **given)) if form.is_bound else None
    if attempt is not None and attempt.done:
        return _go_on(request, back, form_kept)
    template = "login/_unlock.html" if request.htmx else "login/unlock.html"
    return answered(render(request, template, context | {"form": form}), attempt)


def _go_on(request: Request, back: str, form_kept: str) -> HttpResponse:
    """On to where the person was; a form that met the lock is shown to be sent again."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"desk:unlock": {}})})
    form = kept.opened(form_kept, request.user) if form_kept else None
    if form is None and request.GET.get("window"):
        return render(request, "login/window.html")
    if form is None:
        return redirect(kept.safe(request, back))
    return render(request, "login/again.html", {"form": form})


@public_writes("a page asks whether it is locked; it learns that of its own browser alone", form=True)
def state(request: Request) -> JsonResponse:
    """How this browser's session stands; a POST tells when its person last did something."""
    stands = standing.of(request)
    session = standing.session_of(request)
    if request.method == "POST" and stands is Standing.IN and session is not None:
        activity.note(session, activity.at(request) or clock.now())
    ringing = Presence.objects.open().filter(user_id=request.user.pk, state=PresenceState.RINGING)
    rings = stands is Standing.LOCKED and ringing.exists()
    return JsonResponse({"state": stands.value, "rings": rings})
