"""A team of four with a week of counted work, as tests of workload begin."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from desk import clock, workdays
from desk.people.models import User
from stats.models import PersonDay, PersonMix, TeamDay

MONDAY = date(2027, 1, 4)
HOUR = 3600


def today_is(day: date) -> None:
    """Move the clock to the morning of this day."""
    clock.move(workdays.at(day, clock.now().time().replace(hour=9, minute=0, tzinfo=None)) - clock.now())


def worked(user: User, day: date, **measures: int) -> PersonDay:
    """A person's day of a full shift, with these measures."""
    usual = {
        "planned_s": 8 * HOUR, "calls_planned_s": 6 * HOUR, "kept_s": 5 * HOUR, "ready_s": 3 * HOUR,
        "on_call_s": HOUR, "wrap_up_s": HOUR,
    }  # fmt: skip
    return PersonDay.objects.create(user=user, day=day, **{**usual, **measures})


def together(day: date) -> TeamDay:
    """The team's day, as the sum of its people's."""
    rows = list(PersonDay.objects.filter(day=day))
    names = [field.name for field in PersonDay._meta.fields if field.name not in {"id", "day", "user"}]
    sums: dict[str, Any] = {name: sum(getattr(row, name) for row in rows) for name in names}
    return TeamDay.objects.create(day=day, people=len(rows), **sums)


def answered(user: User, day: date, language: str, calls: int, minutes: float) -> None:
    """So many calls in this language, each of so many minutes."""
    PersonMix.objects.create(
        user=user, day=day, language=language, calls=calls, handle_s=round(60 * calls * minutes)
    )


def week(people: Iterable[User], monday: date = MONDAY, **measures: int) -> None:
    """Five full days of each of these people, and of the team."""
    for number in range(5):
        day = monday + timedelta(days=number)
        for person in people:
            worked(person, day, **measures)
        together(day)
