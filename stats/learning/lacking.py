"""Who has been taught what, and who lacks it: a pure function over days, and the questions that feed it."""

import calendar
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from desk.people.models import User, UserRole
from stats.models import Passed, Requirement

WARNED = timedelta(days=30)  # before it lapses


class Standing(TextChoices):
    """How it stands with one person and one thing that must have been taught."""

    NEVER = "never", _("missing")
    LAPSED = "lapsed", _("lapsed")
    LAPSES = "lapses", _("lapses soon")
    HOLDS = "holds", _("in order")


TONES = {
    Standing.NEVER: "bad", Standing.LAPSED: "bad", Standing.LAPSES: "warn", Standing.HOLDS: "ok",
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """One person and one required training: the last time, and until when it holds (None: for good)."""

    requirement: Requirement
    last: date | None
    until: date | None
    standing: Standing

    @property
    def tone(self) -> str:
        """Of its badge."""
        return TONES[self.standing]

    @property
    def lacks(self) -> bool:
        """Whether it has to be taught now."""
        return self.standing in (Standing.NEVER, Standing.LAPSED)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of a month that is too short for it."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def held(requirement: Requirement, last: date | None, today: date) -> Held:
    """How it stands on this day, when it was taught last on `last`."""
    if last is None:
        return Held(requirement, None, None, Standing.NEVER)
    if requirement.months is None:
        return Held(requirement, last, None, Standing.HOLDS)
    until = months_later(last, requirement.months)
    if until < today:
        return Held(requirement, last, until, Standing.LAPSED)
    soon = until - today <= WARNED
    return Held(requirement, last, until, Standing.LAPSES if soon else Standing.HOLDS)


def of_people(user_ids: Collection[int], today: date) -> dict[int, list[Held]]:
    """What each of these people must have been taught by their roles, and how it stands: three questions."""
    wanted = list(Requirement.objects.active()) if user_ids else []
    return _of(user_ids, wanted, Passed.objects.last_of(user_ids), today) if wanted else {}


def lapsing(user_ids: Collection[int], today: date) -> dict[int, list[Held]]:
    """What these people once were taught and must be taught again soon, or should have been."""
    last = Passed.objects.last_of(user_ids)
    if not last:
        return {}
    found = _of(user_ids, list(Requirement.objects.active()), last, today)
    again = (Standing.LAPSES, Standing.LAPSED)
    return {user_id: [each for each in rows if each.standing in again] for user_id, rows in found.items()}


def _of(
    user_ids: Collection[int],
    wanted: list[Requirement],
    last: dict[tuple[int, int], date],
    today: date,
) -> dict[int, list[Held]]:
    held_roles: dict[int, set[str]] = {}
    for user_id, role in _roles(user_ids, today):
        held_roles.setdefault(user_id, set()).add(role)
    return {
        user_id: [
            held(each, last.get((user_id, each.pk)), today) for each in wanted if roles & set(each.roles)
        ]
        for user_id, roles in held_roles.items()
    }


def _roles(user_ids: Collection[int], today: date) -> Iterable[tuple[int, str]]:
    rows = UserRole.objects.in_force(today).filter(user__in=user_ids, user__is_active=True)
    return rows.values_list("user_id", "role")


@dataclass(frozen=True)
class Line:
    """One person's line of the table: a cell for each required training, None where it is not required."""

    person: User
    cells: list[Held | None]


def table(people: Collection[User], today: date) -> tuple[list[Requirement], list[Line]]:
    """The columns and the lines, in the order of the people."""
    ids = [person.pk for person in people if person.pk is not None]
    found = of_people(ids, today)
    wanted: dict[int, Requirement] = {
        each.requirement.pk: each.requirement for row in found.values() for each in row
    }
    columns = sorted(wanted.values(), key=lambda each: (each.position, each.code))
    lines = []
    for person in people:
        of_person = {each.requirement.pk: each for each in found.get(person.pk or 0, [])}
        lines.append(Line(person, [of_person.get(column.pk) for column in columns]))
    return columns, lines
