"""Working days in Estonia."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.enquiries.deadlines import broken_before, due_in, working_day
from desk.workdays import TALLINN, is_working

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # 24 to 26 December are holidays
        (date(2026, 6, 22), 1, date(2026, 6, 25)),  # Victory Day and Midsummer
        (date(2026, 4, 2), 1, date(2026, 4, 6)),  # Good Friday
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
    ],
)
def test_holidays_and_weekends_do_not_count(start: date, days: int, end: date) -> None:
    assert working_day(start, days) == end


@given(DAYS, st.integers(min_value=1, max_value=40))
def test_a_due_day_is_a_working_day_and_exactly_so_many_are_passed(start: date, days: int) -> None:
    end = working_day(start, days)
    assert is_working(end)
    passed = (date.fromordinal(n) for n in range(start.toordinal() + 1, end.toordinal() + 1))
    assert sum(map(is_working, passed)) == days


@given(DAYS, st.integers(min_value=1, max_value=40))
def test_counting_there_and_back_never_goes_past_the_start(start: date, days: int) -> None:
    assert working_day(working_day(start, days), -days) <= start


@pytest.mark.parametrize("month", [1, 7])
def test_the_due_time_is_five_in_tallinn_in_winter_and_in_summer(month: int) -> None:
    due = due_in(datetime(2026, month, 6, 23, 30, tzinfo=TALLINN), 2)
    assert due.astimezone(TALLINN).hour == 17
    assert due.date() == date(2026, month, 8)


def test_a_promise_is_broken_only_after_five_working_days() -> None:
    due = datetime(2026, 11, 16, 17, tzinfo=TALLINN)  # a Monday
    assert due >= broken_before(datetime(2026, 11, 23, 12, tzinfo=TALLINN))
    assert due < broken_before(datetime(2026, 11, 24, 0, 1, tzinfo=TALLINN))
