"""Changes of shifts help, stay within what may be, and are few."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.enums.staffing import Shifted
from stats.staffing import moves
from stats.staffing.plan import MINUTES, Person, Planned, covered

DAY = date(2026, 11, 30)  # a Monday
OPEN = range(540, 1020, MINUTES)


def need(*people: int) -> dict[int, int]:
    """So many in each of the sixteen half-hours from nine to five."""
    return dict(zip(OPEN, people, strict=True))


def person(user: int, left: int = 0, free: bool = False, busy: tuple[tuple[int, int], ...] = ()) -> Person:
    return Person(user, {DAY: left}, {DAY: busy}, frozenset({DAY}) if free else frozenset())


def proposed(
    wanted: dict[int, int], shifts: list[Planned], *people: Person
) -> tuple[list[moves.Move], list[Planned]]:
    return moves.propose({DAY: wanted}, shifts, {each.user: each for each in people})


def test_where_everybody_is_in_place_nothing_is_proposed() -> None:
    made, plan = proposed(need(*[1] * 8, *[0] * 8), [Planned(1, DAY, 540, 780, 7)], person(1))
    assert made == [] and plan == [Planned(1, DAY, 540, 780, 7)]


def test_a_shift_is_moved_to_where_people_are_missing() -> None:
    made, plan = proposed(need(*[1] * 8, *[0] * 8), [Planned(1, DAY, 600, 840, 7)], person(1))
    (move,) = made
    assert (move.kind, move.gain, plan) == (Shifted.MOVED, 2, [Planned(1, DAY, 540, 780, 7)])


def test_a_shift_is_lengthened_only_within_the_agreed_week() -> None:
    wanted, shift = need(*[1] * 10, *[0] * 6), Planned(1, DAY, 540, 780, 7)
    assert proposed(wanted, [shift], person(1, left=0))[0] == []
    (move,) = proposed(wanted, [shift], person(1, left=60))[0]
    assert (move.kind, move.after.ends) == (Shifted.LENGTHENED, 840)


def test_a_free_day_is_worked_only_by_whom_hours_are_left() -> None:
    wanted = need(*[0] * 4, *[1] * 8, *[0] * 4)
    assert proposed(wanted, [], person(1, left=120, free=True))[0] == []
    assert proposed(wanted, [], person(1, left=240))[0] == []  # absent, or works elsewhere that day
    (move,) = proposed(wanted, [], person(1, left=240, free=True))[0]
    assert (move.kind, move.before, move.after.starts, move.gain) == (Shifted.ADDED, None, 660, 8)


def test_other_duties_of_the_day_are_left_alone() -> None:
    wanted = need(*[1] * 8, *[0] * 8)
    shift = Planned(1, DAY, 780, 1020, 7)
    made, plan = proposed(wanted, [shift], person(1, left=300, busy=((540, 780),)))
    assert made == [] and plan == [shift]


def test_what_nobody_would_miss_is_freed_for_other_work() -> None:
    wanted = need(*[2] * 8, *[1] * 8)
    shifts = [Planned(user, DAY, 540, 1020, user) for user in (1, 2, 3)]
    made, plan = proposed(wanted, shifts, person(1), person(2), person(3))
    assert made and {move.kind for move in made} == {Shifted.SHORTENED}
    there = covered(plan, wanted)
    assert all(there[minute] >= wanted[minute] for minute in wanted)


def test_a_lunch_is_where_most_people_are() -> None:
    wanted = need(*[1] * 16)
    shifts = [Planned(1, DAY, 540, 1020), Planned(2, DAY, 720, 840)]
    there = covered(shifts, wanted)
    assert min(there.values()) == 1 and sum(there.values()) == 16 + 4 - 1


def test_a_half_hour_counts_only_when_it_is_covered_whole() -> None:
    there = covered([Planned(1, DAY, 555, 615)], need(*[1] * 16))
    assert [minute for minute, people in there.items() if people] == [570]


WEEK = [DAY + timedelta(days=number) for number in range(5)]
PEOPLE = st.lists(
    st.tuples(
        st.integers(0, 600),
        st.lists(
            st.none() | st.tuples(st.integers(16, 24), st.integers(6, 17)), min_size=5, max_size=5
        ),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(wanted=st.lists(st.integers(0, 5), min_size=80, max_size=80), people=PEOPLE)
def test_a_plan_never_gets_worse_nor_breaks_what_was_agreed(
    wanted: list[int], people: list[tuple[int, list[tuple[int, int] | None]]]
) -> None:
    needs = {day: need(*wanted[16 * i : 16 * i + 16]) for i, day in enumerate(WEEK)}
    shifts = [
        Planned(user, day, 30 * begins, 30 * (begins + halves), 10 * user + i)
        for user, (_left, days) in enumerate(people)
        for i, (day, span) in enumerate(zip(WEEK, days, strict=True))
        if span is not None
        for begins, halves in [span]
    ]
    known = {
        user: Person(
            user, {DAY: left}, {}, frozenset(d for d, span in zip(WEEK, days, strict=True) if span is None)
        )
        for user, (left, days) in enumerate(people)
    }
    made, plan = moves.propose(needs, shifts, known)

    def missing(rows: list[Planned]) -> int:
        return sum(
            max(0, needs[day][minute] - there)
            for day in WEEK
            for minute, there in covered([each for each in rows if each.day == day], needs[day]).items()
        )

    assert missing(plan) <= missing(shifts)
    for user, (left, _days) in enumerate(people):
        worked = [sum(each.worked for each in rows if each.user == user) for rows in (shifts, plan)]
        assert worked[1] - worked[0] <= left
        for day in WEEK:
            spans = sorted((s.starts, s.ends) for s in plan if s.user == user and s.day == day)
            assert all(a[1] <= b[0] for a, b in pairwise(spans))
    per_day = [sum(m.after.day == day and m.kind != Shifted.SHORTENED for m in made) for day in WEEK]
    assert max(per_day) <= moves.MOST_A_DAY
