"""What lies beside a review: the facts of the contact, its texts, and the way to the records themselves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.models import Package
from desk.calls.models import Call
from desk.clients.models import Client
from desk.counter.models import Visit
from desk.enquiries.models import Enquiry
from desk.mail.models import Message
from desk.people.models import User
from desk.people.words import page_of
from stats.enums.quality import WorkKind
from stats.figures.words import clock as minutes
from tickets.models import Escalation


@dataclass(frozen=True)
class Text:
    """One text of the contact, as it was written."""

    title: str
    text: str
    url: str = ""


@dataclass
class Facts:
    """One contact as its reviewer sees it. `clients` and `persons` are whose data it shows."""

    number: str
    url: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    clients: list[int] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)


def number_of(work: str, pk: int) -> str:
    """As people call it: K-12 of a call; of other work its kind and number."""
    return f"K-{pk}" if work == WorkKind.CALL else f"{WorkKind(work).label} {pk}"


def facts_of(work: str, subject: tuple[str, int], reader: User) -> Facts | None:
    """The facts, for one who may see the work; None once the record itself is gone."""
    return _OF[WorkKind(work)](subject, reader)


def _call(subject: tuple[str, int], reader: User) -> Facts | None:
    call = Call.objects.shown().prefetch_related("holds").filter(pk=subject[1]).first()
    if call is None:
        return None
    facts = Facts(str(call), page_of(*subject))
    _who(facts, call.client, call.person)
    facts.rows += _rows(
        (_("Began"), _when(call.rang_at)), (_("Waited"), _long(call.wait)),
        (_("Conversation"), _long(call.talk)), (_("Of it on hold"), _long(call.held or None)),
        (_("Wrap-up"), _long(call.wrap_up)),
        (_("Language"), call.get_language_display()), (_("Outcome"), str(call.outcome or "")),
    )  # fmt: skip
    facts.texts += _texts((_("Notes"), call.notes))
    _enquiries(facts, Enquiry.objects.filter(calls=call), reader)
    return facts


def _visit(subject: tuple[str, int], reader: User) -> Facts | None:
    visit = Visit.objects.shown().filter(pk=subject[1]).first()
    if visit is None:
        return None
    facts = Facts(_("Visit %(number)s") % {"number": visit.number or visit.pk}, page_of(*subject))
    _who(facts, visit.client, visit.person)
    facts.rows += _rows(
        (_("Came"), _when(visit.arrived_at)), (_("Over"), _when(visit.over_at)),
        (_("Topic"), str(visit.topic or "")), (_("Identified by"), visit.get_identified_display()),
        (_("Outcome"), str(visit.outcome or "")),
    )  # fmt: skip
    facts.texts += _texts((_("Notes"), visit.notes))
    _enquiries(facts, Enquiry.objects.filter(visits=visit), reader)
    return facts


def _letter(subject: tuple[str, int], reader: User) -> Facts | None:
    rows = Message.objects.select_related("body", "answers__body")
    letter = rows.filter(pk=subject[1]).first()
    if letter is None:
        return None
    facts = Facts(_("Letter %(number)s") % {"number": letter.pk}, page_of(*subject))
    if letter.client_id is not None:
        _who(facts, Client.objects.filter(pk=letter.client_id).first(), None)
    body, asked = getattr(letter, "body", None), letter.answers
    facts.rows += _rows(
        (_("Written"), _when(letter.queued_at)), (_("Title"), body.subject if body else ""),
        (_("Came in"), _when(asked.received_at if asked else None)),
    )  # fmt: skip
    if asked is not None and hasattr(asked, "body"):
        facts.texts.append(Text(_("The letter that came"), asked.body.text, page_of("incoming", asked.pk)))
    facts.texts += _texts((_("Our letter"), body.text if body else ""))
    if letter.subject_kind == "enquiry":
        _enquiries(facts, Enquiry.objects.filter(pk=letter.subject_id), reader)
    return facts


def _document(subject: tuple[str, int], reader: User) -> Facts | None:
    rows = Package.objects.select_related("client", "enquiry").prefetch_related("authorisations__kind")
    package = rows.filter(pk=subject[1]).first()
    if package is None:
        return None
    facts = Facts(package.numbers or str(package), page_of(*subject))
    _who(facts, package.client, None)
    facts.rows += _rows(
        (_("Drafted"), _when(package.drafted_at)), (_("Sent"), _when(package.sent_at)),
        (_("State"), package.get_state_display()), (_("Why by us"), package.get_why_by_hand_display()),
    )  # fmt: skip
    facts.texts += _texts((_("Why it is made here"), package.why_text))
    if package.enquiry_id is not None:
        _enquiries(facts, Enquiry.objects.filter(pk=package.enquiry_id), reader)
    return facts


def _ticket(subject: tuple[str, int], reader: User) -> Facts | None:
    rows = Escalation.objects.select_related("enquiry__client", "unit", "issue")
    ticket = rows.filter(pk=subject[1]).first()
    if ticket is None:
        return None
    facts = Facts(str(ticket), page_of(*subject))
    _who(facts, ticket.enquiry.client, None)
    facts.rows += _rows(
        (_("Made"), _when(ticket.created_at)), (_("Unit"), str(ticket.unit)),
        (_("Answered"), _when(ticket.answered_at)), (_("Client told"), _when(ticket.told_at)),
        (_("State"), ticket.get_state_display()),
    )  # fmt: skip
    parts = [(each.get("label", ""), each.get("text", "")) for each in ticket.answers]
    said = "\n".join(f"{label}: {text}".strip(": ") for label, text in parts)
    facts.texts += _texts((_("What was sent"), said), (_("Answer of the second level"), ticket.answer))
    _enquiries(facts, Enquiry.objects.filter(pk=ticket.enquiry_id), reader)
    return facts


_OF: dict[WorkKind, Callable[[tuple[str, int], User], Facts | None]] = {
    WorkKind.CALL: _call,
    WorkKind.VISIT: _visit,
    WorkKind.EMAIL: _letter,
    WorkKind.DOCUMENT: _document,
    WorkKind.TICKET: _ticket,
}


def _who(facts: Facts, client: Any, person: Any) -> None:
    facts.rows += _rows((_("Client"), str(client or "")), (_("Caller"), str(person or "")))
    facts.clients += [client.pk] if client else []
    facts.persons += [person.pk] if person else []


def _enquiries(facts: Facts, rows: "QuerySet[Enquiry]", reader: User) -> None:
    """What was asked, and how it ended; a complaint about the reader is not among it."""
    for enquiry in rows.readable_by(reader).select_related("topic", "outcome").order_by("pk"):  # type: ignore[attr-defined]
        ended = f" → {enquiry.outcome}" if enquiry.outcome else ""
        title = f"{enquiry.number} · {enquiry.topic}{ended}"
        facts.texts.append(Text(title, enquiry.question, enquiry.get_absolute_url()))


def _rows(*rows: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in rows if value]


def _texts(*texts: tuple[str, str]) -> list[Text]:
    return [Text(title, text) for title, text in texts if text.strip()]


def _when(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}" if moment else ""


def _long(span: timedelta | None) -> str:
    return minutes(span.total_seconds()) if span else ""
