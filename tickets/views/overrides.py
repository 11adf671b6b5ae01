"""Findings of personal data that a senior may let go: the one page of each, and how often it happens."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from desk.http import Request, reads
from desk.people import approvals
from desk.people.enums import ApprovalState
from desk.people.models import Approval
from desk.records import access
from tickets.actions.overriding import KIND, SUBJECT, found_in, question_of
from tickets.enums import Personal, State
from tickets.leaving.sheet import digest, typed
from tickets.models import Override
from tickets.permissions import leads_tickets, works_on_tickets
from tickets.views.seen import shows


@reads(works_on_tickets)
def override(request: Request, pk: int) -> HttpResponse:
    """One finding where it stands in the draft, why it was asked for, the decision; the look is logged."""
    rows = Override.objects.select_related(
        "escalation__enquiry__client", "escalation__enquiry__person", "escalation__enquiry__topic",
        "escalation__unit", "escalation__form", "escalation__issue", "asked_by", "by",
    )  # fmt: skip
    asked = get_object_or_404(rows.readable_by(request.user), pk=pk)
    ticket = asked.escalation
    shows(request, [ticket])
    if ticket.enquiry.person_id:
        access.shows(
            request, "person", ticket.enquiry.person_id, client_id=ticket.enquiry.client_id,
            purpose=f"escalation:{ticket.pk}",
        )  # fmt: skip
    standing = found_in(ticket) if ticket.state == State.DRAFT else []
    about = (asked.kind, asked.place, asked.digest)
    finding = next((one for one in standing if (one.kind, one.place, digest(one)) == about), None)
    said = Approval.objects.of(KIND, (SUBJECT, asked.pk)).exclude(state=ApprovalState.WITHDRAWN).first()
    approval = said if said is not None and said.state == ApprovalState.WAITING else None
    context = {
        "asked": asked, "ticket": ticket, "finding": finding, "question": question_of(asked),
        "pieces": _pieces(typed(ticket).get(asked.place, ""), finding.text if finding else ""),
        "approval": approval,
        "why": said.reason if said else "",
        "refusal": approvals.refusal(approval, request.user) if approval else "",
    }  # fmt: skip
    return render(request, "tickets/override.html", context)


@reads(leads_tickets)
def overrides(request: Request) -> HttpResponse:
    """How many findings were let go, by month, unit and kind; the newest first."""
    rows = [{**row, "what": Personal(row["kind"]).label} for row in Override.objects.granted().by_month()]
    return render(request, "tickets/overrides.html", {"rows": rows})


def _pieces(text: str, finding: str) -> list[tuple[str, bool]]:
    """The text cut at each place where the finding stands: (piece, whether it is the finding)."""
    if not finding:
        return [(text, False)] if text else []
    pieces: list[tuple[str, bool]] = []
    for number, piece in enumerate(text.split(finding)):
        if number:
            pieces.append((finding, True))
        if piece:
            pieces.append((piece, False))
    return pieces
