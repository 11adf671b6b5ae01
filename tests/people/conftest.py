"""The week of the tests, and people who work in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from desk import clock
from desk.people.actions import Hours, add_shift
from desk.people.enums import Duty, Role
from desk.people.models import Shift, User

MONDAY = date(2027, 3, 8)  # a week without holidays, well ahead of any test's own day


@pytest.fixture
def riina(someone: Callable[..., User]) -> User:
    return someone("riina", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="201")


@pytest.fixture
def margus(someone: Callable[..., User]) -> User:
    return someone("margus", Role.SPECIALIST, first_name="Margus", last_name="Mets", extension="202")


@pytest.fixture
def reet(someone: Callable[..., User]) -> User:
    """A colleague from outside the desk."""
    return someone("reet", Role.REGISTRAR, first_name="Reet", last_name="Raud", extension="203")


@pytest.fixture
def shift() -> Callable[..., Shift]:
    """Plans a shift: `shift(riina, MONDAY, 9, 17)`."""

    def plan(user: User, day: date, begins: float, ends: float, duty: Duty = Duty.CALLS) -> Shift:
        return add_shift(user=user, day=day, hours=hours(begins, ends, duty), by=user)

    return plan


def hours(begins: float, ends: float, duty: Duty = Duty.CALLS) -> Hours:
    def moment(number: float) -> time:
        return time(int(number), round(number % 1 * 60))

    return Hours(moment(begins), moment(ends), duty)


@pytest.fixture
def on_day() -> Callable[[date], None]:
    """Moves the clock to noon UTC of that day."""

    def move(day: date) -> None:
        wanted = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        clock.move(wanted - clock.now() + timedelta(seconds=1))

    return move


def spans(rows: Any) -> list[str]:
    """What stands in the plan, as `08.03 09:00–17:00`, by the clock on the wall."""
    from desk.workdays import TALLINN

    return [
        f"{row.starts_at.astimezone(TALLINN):%d.%m %H:%M}–{row.ends_at.astimezone(TALLINN):%H:%M}"
        for row in rows
    ]
