"""The work of a day that may be reviewed, whose it was, and which contact an enquiry came through."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from contracts.models import Package
from desk.calls.enums import State as CallState
from desk.calls.models import Call, CallEnquiry
from desk.counter.enums import VisitState
from desk.counter.models import Visit, VisitEnquiry
from desk.enquiries.models import Enquiry
from desk.mail.models import Message
from stats.enums.quality import SUBJECTS, WorkKind
from tickets.enums import State as TicketState
from tickets.models import Escalation


@dataclass(frozen=True)
class Candidate:
    """One piece of one person's work; `practice` is work with a simulated call."""

    work: WorkKind
    pk: int
    person_id: int
    client_id: int | None
    at: datetime
    practice: bool = False

    @property
    def subject(self) -> tuple[str, int]:
        """As the timeline and links know it."""
        return SUBJECTS[self.work], self.pk


def finished_calls() -> QuerySet[Call]:
    """Calls that somebody answered and has finished; simulated ones too."""
    return Call.objects.filter(state=CallState.CLOSED, answered_at__isnull=False, user__isnull=False)


def served_visits() -> QuerySet[Visit]:
    """Visits that somebody served to the end."""
    return Visit.objects.filter(state=VisitState.SERVED, user__isnull=False, arrived_at__isnull=False)


def _calls() -> QuerySet[Any]:
    rows = finished_calls().annotate(at=F("rang_at"), whose=F("user_id"), sham=F("training"))
    return rows.annotate(of_client=F("client_id"))


def _visits() -> QuerySet[Any]:
    return served_visits().annotate(at=F("arrived_at"), whose=F("user_id"), of_client=F("client_id"))


def _letters() -> QuerySet[Any]:
    """Letters that a person wrote, not those that the desk makes by itself."""
    rows = Message.objects.filter(written=True, by__isnull=False)
    return rows.annotate(at=F("queued_at"), whose=F("by_id"), of_client=F("client_id"))


def _documents() -> QuerySet[Any]:
    """Packages that went to the client."""
    rows = Package.objects.filter(sent_at__isnull=False, client__practice=False)
    return rows.annotate(at=F("sent_at"), whose=F("drafted_by_id"), of_client=F("client_id"))


def _tickets() -> QuerySet[Any]:
    rows = Escalation.objects.exclude(state=TicketState.DRAFT).filter(enquiry__practice=False)
    return rows.annotate(at=F("created_at"), whose=F("created_by_id"), of_client=F("enquiry__client_id"))


_SOURCES = {
    WorkKind.CALL: _calls,
    WorkKind.VISIT: _visits,
    WorkKind.EMAIL: _letters,
    WorkKind.DOCUMENT: _documents,
    WorkKind.TICKET: _tickets,
}


def of_span(work: WorkKind, start: datetime, end: datetime) -> Iterator[Candidate]:
    """The work of this kind that began, or was sent, in this span, the first first."""
    rows = _SOURCES[work]().filter(at__gte=start, at__lt=end, whose__isnull=False).order_by("pk")
    yield from _candidates(work, rows)


def one(work: WorkKind, pk: int) -> Candidate | None:
    """This one piece of work, if it may be reviewed by now."""
    rows = _SOURCES[work]().filter(pk=pk, whose__isnull=False)
    return next(_candidates(work, rows), None)


def _candidates(work: WorkKind, rows: QuerySet[Any]) -> Iterator[Candidate]:
    names = ["pk", "whose", "of_client", "at", *(["sham"] if work == WorkKind.CALL else [])]
    for values in rows.values_list(*names).iterator(chunk_size=2000):
        yield Candidate(work, *values)


def contacts_of(enquiry_ids: Collection[int]) -> dict[int, Candidate]:
    """The contact in which each enquiry was dealt with last: a call, else a visit, else our letter."""
    found: dict[int, Candidate] = {}
    letters = _letters().filter(subject_kind="enquiry", subject_id__in=enquiry_ids).order_by("at")
    for row in letters:
        found[row.subject_id] = _of_row(WorkKind.EMAIL, row)
    visits = {row.pk: row for row in _visits().filter(links__enquiry__in=enquiry_ids)}
    for link in VisitEnquiry.objects.filter(visit__in=visits, enquiry__in=enquiry_ids).order_by("visit_id"):
        found[link.enquiry_id] = _of_row(WorkKind.VISIT, visits[link.visit_id])
    calls = {row.pk: row for row in _calls().filter(links__enquiry__in=enquiry_ids)}
    for tie in CallEnquiry.objects.filter(call__in=calls, enquiry__in=enquiry_ids).order_by("call_id"):
        found[tie.enquiry_id] = _of_row(WorkKind.CALL, calls[tie.call_id])
    return found


def complained_of(enquiry: Enquiry) -> Candidate | None:
    """Of a complaint the last contact of this client with the person whom it concerns; None if unknown."""
    if enquiry.concerns_id is None or enquiry.client_id is None:
        return None
    about = {"whose": enquiry.concerns_id, "of_client": enquiry.client_id, "at__lte": enquiry.opened_at}
    found = [
        _of_row(work, row)
        for work in (WorkKind.CALL, WorkKind.VISIT, WorkKind.EMAIL)
        if (row := _SOURCES[work]().filter(**about).order_by("-at").first()) is not None
    ]
    return max(found, key=lambda each: each.at, default=None)


def _of_row(work: WorkKind, row: Any) -> Candidate:
    return Candidate(work, row.pk, row.whose, row.of_client, row.at, bool(getattr(row, "sham", False)))


def kept_from(user_id: int) -> set[tuple[str, int]]:
    """Work that this person must not see since a complaint about him was spoken of in it; mostly none."""
    complaints = list(Enquiry.objects.filter(concerns_id=user_id).values_list("pk", flat=True))
    if not complaints:
        return set()
    asked: dict[WorkKind, QuerySet[Any]] = {
        WorkKind.CALL: CallEnquiry.objects.filter(enquiry__in=complaints).values_list("call_id", flat=True),
        WorkKind.VISIT: VisitEnquiry.objects.filter(enquiry__in=complaints).values_list(
            "visit_id", flat=True
        ),
        WorkKind.EMAIL: Message.objects.filter(subject_kind="enquiry", subject_id__in=complaints).values_list(
            "pk", flat=True
        ),
        WorkKind.DOCUMENT: Package.objects.filter(enquiry__in=complaints).values_list("pk", flat=True),
        WorkKind.TICKET: Escalation.objects.filter(enquiry__in=complaints).values_list("pk", flat=True),
    }
    return {(SUBJECTS[work], pk) for work, ids in asked.items() for pk in ids}
