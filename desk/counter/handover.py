"""Open work of absent people in this room, for whoever does it meanwhile (slot HANDOVER); one question."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Case, DateField, DateTimeField, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.counter.enums import MailState, VisitState
from desk.counter.models import IncomingMail, Visit
from desk.counter.overdue import MOST, of_people
from desk.enquiries import deadlines
from desk.people.enums import Language
from desk.slots import Work

_COLUMNS = ("sort", "about", "named", "place", "stands", "owed_by", "due", "day", "since", "concerned")


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """Visitors who wait for these people by name or stand before them, and papers in their hands."""
    week = None
    for kind, pk, named, place, stands, owner, due, day, since, concerned in _visits(user_ids).union(
        _papers(user_ids), all=True
    ):
        if kind == "visit":
            group = _("Visitors who wait") if stands == VisitState.HANDED else _("Visits to end")
            title, page = f"{named} · {place}", "counter:visit"
        else:
            week = week or deadlines.calendar()
            due = week.ends_on(week.on_or_after(day))  # until its last day is over
            group = _("Papers to accept") if stands == MailState.HANDED else _("Papers to hand over")
            title, page = named, "counter:paper"
        url = reverse(page, args=[pk])
        yield Work(group, title, url, due, owner, kind=kind, since=since, kept_from=concerned)


def _visits(user_ids: Collection[int]) -> QuerySet[Any, Any]:
    theirs = Visit.objects.handed_to(*user_ids) | Visit.objects.in_hand(*user_ids)
    language = (get_language() or "et")[:2]
    name = f"office__name_{language if language in Language.values else 'et'}"
    waits = Q(state=VisitState.HANDED)
    listed: QuerySet[Any, Any] = theirs.annotate(
        sort=Value("visit"), about=F("pk"), named=F("number"), place=F(name), stands=F("state"),
        owed_by=Case(When(waits, then=F("specialist_id")), default=F("user_id")),
        due=Case(When(waits, then=F("queued_at")), default=Value(None, DateTimeField())),
        day=Value(None, DateField()), since=F("arrived_at"), concerned=Value(None, IntegerField()),
    ).values_list(*_COLUMNS)  # fmt: skip
    return listed[:MOST]


def _papers(user_ids: Collection[int]) -> QuerySet[Any, Any]:
    handed, returned = Q(state=MailState.HANDED), Q(state=MailState.RETURNED)
    theirs = IncomingMail.objects.filter(of_people(user_ids)).most_urgent_first()
    listed: QuerySet[Any, Any] = theirs.annotate(
        sort=Value("paper"), about=F("pk"), named=F("number"), place=Value(""), stands=F("state"),
        owed_by=Case(
            When(handed, then=F("specialist_id")), When(returned, then=F("handed_by_id")),
            default=F("received_by_id"),
        ),
        due=Value(None, DateTimeField()), day=F("due_on"),
        since=Case(When(handed, then=F("handed_at")), default=F("received_at")),
        concerned=F("enquiry__concerns_id"),
    ).values_list(*_COLUMNS)  # fmt: skip
    return listed[:MOST]
