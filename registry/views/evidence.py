"""What proves: the history of a client's checks, one check laid open, and the answer as received."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.clients.models import Client
from desk.http import Request, reads
from desk.people.permissions import DESK
from desk.records import blobs, purpose
from desk.records.access import shows
from desk.records.enums import Reason
from registry import evidence, showing
from registry.enums import Purpose
from registry.models import Check, Exchange
from registry.permissions import asks, sees_checks
from registry.views import readings


@reads(sees_checks)
def history(request: Request, client: int) -> HttpResponse:
    """All checks of a client, newest first, each with what changed since the one before it."""
    row = get_object_or_404(Client, pk=client)
    shows(request, "client", row.pk, client_id=row.pk, purpose=purpose.of_client(request, row.pk))
    wanted = request.GET.get("purpose", "")
    lines, following = evidence.history(row.pk, purpose=wanted, before=request.GET.get("before", ""))
    facts = {
        "client": row, "lines": lines, "following": following, "wanted": wanted, "purposes": Purpose.choices,
    }  # fmt: skip
    return render(request, "registry/history.html", facts)


@reads(sees_checks)
def page(request: Request, pk: int) -> HttpResponse:
    """One check: what was asked, what the register said, how it was judged, and the proof."""
    check = get_object_or_404(
        showing.with_basis(Check.objects.select_related("client", "against__payload")), pk=pk
    )
    why = ""
    if check.client_id:
        why = purpose.of_client(request, check.client_id)
        shows(request, "client", check.client_id, client_id=check.client_id, purpose=why)
    # Whoever has no work with the client needs the names, not the codes.
    facts = {
        "check": check,
        "evidence": evidence.of_check(check, codes=bool(why) and request.user.holds(*DESK)),
        "exchanges": check.exchanges.all(),
        "reasons": Reason.choices,
        "may_ask": asks(request.user) is None,
        **readings.of_check(request, check),
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
    answer = HttpResponse(blobs.read(exchange.raw), content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = f'inline; filename="{exchange.service}-{exchange.pk}.xml"'
    return answer
