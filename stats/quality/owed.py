"""What reviews ask of people (slot OWED): only they themselves can do it, no deputy."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from desk import clock
from desk.guides.actions.holding import end_of_day
from desk.slots import Work
from stats.enums.quality import BookingState
from stats.models import Booking, Coaching, Review

ANSWERED_WITHIN = timedelta(days=30)  # an older review is no longer asked about


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """Reviews to read and to write, what was agreed after them, and times of listening; in one query."""
    words = {
        "answer": (_("Read the review of your work and say what you think"), "stats:review"),
        "calibrate": (_("Review the same as a colleague, each alone"), "stats:calibration"),
        "coached": (_("Agreed after a review: %(what)s"), "stats:coached"),
        "coach": (_("Support in what was agreed after a review: %(what)s"), "stats:coached"),
        "booking": (_("Say whether the time of listening suits"), "stats:booking"),
    }
    for kind, pk, owner_id, title, day, since in _rows(user_ids):
        text, page = words[kind]
        due_at = end_of_day(day) if day else None
        url = reverse(page, args=[pk])
        yield Work(_("Quality"), text % {"what": title}, url, due_at, owner_id, since=since)


Row = tuple[str, int, int, str, date | None, datetime]


def _rows(user_ids: Collection[int]) -> list[Row]:
    now = clock.now()
    unread = Review.objects.unanswered().filter(finished_at__gte=now - ANSWERED_WITHIN)
    blind = Review.objects.unfinished().filter(calibration__isnull=False, calibration__closed_at=None)
    agreed = Coaching.objects.open()
    asked = Booking.objects.filter(state=BookingState.BOOKED, starts_at__gt=now)
    to_answer = {"since": F("told_at"), "day": Cast("starts_at", DateField())}
    open_one = {"title": F("what"), "day": F("due_on"), "since": F("made_at")}
    parts = [
        _part("answer", unread, F("person_id"), user_ids, since=F("finished_at")),
        _part(
            "calibrate", blind, F("reviewer_id"), user_ids, pk=F("calibration_id"),
            since=F("calibration__opened_at"),
        ),
        _part("coached", agreed, F("person_id"), user_ids, **open_one),
        _part("coach", agreed, F("coach_id"), user_ids, **open_one),
        _part("booking", asked, F("person_id"), user_ids, **to_answer),
    ]  # fmt: skip
    return list(parts[0].union(*parts[1:], all=True))


def _part(kind: str, rows: "QuerySet[Any]", owner: F, user_ids: Collection[int], **named: Any) -> Any:
    """One kind of what is owed, in the columns that all kinds share."""
    columns = {
        "w_kind": Value(kind, CharField()),
        "w_pk": named.get("pk", F("pk")),
        "w_owner": owner,
        "w_title": Cast(named.get("title", Value("")), CharField()),
        "w_day": Cast(named.get("day", Value(None)), DateField()),
        "w_since": Cast(named["since"], DateTimeField()),
    }
    found = rows.order_by().annotate(**columns).filter(w_owner__in=user_ids)
    return found.values_list(*columns)
