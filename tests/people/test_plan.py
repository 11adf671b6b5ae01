"""The week's plan: shifts, a week copied to the next, part time, holidays, shortened days, clock changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desk import workdays
from desk.http import Refused
from desk.people import roster
from desk.people.actions import change_shift, copy_week, plan_days, remove_shift
from desk.people.enums import Duty
from desk.people.models import Absence, Shift, User
from tests.people.conftest import MONDAY, hours, spans

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def days(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(5)]


def test_a_week_is_named_as_browsers_name_it() -> None:
    assert roster.week_named("2026-W48") == date(2026, 11, 23)
    assert roster.week_name(date(2026, 11, 29)) == "2026-W48"
    assert roster.week_named("2026-W53") == date(2026, 12, 28)
    assert roster.week_name(date(2027, 1, 3)) == "2026-W53"
    assert [roster.week_named(name) for name in ("", "2026-48", "2026-W60", "x")] == [None] * 4


def test_full_time_is_forty_hours_and_half_time_twenty() -> None:
    week = roster.week(MONDAY)
    assert roster.expected(Decimal(40), week) == timedelta(hours=40)
    assert roster.expected(Decimal(20), week) == timedelta(hours=20)


def test_a_holiday_takes_its_day_and_the_day_before_it_three_hours() -> None:
    week = roster.week(date(2027, 2, 22))  # Wednesday is Independence Day
    assert [bool(day.holiday) for day in week[:5]] == [False, False, True, False, False]
    assert [day.shortened for day in week[:5]] == [False, True, False, False, False]
    assert roster.expected(Decimal(40), week) == timedelta(hours=29)
    assert roster.expected(Decimal(20), week) == timedelta(hours=13)


def test_days_of_absence_are_not_expected() -> None:
    assert roster.expected(Decimal(40), roster.week(MONDAY), [MONDAY, MONDAY + WEEK]) == timedelta(hours=32)


def test_lunch_is_no_working_time(riina: User, shift: Callable[..., Shift]) -> None:
    assert roster.worked([shift(riina, MONDAY, 8.5, 17)]) == timedelta(hours=8)
    split = [shift(riina, MONDAY + timedelta(1), 8.5, 12), shift(riina, MONDAY + timedelta(1), 12.5, 17)]
    assert roster.worked(split) == timedelta(hours=8)


def test_an_hour_is_an_hour_on_the_night_when_clocks_change(riina: User, shift: Callable[..., Shift]) -> None:
    autumn, spring = date(2026, 10, 25), date(2027, 3, 28)
    assert roster.worked([shift(riina, autumn, 0, 5)]) == timedelta(hours=6)
    assert roster.worked([shift(riina, spring, 0, 5)]) == timedelta(hours=4)


def test_an_hour_that_the_clocks_leave_out_is_no_shift(riina: User, shift: Callable[..., Shift]) -> None:
    with pytest.raises(Refused):
        shift(riina, date(2027, 3, 28), 3.5, 4)
    assert roster.worked([shift(riina, date(2027, 3, 28), 2.5, 4)]) == timedelta(minutes=30)


def test_a_day_in_the_plan_is_a_day_in_tallinn(riina: User, shift: Callable[..., Shift]) -> None:
    early = shift(riina, MONDAY, 0.5, 6)
    assert workdays.day_of(early.starts_at) == MONDAY
    assert early.starts_at.astimezone(UTC).date() == MONDAY - timedelta(days=1)
    assert list(Shift.objects.of_day(MONDAY)) == [early]
    assert not Shift.objects.of_day(MONDAY - timedelta(days=1))


def test_whoever_is_on_shift_is_so_to_the_minute(riina: User, shift: Callable[..., Shift]) -> None:
    planned = shift(riina, MONDAY, 9, 17)
    at = [workdays.at(MONDAY, hours(moment, 23).begins) for moment in (8.9, 9, 16.9, 17)]
    assert [Shift.objects.at(moment).filter(pk=planned.pk).exists() for moment in at] == [
        False,
        True,
        True,
        False,
    ]


def test_an_hour_is_planned_when_somebody_takes_calls_in_it(riina: User, shift: Callable[..., Shift]) -> None:
    shift(riina, MONDAY, 9, 12, Duty.COUNTER)
    shift(riina, MONDAY, 12, 17)
    moments = [workdays.at(MONDAY, hours(moment, 23).begins) for moment in (10, 12, 17)]
    assert [Shift.objects.at(moment).taking_calls().exists() for moment in moments] == [False, True, False]


def test_nobody_works_twice_at_a_time(riina: User, shift: Callable[..., Shift]) -> None:
    shift(riina, MONDAY, 9, 12, Duty.COUNTER)
    with pytest.raises(Refused) as refusal:
        shift(riina, MONDAY, 11, 15)
    assert "09:00–12:00" in refusal.value.texts[0]
    assert "Riina Rand" in refusal.value.texts[0]
    shift(riina, MONDAY, 12, 15)
    assert Shift.objects.count() == 2


def test_a_shift_ends_after_it_begins(riina: User, shift: Callable[..., Shift]) -> None:
    with pytest.raises(Refused):
        shift(riina, MONDAY, 17, 9)


def test_nobody_is_planned_who_is_absent_or_not_of_the_desk(
    riina: User, reet: User, shift: Callable[..., Shift]
) -> None:
    Absence.objects.create(user=riina, first_day=MONDAY, last_day=MONDAY, entered_by=riina)
    for person in (riina, reet):
        with pytest.raises(Refused):
            shift(person, MONDAY, 9, 17)
    shift(riina, MONDAY + timedelta(days=1), 9, 17)


def test_a_shift_is_changed_and_removed_and_its_history_says_by_whom(
    riina: User, margus: User, shift: Callable[..., Shift]
) -> None:
    planned = shift(riina, MONDAY, 9, 17)
    pk = planned.pk
    change_shift(shift=planned, hours=hours(8.5, 12, Duty.DOCUMENTS), by=margus)
    assert spans(Shift.objects.all()) == ["08.03 08:30–12:00"]
    remove_shift(shift=planned, by=margus)
    assert not Shift.objects.exists()
    history = Shift.history.filter(id=pk).order_by("history_id")
    assert [(row.history_type, row.history_user) for row in history] == [
        ("+", riina),
        ("~", margus),
        ("-", margus),
    ]


def test_one_entry_fills_the_week_around_its_holiday(riina: User) -> None:
    first = date(2027, 2, 22)
    planned = plan_days(user=riina, days=days(first), hours=hours(8.5, 17), by=riina)
    assert spans(planned.made) == [
        "22.02 08:30–17:00",
        "23.02 08:30–14:00",
        "25.02 08:30–17:00",
        "26.02 08:30–17:00",
    ]
    assert len(planned.said) == 2


def test_a_copied_week_keeps_its_times_when_the_clocks_change(
    riina: User, shift: Callable[..., Shift]
) -> None:
    for first in (date(2026, 10, 19), date(2027, 3, 22)):
        friday = first + timedelta(days=4)
        shift(riina, friday, 9, 17)
        made = copy_week(monday=first, by=riina).made
        assert spans(made) == [f"{friday + WEEK:%d.%m} 09:00–17:00"]
        moved = made[0].starts_at.astimezone(UTC) - workdays.at(friday, hours(9, 17).begins).astimezone(UTC)
        assert abs(moved - WEEK) == timedelta(hours=1)


def test_a_copied_week_skips_holidays_and_cuts_shortened_days(
    riina: User, shift: Callable[..., Shift]
) -> None:
    first = date(2027, 2, 15)
    for day in days(first)[1:3]:
        shift(riina, day, 8.5, 12)
        shift(riina, day, 12.5, 17, Duty.DOCUMENTS)
    planned = copy_week(monday=first, by=riina)
    assert spans(planned.made) == ["23.02 08:30–12:00", "23.02 12:30–14:00"]
    assert any("24.02" in text for text in planned.said)
    assert any("23.02" in text for text in planned.said)


def test_a_week_copied_from_a_shortened_day_says_so(riina: User, shift: Callable[..., Shift]) -> None:
    shift(riina, date(2027, 2, 23), 9, 14)
    planned = copy_week(monday=date(2027, 2, 22), by=riina)
    assert spans(planned.made) == ["02.03 09:00–14:00"]
    assert "23.02" in planned.said[0]


def test_a_copied_week_keeps_what_already_stands(
    riina: User, margus: User, shift: Callable[..., Shift]
) -> None:
    shift(riina, MONDAY, 9, 17)
    shift(margus, MONDAY, 9, 17)
    shift(riina, MONDAY + WEEK, 12, 20)
    planned = copy_week(monday=MONDAY, by=riina)
    assert [row.user for row in planned.made] == [margus]
    assert "Riina Rand" in planned.said[0]
    again = copy_week(monday=MONDAY, by=riina)
    assert not again.made
    assert spans(Shift.objects.within(MONDAY + WEEK, MONDAY + WEEK)) == [
        "15.03 09:00–17:00",
        "15.03 12:00–20:00",
    ]


def test_many_that_stand_already_are_counted_by_person(
    riina: User, margus: User, shift: Callable[..., Shift]
) -> None:
    for number in range(5):
        shift(riina, MONDAY + timedelta(days=number), 9, 17)
    shift(margus, MONDAY, 9, 17)
    copy_week(monday=MONDAY, by=riina)
    again = copy_week(monday=MONDAY, by=riina)
    assert again.said[0].endswith("Riina Rand (5), Margus Mets (1).")


def test_a_copied_week_leaves_out_who_is_absent_or_gone(
    riina: User, margus: User, shift: Callable[..., Shift]
) -> None:
    shift(riina, MONDAY, 9, 17)
    shift(margus, MONDAY, 9, 17)
    Absence.objects.create(user=riina, first_day=MONDAY + WEEK, last_day=MONDAY + WEEK, entered_by=riina)
    margus.roles.all().delete()
    planned = copy_week(monday=MONDAY, by=riina)
    assert not planned.made
    assert len(planned.said) == 2


def test_an_empty_week_says_that_there_is_nothing(riina: User) -> None:
    assert copy_week(monday=MONDAY, by=riina).said


def test_a_shortened_day_planned_in_full_says_when_it_ends(riina: User, shift: Callable[..., Shift]) -> None:
    eve = date(2027, 2, 23)
    shift(riina, eve, 8.5, 17)
    row = roster.read_week(date(2027, 2, 22))[0]
    assert row.cells[1].ends_by == datetime(2027, 2, 23, 12, tzinfo=UTC)
    assert row.cells[0].ends_by is None


def test_a_shortened_day_planned_shorter_says_nothing(riina: User, shift: Callable[..., Shift]) -> None:
    shift(riina, date(2027, 2, 23), 8.5, 14)
    assert roster.read_week(date(2027, 2, 22))[0].cells[1].ends_by is None


def test_the_week_costs_the_same_for_one_and_for_many(
    someone: Callable[..., User], riina: User, shift: Callable[..., Shift], django_assert_num_queries: Any
) -> None:
    from desk.people.enums import Role

    with django_assert_num_queries(4):
        roster.read_week(MONDAY)
    for number in range(10):
        shift(someone(f"s{number}", Role.SPECIALIST), MONDAY, 9, 17)
    with django_assert_num_queries(4):
        roster.read_week(MONDAY)
