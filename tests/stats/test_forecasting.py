"""The forecast finds the shape that calls have, measures its error, and knows nothing of the future."""

import math
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from django.conf import settings

from desk.enquiries.worktime import Calendar
from stats.staffing import asking, forecasting
from stats.staffing.step import Step
from stats.staffing.steps import Due, steps_of

MONDAY = date(2026, 11, 23)
WEEKDAYS = (1.4, 1.0, 0.9, 0.9, 0.8)


def steps(first: date, last: date, due: Sequence[Due] = ()) -> list[Step]:
    return steps_of(Calendar(), due, first, last)


def expected(step: Step) -> float:
    """The truth of the generated desk: Mondays, a hill before noon, nothing else."""
    hill = 0.4 + math.exp(-(((step.minute - 660) / 100) ** 2))
    return 8.0 * WEEKDAYS[step.weekday] * hill * step.open


def poisson(mean: float, chance: random.Random) -> int:
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


def played(history: Sequence[Step], truth: Callable[[Step], float], seed: int = 7) -> list[float]:
    chance = random.Random(seed)
    return [float(poisson(truth(step), chance)) for step in history]


def weeks(count: int) -> list[Step]:
    return steps(MONDAY - timedelta(weeks=count), MONDAY - timedelta(days=1))


WANTED = steps(MONDAY + timedelta(weeks=1), MONDAY + timedelta(weeks=3, days=-1))


def test_the_shape_of_the_week_is_found() -> None:
    history = weeks(40)
    made = forecasting.forecast(history, played(history, expected), WANTED)
    assert made.method == "regression"
    found = [numbers[1] for numbers in made.numbers]
    truth = [expected(step) for step in WANTED]
    off = sum(abs(a - b) for a, b in zip(found, truth, strict=True)) / sum(truth)
    assert off < 0.10
    assert abs(sum(found) / sum(truth) - 1) < 0.05
    assert all(low <= mean <= high for low, mean, high in made.numbers)


def test_the_regression_beats_the_mean_and_both_say_by_how_much() -> None:
    history = weeks(40)
    errors = forecasting.forecast(history, played(history, expected), WANTED).errors
    assert errors["regression"].wape < errors["naive"].wape
    assert errors["regression"].wape_day < errors["regression"].wape
    for error in errors.values():
        assert abs(error.bias) < 0.08
        assert error.coverage is not None and 0.70 < error.coverage < 0.90
        assert (error.folds, error.halves) == (6, 6 * len(WANTED))


@pytest.mark.slow
def test_a_declaration_peak_that_came_before_is_expected_again() -> None:
    """Twice the calls towards every quarter's due date, in two years of history."""

    def due(year: int, month: int) -> Due:
        return Due(False, date(year, month, 3), date(year, month, 17), date(year, month, 20))

    dues = [due(year, month) for year in (2024, 2025, 2026, 2027) for month in (1, 4, 7, 10)]
    history = steps(MONDAY - timedelta(weeks=104), MONDAY - timedelta(days=1), dues)
    calls = played(history, lambda step: expected(step) * (1 + step.peak[1]))
    quiet = steps(date(2026, 12, 7), date(2026, 12, 11), dues)
    busy = steps(date(2027, 1, 11), date(2027, 1, 15), dues)
    made = [
        sum(each[1] for each in forecasting.forecast(history, calls, wanted).numbers)
        for wanted in (quiet, busy)
    ]
    assert 1.4 < made[1] / made[0] < 2.1


def test_with_little_history_there_is_a_mean_and_no_regression() -> None:
    history = weeks(6)
    made = forecasting.forecast(history, played(history, expected), WANTED)
    assert made.method == "naive" and "regression" not in made.errors


def test_without_anything_to_test_on_the_range_is_that_of_poisson() -> None:
    history = weeks(2)
    made = forecasting.forecast(history, [4.0] * len(history), WANTED)
    assert made.errors == {}
    low, mean, high = made.numbers[0]
    assert (mean, round(high - mean, 2), round(mean - low, 2)) == (4.0, 2.56, 2.56)


def test_the_backtest_knows_nothing_of_the_future() -> None:
    """Whatever comes after an origin may be anything: what was expected at it stays the same."""
    history = weeks(30)
    calls = played(history, expected)
    as_it_was = forecasting.backtest(history, calls, WANTED)
    for method, tested in as_it_was.items():
        first = tested.days[0]  # of the first fold's test; everything from here on is its future
        changed = [count if step.day < first else 50.0 for step, count in zip(history, calls, strict=True)]
        other = forecasting.backtest(history, changed, WANTED)[method]
        here = tested.fold == 0
        assert list(other.expected[here]) == list(tested.expected[here])
        assert list(other.expected[~here]) != list(tested.expected[~here])


def test_the_backtest_looks_as_far_ahead_as_the_forecast() -> None:
    """Between what is known and the first day wanted lie seven days, in every fold too."""
    history = weeks(30)
    calls = played(history, expected)
    tested = forecasting.backtest(history, calls, WANTED)["naive"]
    first = tested.days[0]
    hidden = [
        99.0 if first - timedelta(days=7) <= step.day < first else count
        for step, count in zip(history, calls, strict=True)
    ]
    here = tested.fold == 0
    assert list(forecasting.backtest(history, hidden, WANTED)["naive"].expected[here]) == list(
        tested.expected[here]
    )


def test_a_desk_that_nobody_called_expects_nobody() -> None:
    history = weeks(20)
    made = forecasting.forecast(history, [0.0] * len(history), WANTED)
    assert {numbers[1] for numbers in made.numbers} == {0.0}


def test_the_process_answers_what_the_function_does() -> None:
    history = weeks(12)
    calls = played(history, expected)
    here, there = forecasting.forecast(history, calls, WANTED), asking.forecast(history, calls, WANTED)
    assert there.method == here.method
    for ours, theirs in zip(here.numbers, there.numbers, strict=True):
        assert theirs == pytest.approx(ours, abs=0.05)


def test_pages_and_tasks_do_not_load_the_statistics_library() -> None:
    """It takes some hundred megabytes, and only the process that forecasts has them."""
    code = (
        "import django, sys; django.setup(); import desk.urls, stats.tasks;"
        "sys.exit(sum(name in sys.modules for name in ('sklearn', 'scipy')))"
    )
    needed = {"SECRET_KEY": "test", "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS)}
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=120, env=os.environ | needed)
    assert done.returncode == 0


def test_closed_hours_holidays_and_shortened_days_are_known() -> None:
    """Christmas week of 2026: 23 December ends three hours earlier, 24 to 26 are holidays."""
    week = steps(date(2026, 12, 21), date(2026, 12, 27))
    by_day = {day: [step for step in week if step.day == day] for day in {step.day for step in week}}
    assert set(by_day) == {date(2026, 12, 21), date(2026, 12, 22), date(2026, 12, 23)}
    assert max(step.minute for step in by_day[date(2026, 12, 23)]) == 13 * 60 + 30
    assert all(step.eve for step in by_day[date(2026, 12, 23)])
    assert not any(step.eve for step in by_day[date(2026, 12, 22)])
    after = steps(date(2026, 12, 28), date(2026, 12, 28))
    assert all(step.after_closed for step in after)
