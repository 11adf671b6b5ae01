"""Which hours are night, and to which evening the small hours belong."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.representation import nights
from desk import workdays


@pytest.mark.parametrize(
    ("hour", "night"), [(5, True), (6, False), (12, False), (21, False), (22, True), (0, True)]
)
def test_the_night_is_by_the_hours_of_tallinn(settings: Any, hour: int, night: bool) -> None:
    moment = datetime(2026, 3, 29, hour, 30, tzinfo=workdays.TALLINN)  # the clocks change in this night
    assert nights.is_night(moment) is night
    evening = date(2026, 3, 28) if hour < 6 else date(2026, 3, 29)
    assert nights.night_of(moment.astimezone(UTC)) == evening


def test_the_night_may_lie_within_one_day(settings: Any) -> None:
    settings.RECHECK_FROM, settings.RECHECK_UNTIL = 1, 5
    moment = datetime(2026, 3, 5, tzinfo=workdays.TALLINN)
    assert [hour for hour in range(24) if nights.is_night(moment.replace(hour=hour))] == [1, 2, 3, 4]
