"""A row of whatever kind as a line of one list: when, what, about what, whose, in whose hands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.models import Authorisation
from desk.clients.models import Client
from desk.enquiries.models import Topic
from stats.records.behind import Record
from stats.records.names import name_of


@dataclass(frozen=True)
class Line:
    """One line; `client_id` and `person_id` are told to the access log."""

    at: datetime
    kind: str
    name: str
    url: str
    about: str
    client: str
    who: str
    state: str
    client_id: int | None = None
    person_id: int | None = None


def with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with everything that a line shows, in one statement or two."""
    more = _WITH.get(rows.model._meta.label)
    return more(rows) if more else rows


def line(record: Record) -> Line:
    """One row as a line."""
    return _LINES[record.kind](record)


def _make(
    record: Record, kind: str, name: str, *, url: str = "", topic: Topic | None = None, about: str = "",
    client: Client | None = None, person_id: int | None = None, who: object = None, state: str = "",
) -> Line:  # fmt: skip
    return Line(
        record.at, kind, name, url or record.row.get_absolute_url(), about or (topic.name if topic else ""),
        name_of(client), str(who) if who else "", state,
        client.pk if client else None, person_id,
    )  # fmt: skip


def _call(record: Record) -> Line:
    row = record.row
    return _make(
        record, _("call"), str(row), about=str(row.line or ""), client=row.client, person_id=row.person_id,
        who=row.user, state=row.get_state_display(),
    )  # fmt: skip


def _visit(record: Record) -> Line:
    row = record.row
    return _make(
        record, _("visit"), f"{row.office} {row.number}".strip(), topic=row.topic, client=row.client,
        person_id=row.person_id, who=row.user, state=row.get_state_display(),
    )  # fmt: skip


def _letter(record: Record) -> Line:
    link = getattr(record.row, "in_enquiry", None)
    enquiry = link.enquiry if link else None
    return _make(
        record, _("letter received"), enquiry.number if enquiry else _("letter %(n)s") % {"n": record.row.pk},
        topic=enquiry.topic if enquiry else None, client=enquiry.client if enquiry else None,
        person_id=enquiry.person_id if enquiry else None, who=enquiry.owner if enquiry else None,
        state=_("in an enquiry") if enquiry else _("taken by another part of the desk")
        if record.row.claimed_at else _("to be sorted"),
    )  # fmt: skip


def _enquiry(record: Record) -> Line:
    row = record.row
    return _make(
        record, _("enquiry"), row.number, topic=row.topic, client=row.client, person_id=row.person_id,
        who=row.owner, state=row.get_state_display(),
    )  # fmt: skip


def _promise(record: Record) -> Line:
    row = record.row
    return _make(
        record, _("promise"), row.enquiry.number, about=row.what, client=row.enquiry.client,
        person_id=row.enquiry.person_id, who=row.enquiry.owner, state=row.get_state_display(),
    )  # fmt: skip


def _ticket(record: Record) -> Line:
    row = record.row
    return _make(
        record, _("ticket"), str(row), topic=row.enquiry.topic, client=row.enquiry.client,
        person_id=row.enquiry.person_id, who=row.enquiry.owner, state=row.get_state_display(),
    )  # fmt: skip


def _package(record: Record) -> Line:
    row = record.row
    return _make(
        record, _("package of documents"), row.numbers or str(row),
        url=reverse("contracts:page", args=[row.pk]), client=row.client, who=row.drafted_by,
        state=row.get_state_display(),
    )  # fmt: skip


def _offer(record: Record) -> Line:
    row = record.row
    return _make(
        record, _("offered call"), str(row.call), url=row.call.get_absolute_url(), client=row.call.client,
        person_id=row.call.person_id, who=row.user, state=row.get_state_display(),
    )  # fmt: skip


def _message(record: Record) -> Line:
    row = record.row
    return _make(record, _("letter sent"), _("letter %(n)s") % {"n": row.pk}, who=row.by)


def _item(record: Record) -> Line:
    row = record.row
    return _make(
        record, _("row of a work order"), f"{row.order.number} / {row.position}", client=row.client,
        who=row.done_by, state=row.get_state_display(),
    )  # fmt: skip


def _documents(rows: QuerySet[Any]) -> QuerySet[Any]:
    documents = Authorisation.objects.select_related("kind")
    return rows.select_related("client", "drafted_by").prefetch_related(Prefetch("authorisations", documents))


_WITH: Mapping[str, Callable[[QuerySet[Any]], QuerySet[Any]]] = {
    "calls.Call": lambda rows: rows.select_related("client", "line", "user"),
    "counter.Visit": lambda rows: rows.select_related("office", "topic", "client", "user"),
    "mail.Incoming": lambda rows: rows.select_related(
        "in_enquiry__enquiry__topic", "in_enquiry__enquiry__client", "in_enquiry__enquiry__owner"
    ),
    "enquiries.Enquiry": lambda rows: rows.select_related("topic", "client", "owner"),
    "enquiries.Promise": lambda rows: rows.select_related("enquiry__client", "enquiry__owner"),
    "tickets.Escalation": lambda rows: rows.select_related(
        "issue", "enquiry__topic", "enquiry__client", "enquiry__owner"
    ),
    "contracts.Package": _documents,
    "calls.Offer": lambda rows: rows.select_related("call__client", "user"),
    "mail.Message": lambda rows: rows.select_related("by"),
    "orders.WorkItem": lambda rows: rows.select_related("order", "client", "done_by"),
}
_LINES: Mapping[str, Callable[[Record], Line]] = {
    "calls.Call": _call,
    "counter.Visit": _visit,
    "mail.Incoming": _letter,
    "enquiries.Enquiry": _enquiry,
    "enquiries.Promise": _promise,
    "tickets.Escalation": _ticket,
    "contracts.Package": _package,
    "calls.Offer": _offer,
    "mail.Message": _message,
    "orders.WorkItem": _item,
}
