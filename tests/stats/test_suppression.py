"""Small numbers are hidden, and what is told does not give them back: every small table is tried out."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from stats.suppression import FEW, SMALLEST, WITHHELD, Told, column, hidden, mean, parted, share, table, told

NUMBERS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9])
BEYOND = 10  # how far a reader who does not know a number tries


def _possible(cell: Told) -> range:
    if isinstance(cell, int):
        return range(cell, cell + 1)
    return range(1, SMALLEST) if cell == FEW else range(BEYOND + 1)


def _readings(shown: list[list[Told]], *, of_rows: bool) -> list[list[list[int]]]:
    """Every table that a reader must hold to be possible, by trying all of them."""
    inner = [row[:-1] if of_rows else row for row in shown[:-1]]
    found = []
    for numbers in product(*(_possible(cell) for row in inner for cell in row)):
        width = len(inner[0])
        rows = [list(numbers[at : at + width]) for at in range(0, len(numbers), width)]
        if of_rows:
            rows = [[*row, sum(row)] for row in rows]
        rows.append([sum(each) for each in zip(*rows, strict=True)])
        if all(
            not isinstance(cell, int) or cell == number
            for line, row in zip(shown, rows, strict=True)
            for cell, number in zip(line, row, strict=True)
        ) and all(
            cell != FEW or hidden(number)
            for line, row in zip(shown, rows, strict=True)
            for cell, number in zip(line, row, strict=True)
        ):
            found.append(rows)
    return found


def _gives_away_nothing(rows: list[list[int]], shown: list[list[Told]], *, of_rows: bool) -> None:
    whole = [[*row, sum(row)] if of_rows else row for row in rows]
    whole.append([sum(each) for each in zip(*whole, strict=True)])
    readings = _readings(shown, of_rows=of_rows)
    assert whole in readings
    for at, line in enumerate(whole):
        for place, number in enumerate(line):
            if hidden(number):
                assert not isinstance(shown[at][place], int)
                assert len({reading[at][place] for reading in readings}) > 1, (shown, at, place)


def test_one_to_four_are_few_and_zero_stays_zero() -> None:
    assert [told(number) for number in (0, 1, 4, 5, 120)] == [0, FEW, FEW, 5, 120]


def test_a_single_small_number_takes_the_next_one_with_it_so_that_the_total_does_not_tell_it() -> None:
    assert column([3, 20, 7, 0]) == [FEW, 20, WITHHELD, 0, 30]


def test_two_small_numbers_hide_each_other() -> None:
    assert column([3, 2, 20]) == [FEW, FEW, 20, 25]


def test_where_few_would_say_too_much_the_number_is_withheld() -> None:
    """Two of at most four whose total is eight are both four."""
    shown = column([4, 4, 10])
    assert shown[-1] == 18
    assert shown[:2].count(FEW) < 2


def test_a_small_total_withholds_all_of_it() -> None:
    assert column([1, 1, 1, 1, 0]) == [WITHHELD, WITHHELD, WITHHELD, WITHHELD, WITHHELD, FEW]
    assert column([3]) == [WITHHELD, FEW]


def test_without_a_total_beside_them_only_the_few_are_hidden() -> None:
    assert column([3, 20, 0], total=False) == [FEW, 20, 0]


def test_nothing_at_all_is_told_as_zero() -> None:
    assert column([]) == [0]
    assert table([[], []]) == [[0], [0], [0]]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert table([[10, 20], [0, 7]]) == [[10, 20, 30], [0, 7, 7], [10, 27, 37]]


def test_shares_and_means_over_what_is_not_told_are_withheld() -> None:
    assert share(20, 5, 25) == 80
    assert share(*parted(3, 60)) == "<8,3%"
    assert share(*parted(57, 60)) == ">91,7%"
    assert share(*parted(60, 60)) == 100
    assert share(*parted(2, 3)) == share(FEW, FEW, FEW) == WITHHELD
    assert share(*parted(0, 0)) is None
    assert mean(50, 10) == 5
    assert mean(50, FEW) == WITHHELD
    assert mean(0, 0) is None


@tries(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_nobody_can_reckon_a_hidden_number_of_a_column(numbers: list[int]) -> None:
    shown = [[each] for each in column(numbers)]
    _gives_away_nothing([[number] for number in numbers], shown, of_rows=False)


@tries(max_examples=25, deadline=None)
@given(st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=2, max_size=2))
def test_nobody_can_reckon_a_hidden_number_of_a_table(rows: list[list[int]]) -> None:
    _gives_away_nothing(rows, table(rows), of_rows=True)


@pytest.mark.slow
@tries(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 1, 3, 4, 6]), min_size=3, max_size=3), min_size=2, max_size=2))
def test_nor_of_a_wider_one(rows: list[list[int]]) -> None:
    shown = table(rows)
    if sum(not isinstance(cell, int) for row in shown[:-1] for cell in row[:-1]) <= 5:
        _gives_away_nothing(rows, shown, of_rows=True)


def test_a_month_of_days_and_topics_is_told_in_no_time() -> None:
    """The largest table there is: 31 days of 80 topics, most of the numbers small."""
    rows = [[(day * topic * 7) % 11 for topic in range(80)] for day in range(31)]
    shown = table(rows)
    assert len(shown) == 32
    assert not any(hidden(cell) for row in shown for cell in row if isinstance(cell, int))
