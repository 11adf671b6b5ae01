"""All that is kept here about one person, for that person: the page "Kept about me"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import ExpressionWrapper, F, Sum, fields
from django.db.models.functions import Coalesce, Greatest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import workdays
from desk.people.enums import PresenceState
from desk.people.models import Absence, Presence, Shift, User, UserRole
from desk.people.spans import minutes_text

INTERVALS = 50  # of presence on one page
CHANGES = 50  # the newest that are shown
WEEK = timedelta(days=7)
MADE = {
    "shift": {
        "+": gettext_lazy("Shift planned: %(what)s"),
        "~": gettext_lazy("Shift changed: %(what)s"),
        "-": gettext_lazy("Shift removed: %(what)s"),
    },
    "role": {
        "+": gettext_lazy("Role given: %(what)s"),
        "~": gettext_lazy("Role changed: %(what)s"),
        "-": gettext_lazy("Role taken away: %(what)s"),
    },
    "absence": {
        "+": gettext_lazy("Absence entered: %(what)s"),
        "~": gettext_lazy("Absence changed: %(what)s"),
        "-": gettext_lazy("Absence removed: %(what)s"),
    },
}


@dataclass(frozen=True)
class Change:
    """Who changed what about the person, and when."""

    at: datetime
    by: User | None
    text: str


@dataclass(frozen=True)
class Spent:
    """Time in one state."""

    state: PresenceState
    week: str
    kept: str


def spent(user: User, now: datetime) -> list[Spent]:
    """Time by state, in the last seven days and in all the time that is kept."""
    week, kept = _sums(user, now - WEEK, now), _sums(user, now - _kept_for(), now)
    return [
        Spent(state, minutes_text(week.get(state, timedelta())), minutes_text(kept[state]))
        for state in PresenceState
        if state in kept
    ]


def _kept_for() -> timedelta:
    return timedelta(days=settings.PRESENCE_KEPT_DAYS)


def _sums(user: User, since: datetime, now: datetime) -> dict[str, timedelta]:
    span = ExpressionWrapper(
        Coalesce("ended_at", now) - Greatest("started_at", since), output_field=fields.DurationField()
    )
    rows = Presence.objects.filter(user=user).annotate(end=Coalesce(F("ended_at"), now))
    sums = rows.filter(end__gt=since).order_by().values_list("state").annotate(spent=Sum(span))
    return {state: total for state, total in sums if total is not None}


def intervals(user: User, before: int | None) -> list[Presence]:
    """A page of the person's presence, newest first, and one more row if there is another page."""
    rows = Presence.objects.filter(user=user).select_related("reason").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[: INTERVALS + 1])


def changes(user: User) -> list[Change]:
    """What was changed about the person, newest first."""
    rows = [
        *_of_rows("shift", Shift, user, _shift),
        *_of_rows("role", UserRole, user, _role),
        *_of_rows("absence", Absence, user, _absence),
        *_of_person(user),
    ]
    return sorted(rows, key=lambda change: change.at, reverse=True)[:CHANGES]


def _of_rows(kind: str, model: Any, user: User, words: Any) -> Iterator[Change]:
    rows = model.history.filter(user_id=user.pk).select_related("history_user")
    for row in rows.order_by("-history_date", "-history_id")[:CHANGES]:
        text = MADE[kind][row.history_type] % {"what": words(row)}
        yield Change(row.history_date, row.history_user, text)


def _shift(row: Any) -> str:
    begins, ends = (moment.astimezone(workdays.TALLINN) for moment in (row.starts_at, row.ends_at))
    return f"{begins:%d.%m.%Y %H:%M}–{ends:%H:%M}, {row.get_duty_display()}"


def _role(row: Any) -> str:
    days = "–".join(f"{day:%d.%m.%Y}" if day else "…" for day in (row.from_day, row.until_day))
    return (
        f"{row.get_role_display()}, {days}" if row.from_day or row.until_day else str(row.get_role_display())
    )


def _absence(row: Any) -> str:
    return f"{row.first_day:%d.%m.%Y}–{row.last_day:%d.%m.%Y}"


def _of_person(user: User) -> Iterator[Change]:
    rows = list(
        User.history.filter(id=user.pk)
        .select_related("history_user")
        .prefetch_related("historicaluser_skills_set")
        .order_by("-history_date", "-history_id")[: CHANGES + 1]
    )
    for row, earlier in zip(rows, [*rows[1:], None], strict=True):
        if earlier is None:
            if row.history_type == "+":
                yield Change(row.history_date, row.history_user, _("Account opened"))
            return
        names = ", ".join(_differing(row, earlier))
        if names:
            text = _("Changed in the account: %(names)s") % {"names": names}
            yield Change(row.history_date, row.history_user, text)


def _differing(row: Any, earlier: Any) -> Iterable[str]:
    columns = (field for field in row.tracked_fields if field.name != "id")
    named = (
        str(field.verbose_name)
        for field in columns
        if getattr(row, field.attname) != getattr(earlier, field.attname)
    )
    held, before = (
        {link.skill_id for link in state.historicaluser_skills_set.all()} for state in (row, earlier)
    )
    skills = [str(User._meta.get_field("skills").verbose_name)] if held != before else []
    return map(capfirst, chain(named, skills))
