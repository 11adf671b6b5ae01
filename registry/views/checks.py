"""The client's panel, the history of checks, one check with its evidence, and asking."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.clients.models import Client
from desk.http import Refused, Request, reads, writes
from desk.records import blobs, purpose
from desk.records.access import shows
from desk.records.enums import Reason
from registry import actions, showing, words
from registry.enums import Purpose
from registry.models import Check, Exchange
from registry.permissions import asks, sees_checks


@reads(sees_checks)
def client_panel(request: Request, client: int) -> HttpResponse:
    """Who may represent the client, by the newest answer; polls while a question is under way."""
    return _panel(request, get_object_or_404(Client, pk=client))


@writes(asks)
def ask(request: Request, client: int) -> HttpResponse:
    """Ask the register about the client, to look."""
    row = get_object_or_404(Client, pk=client)
    waiting = Check.objects.for_client(row.pk).waiting().exists()
    if not waiting:  # a second press of the button asks nothing twice
        try:
            actions.ask(client=row, purpose=Purpose.LOOK, subject=("client", row.pk), by=request.user)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.texts))
    if request.POST.get("call", "").isdecimal():
        return redirect("calls:workspace", request.POST["call"])
    if request.htmx:
        return _panel(request, row)
    return redirect("registry:history", row.pk)


@reads(sees_checks)
def history(request: Request, client: int) -> HttpResponse:
    """All checks of a client, newest first."""
    row = get_object_or_404(Client, pk=client)
    _shows(request, row.pk)
    checks = list(Check.objects.for_client(row.pk).select_related("by")[:100])
    return render(request, "registry/history.html", {"client": row, "checks": checks})


@reads(sees_checks)
def page(request: Request, pk: int) -> HttpResponse:
    """One check: what was asked, what the register said, how it was judged, and the proof."""
    check = get_object_or_404(Check.objects.select_related("client", "by", "payload"), pk=pk)
    if check.client_id:
        _shows(request, check.client_id)
    facts = {
        "check": check,
        "line": words.line(check.judgement) if check.answered_at else "",
        "signers": showing.signers(check.judgement),
        "answer": check.answer,
        "exchanges": check.exchanges.all(),
        "reasons": Reason.choices,
    }
    return render(request, "registry/page.html", facts)


@reads(sees_checks, methods=("POST",))
def raw(request: Request, pk: int) -> HttpResponse:
    """The register's answer as received (credentials blanked out); the reason goes to the access log."""
    exchange = get_object_or_404(Exchange.objects.select_related("check_row", "raw"), pk=pk)
    reason = request.POST.get("reason", "")
    if reason not in Reason.values:
        messages.error(request, _("Choose why you look."))
        return redirect(exchange.check_row)
    shows(request, "register_answer", exchange.pk, client_id=exchange.check_row.client_id, purpose=reason)
    return HttpResponse(blobs.read(exchange.raw), content_type="text/plain; charset=utf-8")


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


def _panel(request: Request, client: Client) -> HttpResponse:
    _shows(request, client.pk)
    return render(request, "registry/panel.html", {"client": client, "shown": showing.of_client(client)})


def _shows(request: Request, client_id: int) -> None:
    why = purpose.of_client(request, client_id)
    shows(request, "client", client_id, client_id=client_id, purpose=why)
