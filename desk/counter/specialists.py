"""Where a specialist is and when he is free, for the one who decides at the counter whether a visitor waits.

From presence, shifts, absences, and the visits he serves and has booked; one query for everyone.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils import formats
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.counter.enums import VisitState
from desk.counter.models import Period, Visit
from desk.people.enums import Duty, PresenceState
from desk.people.models import Absence, Presence, Shift, User
from desk.people.permissions import sees_where_others_are
from desk.people.roster import desk_people

HANDS = [VisitState.CALLED, VisitState.SERVING]


@dataclass(frozen=True)
class Whereabouts:
    """One person: may a visitor be handed to him (`absent`: no), is he free this minute, and in words."""

    person: User
    absent: bool
    free: bool
    words: tuple[str, ...]
    deputy_id: int | None
    waiting: int

    @property
    def text(self) -> str:
        """The words as one line."""
        return "; ".join(self.words)


def everyone(reader: User) -> dict[int, Whereabouts]:
    """Everybody at the desk today by id, in the Estonian order of names."""
    now = clock.now()
    rows = list(_rows(now))
    names = {row.pk: str(row) for row in rows}
    open_house = sees_where_others_are(reader)
    return {row.pk: _of(row, names, now, open_house or row.pk == reader.pk) for row in rows}


def _rows(now: datetime) -> QuerySet[User]:
    today = workdays.day_of(now)
    midnight = workdays.at(today + timedelta(days=1), time.min)
    me = OuterRef("pk")
    presence = Presence.objects.open().filter(user=me)
    shift = Shift.objects.at(now).filter(user=me)
    later = Shift.objects.filter(user=me, starts_at__gt=now, starts_at__lt=midnight).order_by("starts_at")
    away = Absence.objects.on(today).filter(user=me)
    serves = Period.objects.filter(user=me, ended_at=None, state__in=HANDS).order_by("pk")
    booked = Visit.objects.expected(now, midnight).filter(specialist=me)
    waits = (
        Visit.objects.filter(state=VisitState.HANDED, specialist=me)
        .order_by()
        .values("specialist")
        .annotate(n=Count("pk"))
    )
    return desk_people(today, today).annotate(
        state=Subquery(presence.values("state")[:1]),
        state_since=Subquery(presence.values("started_at")[:1]),
        duty=Subquery(shift.values("duty")[:1]),
        duty_until=Subquery(shift.values("ends_at")[:1]),
        comes_at=Subquery(later.values("starts_at")[:1]),
        away_until=Subquery(away.values("last_day")[:1]),
        deputy=Subquery(away.values("deputy")[:1]),
        serves=Subquery(serves.values("visit__number")[:1]),
        serves_since=Subquery(serves.annotate(at=F("started_at")).values("at")[:1]),
        booked_at=Subquery(booked.values("booked_for")[:1]),
        waiting=Subquery(waits.values("n")[:1]),
    )


def _of(row: Any, names: dict[int, str], now: datetime, seen: bool) -> Whereabouts:
    if row.away_until is not None:
        return Whereabouts(row, True, False, tuple(_absence(row, names)), row.deputy, row.waiting or 0)
    words, here = [], row.state not in (None, PresenceState.AWAY)
    free = here and row.serves is None and row.state in (PresenceState.AVAILABLE, PresenceState.WRAP_UP)
    if row.serves is not None:
        words.append(
            _("serves %(number)s since %(time)s") % {"number": row.serves, "time": _hour(row.serves_since)}
        )
    elif seen and here and not free:
        said = {"state": PresenceState(row.state).label, "time": _hour(row.state_since)}
        words.append(_("%(state)s since %(time)s") % said)
    elif seen and free:
        words.append(_("free now"))
    elif seen and row.duty is not None:
        words.append(_("not at the desk yet") if row.state is None else str(PresenceState.AWAY.label))
    words += _plan(row, here)
    if row.waiting:
        words.append(_("%(n)s waiting for him or her") % {"n": row.waiting})
    return Whereabouts(row, False, bool(free and seen), tuple(words), None, row.waiting or 0)


def _absence(row: Any, names: dict[int, str]) -> list[str]:
    day = formats.date_format(row.away_until, "SHORT_DATE_FORMAT")
    words = [_("absent until %(day)s") % {"day": day}]
    if row.deputy in names:
        words.append(_("%(name)s stands in") % {"name": names[row.deputy]})
    return words


def _plan(row: Any, here: bool) -> list[str]:
    """What the roster and the bookings say of the rest of the day."""
    words = []
    if row.duty is not None:
        said = {"duty": Duty(row.duty).label, "until": _hour(row.duty_until)}
        words.append(_("%(duty)s until %(until)s") % said)
    elif row.comes_at is not None:
        words.append(_("at work from %(time)s") % {"time": _hour(row.comes_at)})
    elif not here:
        words.append(_("not at work any more today, by the roster"))
    if row.booked_at is not None:
        words.append(_("booked visit at %(time)s") % {"time": _hour(row.booked_at)})
    return words


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(workdays.TALLINN):%H:%M}"
