"""What the part "Tell the client" of a ticket's page shows."""

from dataclasses import dataclass
from typing import Any

from desk.enquiries.enums import Evidence
from desk.enquiries.story import evidence_page
from desk.http import Request
from desk.mail.enums import EventKind
from desk.outbox import JobState
from desk.people.enums import Language
from desk.records import access
from tickets import letters
from tickets.actions.closing import DEEDS
from tickets.enums import State, Told
from tickets.forms.telling import TellForm
from tickets.models import Escalation, JiraOperation
from tickets.words.first_words import FirstWords, first_words

AFTER = (State.DELIVERING, State.TOLD, State.CLOSED)


@dataclass(frozen=True)
class Earlier:
    """That the client was told once before: the second level has answered anew since."""

    at: Any
    how: str
    url: str


def telling_of(
    request: Request, ticket: Escalation, form: TellForm, operations: list[JiraOperation]
) -> dict[str, Any]:
    """The form while the answer waits to be told; afterwards how it was told, and who is next."""
    shown: dict[str, Any] = {"tellable": ticket.state == State.ANSWERED, "returned": False, "kept_version": 0}
    if shown["tellable"]:
        return shown | _letter(request, ticket, form)
    if ticket.state in AFTER:
        mine = ticket.wordings.filter(writer=request.user).first()
        stuck = [one for one in operations if one.deed in DEEDS and one.state == JobState.FAILED]
        shown |= {
            "kept_version": mine.version if mine else 0,
            "unsent_words": mine if mine and mine.sent_at is None and mine.text else None,
            "evidence_url": evidence_page(ticket.evidence_kind, ticket.evidence_id),
            "not_closed": stuck[0] if stuck and ticket.state == State.TOLD else None,
            **_others(request, ticket),
        }
    return shown


def _letter(request: Request, ticket: Escalation, form: TellForm) -> dict[str, Any]:
    words = first_words(ticket, request.user)
    if not form.is_bound:
        form.initial = {"text": words.text, "version": words.version, "to": words.to_id}
    addresses = form.offer()
    for person_id in {address.person_id for address in addresses if address.person_id}:
        purpose, client_id = f"escalation:{ticket.pk}", ticket.enquiry.client_id
        access.shows(request, "person", person_id, client_id=client_id, purpose=purpose)
    message = ticket.message
    returned = message is not None and message.events.filter(kind=EventKind.BOUNCED).exists()
    return {
        "tell": form,
        "words": words,
        "kept_version": words.version,
        "letter": letters.frame(ticket.enquiry),
        "addresses": addresses,
        "first_told": Told(ticket.form.told),
        "other_language": _other_language(words, ticket),
        "returned": returned,
        "earlier": _earlier(ticket) if ticket.retold else [],
        **_others(request, ticket),
    }


def _other_language(words: FirstWords, ticket: Escalation) -> str:
    """The language in which the draft seems to be, where it is not the client's."""
    if words.language in ("", ticket.enquiry.language):
        return ""
    return str(Language(words.language).label).lower()


def _others(request: Request, ticket: Escalation) -> dict[str, Any]:
    """How many of the issue's clients have been told, and the ticket of the next one who waits."""
    if not ticket.shared:
        return {"clients": 1}
    rows = Escalation.objects.of_issue(ticket).readable_by(request.user).order_by("answered_at", "pk")
    others = list(rows.select_related("enquiry", "issue"))
    waiting = [one for one in others if one.state == State.ANSWERED]
    return {
        "clients": len(others) + 1,
        "clients_told": sum(one.told_at is not None for one in (*others, ticket)),
        "next_client": waiting[0] if waiting else None,
    }


def _earlier(ticket: Escalation) -> list[Earlier]:
    """How this client was told before, the last first; the ticket's own history has it."""
    rows = ticket.history.filter(told_at__isnull=False).exclude(evidence_kind="")
    told = rows.order_by("-told_at").values_list("told_at", "evidence_kind", "evidence_id").distinct()
    return [
        Earlier(at, str(Evidence(kind).label), evidence_page(kind, record)) for at, kind, record in told[:5]
    ]
