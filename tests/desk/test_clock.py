"""One clock; waiting is tested by moving it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk import clock

pytestmark = pytest.mark.django_db


def test_the_clock_runs_with_the_database() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=2)


def test_a_moved_clock_stays_moved() -> None:
    clock.move(timedelta(days=3))
    clock.move(timedelta(hours=1))
    assert timedelta(days=3) < clock.now() - datetime.now(UTC) < timedelta(days=3, hours=2)


def test_a_database_with_real_data_keeps_its_time(settings: Any) -> None:
    settings.TESTING = False
    with pytest.raises(clock.ClockLocked):
        clock.move(timedelta(days=1))
