"""The client's panel, asking the register, and the questions that were given up."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.clients.models import Client
from desk.http import Refused, Request, reads, writes
from desk.records import purpose
from desk.records.access import shows
from registry import actions, matters, showing
from registry.enums import Purpose
from registry.models import Check
from registry.permissions import asks, sees_checks
from registry.views import proofs


@reads(sees_checks)
def client_panel(request: Request, client: int) -> HttpResponse:
    """Who may represent the client, by the newest answer; asks again by itself while a question waits.

    `seen` is what the asking page shows already: while nothing is new it is left as it stands, so that
    nobody loses the focus and no screen reader reads it twice.
    """
    row = get_object_or_404(Client, pk=client)
    seen = request.GET.get("seen", "")
    if seen and seen == showing.token(showing.newest_of(row)):
        return HttpResponse(status=204)
    return _panel(request, row, only_body=bool(seen and request.htmx))


@writes(asks)
def ask(request: Request, client: int) -> HttpResponse:
    """Ask the register about the client, to look."""
    row = get_object_or_404(Client, pk=client)
    refused = ""
    waiting = Check.objects.for_client(row.pk).waiting().exists()
    if not waiting:  # a second press of the button asks nothing twice
        try:
            issue = matters.number(request.user, row.pk)
            subject = ("client", row.pk)
            actions.ask(client=row, purpose=Purpose.LOOK, subject=subject, by=request.user, issue=issue)
        except Refused as refusal:
            refused = " ".join(refusal.texts)
    call = request.POST.get("call", "")
    if request.htmx and not call:
        return _panel(request, row, only_body=True, refused=refused)
    if refused:
        messages.error(request, refused)
    if call.isdecimal():
        return redirect("calls:workspace", call)
    return redirect("registry:history", row.pk)


@reads(asks)
def unanswered(request: Request) -> HttpResponse:
    """Questions that were given up: why, and a button."""
    checks = list(Check.objects.unanswered().select_related("client", "by")[:200])
    for client_id in {check.client_id for check in checks if check.client_id}:
        shows(request, "client", client_id, client_id=client_id, purpose="unanswered")
    return render(request, "registry/unanswered.html", {"checks": checks})


@writes(asks)
def again(request: Request, pk: int) -> HttpResponseRedirect:
    """Ask a question that was given up once more."""
    check = get_object_or_404(Check, pk=pk)
    if actions.ask_again(check=check, by=request.user):
        messages.success(request, _("The register is asked again."))
    else:
        messages.info(request, _("The question has been dealt with meanwhile."))
    return redirect("registry:unanswered")


def _panel(request: Request, client: Client, *, only_body: bool = False, refused: str = "") -> HttpResponse:
    shows(request, "client", client.pk, client_id=client.pk, purpose=purpose.of_client(request, client.pk))
    standing = proofs.of_client(client)
    facts = {
        "client": client,
        "shown": showing.of_client(client, standing),
        "proofs": standing,
        "told": only_body,
        "refused": refused,
        "may_ask": asks(request.user) is None,
    }
    return render(request, "registry/panel.html#body" if only_body else "registry/panel.html", facts)
