"""Working time: rules of the calendar as examples, its laws as properties, and an oracle that counts minutes.

The oracle knows no spans, offsets or cuts: it looks at the wall clock of each minute and asks the rows.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import workdays
from desk.enquiries.enums import Term
from desk.enquiries.worktime import WEEK, Calendar, Hours, NoWorkingTime, Special, months_after
from desk.workdays import TALLINN

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLAIN = Calendar(WEEK)
LUNCH = Calendar(
    tuple(Hours(n, time(h), time(h + long)) for n in range(5) for h, long in ((8, 4), (13, 3))), ()
)
# Days around which calendars go wrong: clocks changed, eves, holidays on weekdays and weekends, leap day.
TURNS = [
    date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2026, 12, 23),
    date(2026, 12, 31), date(2027, 2, 23), date(2026, 6, 22), date(2028, 2, 29), date(2026, 5, 1),
]  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


# --- by example -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "end"),
    [
        (PLAIN, "2026-11-20 16:00", 1, "2026-11-20 17:00"),  # the end of Friday, not the start of Monday
        (PLAIN, "2026-11-20 16:00", 2, "2026-11-23 10:00"),
        (PLAIN, "2026-11-21 03:00", 1, "2026-11-23 10:00"),
        (LUNCH, "2026-11-23 11:30", 1, "2026-11-23 13:30"),
        (PLAIN, "2026-12-23 13:00", 2, "2026-12-28 10:00"),  # the eve ends at 14, three holidays follow
        (PLAIN, "2026-12-31 09:00", 5, "2026-12-31 14:00"),
        (PLAIN, "2026-11-23 10:00", -2, "2026-11-20 16:00"),
    ],
)
def test_hours_are_counted_in_working_time_only(calendar: Calendar, start: str, hours: int, end: str) -> None:
    assert calendar.add(at(start), timedelta(hours=hours)) == at(end)


@pytest.mark.parametrize(
    ("start", "amount", "term", "end"),
    [
        ("2026-11-20 23:59", 1, Term.WORKING_DAYS, "2026-11-23 17:00"),
        ("2026-11-21 00:00", 1, Term.WORKING_DAYS, "2026-11-23 17:00"),
        ("2026-11-16 10:00", 5, Term.WORKING_DAYS, "2026-11-23 17:00"),
        ("2026-12-22 10:00", 1, Term.WORKING_DAYS, "2026-12-23 14:00"),
        ("2026-06-22 10:00", 1, Term.WORKING_DAYS, "2026-06-25 17:00"),
        ("2026-11-02 10:00", 30, Term.DAYS, "2026-12-02 17:00"),
        ("2026-11-05 10:00", 30, Term.DAYS, "2026-12-07 17:00"),  # a Saturday: the Monday after
        ("2026-11-24 10:00", 30, Term.DAYS, "2026-12-28 17:00"),  # Christmas Eve: after the holidays
        ("2026-01-31 10:00", 1, Term.MONTHS, "2026-03-02 17:00"),  # 28 February is a Saturday
        ("2028-01-31 10:00", 1, Term.MONTHS, "2028-02-29 17:00"),
        ("2026-11-15 10:00", 1, Term.MONTHS, "2026-12-15 17:00"),
        ("2026-11-20 16:30", 3, Term.WORKING_HOURS, "2026-11-23 11:30"),
    ],
)
def test_a_term_ends_when_the_work_of_its_last_day_ends(start: str, amount: int, term: str, end: str) -> None:
    assert PLAIN.end_of_term(at(start), amount, term) == at(end)


def test_a_special_day_is_what_its_row_says() -> None:
    told = (
        Special(date(2026, 11, 23)),
        Special(date(2026, 11, 24), time(12)),
        Special(date(2026, 12, 23), time(16)),
    )
    calendar = Calendar(WEEK, told)
    assert calendar.end_of_term(at("2026-11-20 10:00"), 1, Term.WORKING_DAYS) == at("2026-11-24 12:00")
    assert calendar.ends_on(date(2026, 12, 23)) == at("2026-12-23 16:00")  # the word of the administrator
    assert not calendar.works_on(date(2026, 12, 24))


def test_an_eve_loses_three_hours_of_work_and_lunch_is_no_work() -> None:
    late = Calendar(
        tuple(Hours(n, time(h), time(h + long)) for n in range(5) for h, long in ((8, 3), (13, 2)))
    )
    eve = date(2026, 12, 23)
    assert sum((span.length for span in late.spans(eve)), timedelta()) == 2 * HOUR
    assert late.ends_on(eve) == at("2026-12-23 10:00")


def test_each_row_counts_in_its_own_days_and_a_gap_in_the_timetable_is_a_plain_week() -> None:
    summer = Hours(0, time(8), time(12), date(2026, 6, 1), date(2026, 8, 31))
    calendar = Calendar((summer,))
    assert [span.length for span in calendar.spans(date(2026, 6, 15))] == [4 * HOUR]
    assert not calendar.works_on(date(2026, 6, 16))
    assert [span.length for span in calendar.spans(date(2026, 9, 1))] == [8 * HOUR]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 2), (date(2026, 10, 25), 4), (date(2026, 10, 18), 3)]
)
def test_an_hour_that_is_skipped_is_no_work_and_one_that_comes_twice_is_two(day: date, hours: int) -> None:
    nights = Calendar((Hours(6, time(2), time(5)),))
    assert [span.length for span in nights.spans(day)] == [hours * HOUR]


def test_work_until_midnight_goes_on_at_midnight() -> None:
    round_the_clock = Calendar((Hours(0, time(22), time(0)), Hours(1, time(0), time(2))))
    assert round_the_clock.between(at("2026-11-23 00:00"), at("2026-11-25 00:00")) == 4 * HOUR
    assert round_the_clock.add(at("2026-11-23 23:00"), 90 * MINUTE) == at("2026-11-24 00:30")
    assert round_the_clock.ends_on(date(2026, 11, 23)) == at("2026-11-24 00:00")


def test_a_calendar_without_working_time_says_so() -> None:
    never = Calendar(otherwise=())
    with pytest.raises(NoWorkingTime):
        never.add(at("2026-11-23 09:00"), HOUR)
    with pytest.raises(NoWorkingTime):
        never.working_day(date(2026, 11, 23), 1)


def test_what_waits_over_a_pause_has_as_much_left_as_before() -> None:
    pause = [(at("2026-11-17 16:00"), at("2026-11-19 10:00"))]  # one hour, a day, one hour
    assert PLAIN.extended(at("2026-11-23 17:00"), pause, Term.WORKING_DAYS) == at("2026-11-25 11:00")
    assert PLAIN.extended(at("2026-12-02 17:00"), pause, Term.DAYS) == at("2026-12-04 17:00")
    assert PLAIN.extended(at("2026-12-03 17:00"), pause, Term.MONTHS) == at("2026-12-07 17:00")


# --- any calendar ---------------------------------------------------------------------------------

QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def rows(draw: st.DrawFn) -> Hours:
    starts, ends = draw(QUARTERS), draw(QUARTERS | st.just(time(0)))
    if ends != time(0) and ends <= starts:
        starts, ends = ends, (time(0) if ends == starts else starts)
    begun = draw(st.sampled_from([date.min, date(2026, 6, 1), date(2027, 1, 1)]))
    until = draw(st.sampled_from([None, None, date(2026, 12, 31), date(2027, 6, 30)]))
    until = until if until is None or until >= begun else None
    return Hours(draw(st.integers(0, 6)), starts, ends, begun, until)


SPECIAL = st.builds(
    Special, st.sampled_from(TURNS) | st.dates(date(2026, 1, 1), date(2028, 3, 1)), st.none() | QUARTERS
)
CALENDARS = st.one_of(
    st.sampled_from([PLAIN, LUNCH]),
    st.builds(
        Calendar,
        st.lists(rows(), max_size=9).map(tuple),
        st.lists(SPECIAL, max_size=4, unique_by=lambda row: row.day).map(tuple),
    ).filter(lambda calendar: any(calendar.works_on(date(2028, 4, 3) + n * DAY) for n in range(7))),
)


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    near = draw(st.sampled_from(TURNS) | st.dates(date(2026, 1, 1), date(2028, 3, 1)))
    begins = workdays.at(near, time.min).astimezone(UTC)
    return begins + timedelta(minutes=draw(st.integers(-1500, 2900)))


MANY = settings(max_examples=300, deadline=None)
DURATIONS = st.integers(0, 60 * 60).map(lambda n: n * MINUTE)


def is_working(calendar: Calendar, minute: datetime) -> bool:
    """The oracle: what the wall clock shows in this minute, and what the rows say of it."""
    wall = minute.astimezone(TALLINN)
    day, shown = wall.date(), wall.hour * 60 + wall.minute
    if workdays.holiday(day):
        return False

    in_force = [
        row for row in calendar.hours
        if row.from_day <= day and (row.until_day is None or day <= row.until_day)
    ] or calendar.otherwise  # fmt: skip
    marked = [False] * 1440
    for row in in_force:
        if row.weekday == day.weekday():
            begins = row.starts.hour * 60 + row.starts.minute
            ends = row.ends.hour * 60 + row.ends.minute or 1440
            marked[begins:ends] = [True] * (ends - begins)
    said = [row for row in calendar.special if row.day == day]
    if said:
        last = said[0].ends
        return last is not None and marked[shown] and shown < last.hour * 60 + last.minute
    tomorrow = day + DAY
    if (tomorrow.month, tomorrow.day) in {(1, 1), (2, 24), (6, 23), (12, 24)}:
        # Its last three hours of work: as many marked minutes follow this one on the same day.
        return marked[shown] and sum(marked[shown + 1 :]) >= 180
    return marked[shown]


@MANY
@given(CALENDARS, moments(), st.integers(0, 3 * 1440))
@pytest.mark.slow
def test_the_time_between_is_what_the_minutes_say(calendar: Calendar, start: datetime, minutes: int) -> None:
    counted = sum(is_working(calendar, start + n * MINUTE) for n in range(minutes))
    end = start + minutes * MINUTE
    assert calendar.between(start, end) == counted * MINUTE
    assert calendar.between(end, start) == -counted * MINUTE
    assert calendar.is_working(start) == is_working(calendar, start)


@MANY
@given(CALENDARS, moments(), DURATIONS)
@pytest.mark.slow
def test_adding_and_the_time_between_are_inverse(
    calendar: Calendar, start: datetime, some: timedelta
) -> None:
    end = calendar.add(start, some)
    assert end >= start
    assert calendar.between(start, end) == some
    back = calendar.add(start, -some)
    assert calendar.between(back, start) == some
    if some:
        # The earliest such moment: a minute before it less has passed; there and back is where work began.
        assert calendar.between(start, end - MINUTE) < some
        assert calendar.add(end, -some) == calendar.next_moment(start)


@MANY
@given(CALENDARS, moments(), DURATIONS, DURATIONS)
@pytest.mark.slow
def test_time_is_added_in_parts_as_in_one(
    calendar: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert calendar.add(calendar.add(start, one), other) == calendar.add(start, one + other)


@MANY
@given(CALENDARS, moments(), moments(), DURATIONS, st.integers(1, 40), st.sampled_from(Term.values[:-1]))
@pytest.mark.slow
def test_who_comes_later_is_never_due_earlier(
    calendar: Calendar, one: datetime, other: datetime, some: timedelta, amount: int, term: str
) -> None:
    first, second = sorted([one, other])
    assert calendar.add(first, some) <= calendar.add(second, some)
    assert calendar.next_moment(first) <= calendar.next_moment(second)
    assert calendar.end_of_term(first, amount, term) <= calendar.end_of_term(second, amount, term)
    assert calendar.end_of_term(first, amount, term) <= calendar.end_of_term(first, amount + 1, term)


@MANY
@given(CALENDARS, moments(), st.integers(1, 40), st.sampled_from(Term.values[:-1]))
@pytest.mark.slow
def test_a_term_runs_out_after_it_began_and_in_or_at_the_end_of_working_time(
    calendar: Calendar, start: datetime, amount: int, term: str
) -> None:
    due = calendar.end_of_term(start, amount, term)
    assert due > start
    assert calendar.is_working(due - timedelta(microseconds=1))
    if term == Term.WORKING_DAYS:
        first, last = workdays.day_of(start), workdays.day_of(due - timedelta(microseconds=1))
        days = (first + n * DAY for n in range(1, (last - first).days + 1))
        assert sum(map(calendar.works_on, days)) == amount


@MANY
@given(CALENDARS, moments())
@pytest.mark.slow
def test_the_next_working_moment_is_the_first(calendar: Calendar, start: datetime) -> None:
    found = calendar.next_moment(start)
    assert found >= start
    assert calendar.is_working(found)
    assert not calendar.between(start, found)


@MANY
@given(
    CALENDARS,
    moments(),
    st.lists(st.integers(0, 20_000), min_size=2, max_size=8, unique=True),
    st.sampled_from(Term.values[:-1]),
    st.randoms(),
)
@pytest.mark.slow
def test_pauses_in_any_order_and_any_parts_move_a_deadline_as_one(
    calendar: Calendar, due: datetime, marks: list[int], term: str, chance: Random
) -> None:
    cuts = [due - timedelta(days=20) + n * MINUTE for n in sorted(marks)]
    parts = list(pairwise(cuts))
    shuffled = list(parts)
    chance.shuffle(shuffled)
    whole = [(cuts[0], cuts[-1])]
    moved = calendar.extended(due, whole, term)
    assert moved == calendar.extended(due, shuffled, term)
    assert moved >= due
    # More waiting never leaves less time.
    assert calendar.extended(due, parts[1:], term) <= moved
    if term in (Term.WORKING_DAYS, Term.WORKING_HOURS):
        left, still = calendar.between(cuts[0], due), calendar.between(cuts[-1], moved)
        assert left == still


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-60, 60))
def test_a_month_later_has_the_same_number_or_is_the_last_of_its_month(day: date, count: int) -> None:
    later = months_after(day, count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == day.day or (later.day < day.day and (later + DAY).day == 1)


def test_every_day_of_five_years_agrees_with_the_working_days_of_estonia() -> None:
    days: Sequence[date] = [date(2024, 1, 1) + n * DAY for n in range(5 * 365)]
    assert [day for day in days if PLAIN.works_on(day)] == [day for day in days if workdays.is_working(day)]
    short = [day for day in days if PLAIN.works_on(day) and PLAIN.ends_on(day).hour == 14]
    assert short == [day for day in days if workdays.is_shortened(day)]
