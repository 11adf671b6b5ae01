"""What points come to, and how far reviewers agree: arithmetic alone."""

from collections import Counter
from decimal import Decimal

import pytest

from stats.quality.agreement import agreed, compare, kappa, kappa_of, percent
from stats.quality.figures import mean_of
from stats.quality.scoring import NotScored, score

KEYS = ["a", "b", "c"]


def test_the_score_is_the_share_of_points_that_could_be_given() -> None:
    assert score(KEYS, {"a": 2, "b": 2, "c": 2}, []) == 100
    assert score(KEYS, {"a": 0, "b": 0, "c": 0}, []) == 0
    assert score(KEYS, {"a": 2, "b": 1, "c": 2}, []) == Decimal("83.3")


def test_what_does_not_apply_counts_neither_way() -> None:
    assert score(KEYS, {"a": 2, "b": None, "c": 1}, []) == 75


def test_one_critical_error_makes_the_whole_score_nought() -> None:
    assert score(KEYS, {"a": 2, "b": 2, "c": 2}, ["disclosed"]) == 0


def test_a_criterion_without_an_answer_is_named_instead_of_scored() -> None:
    with pytest.raises(NotScored) as trouble:
        score(KEYS, {"a": 2, "c": None}, ["disclosed"])
    assert trouble.value.missing == ["b"]


def test_nothing_is_scored_where_nothing_applies() -> None:
    with pytest.raises(NotScored):
        score(KEYS, dict.fromkeys(KEYS), [])


def test_agreement_is_the_share_of_equal_pairs() -> None:
    two = compare(KEYS, [{"a": 2, "b": 1, "c": 0}, {"a": 2, "b": 2, "c": 0}])
    assert percent(two) == pytest.approx(200 / 3)
    assert [line.differs for line in two] == [False, True, False]
    three = compare(["a"], [{"a": 2}, {"a": 2}, {"a": 1}])
    assert percent(three) == pytest.approx(100 / 3)
    assert percent([]) is None


def test_what_one_says_does_not_apply_is_as_far_apart_as_can_be() -> None:
    (line,) = compare(["a"], [{"a": None}, {"a": 2}])
    assert line.spread == 2


def test_weighted_kappa_is_one_for_full_agreement_nought_for_chance_and_below_for_worse() -> None:
    assert kappa([(0, 0), (1, 1), (2, 2)]) == pytest.approx(1)
    assert kappa([(0, 0), (0, 2), (2, 0), (2, 2)]) == pytest.approx(0)
    assert kappa([(0, 2), (2, 0)]) == pytest.approx(-1)
    assert kappa([(2, 2), (2, 2)]) is None  # chance alone would agree


def test_weighted_kappa_against_a_computation_by_hand() -> None:
    # Squared distances: observed 1/6; expected (1·1·1 + 1·2·1 + 2·1·1 + 2·1·1 + 4·1·2 + …) by the margins.
    pairs = [(0, 0), (0, 1), (1, 1), (1, 1), (2, 2), (2, 2)]
    first, second = Counter({0: 2, 1: 2, 2: 2}), Counter({0: 1, 1: 3, 2: 2})
    expected = sum((a - b) ** 2 * n * m for a, n in first.items() for b, m in second.items()) / 36
    assert kappa(pairs) == pytest.approx(1 - (1 / 6) / expected)
    assert kappa(pairs) == pytest.approx(0.857, abs=0.001)


def test_kappa_of_three_reviewers_is_the_mean_of_their_pairs() -> None:
    answers = [{"a": 0, "b": 2}, {"a": 0, "b": 2}, {"a": 2, "b": 0}]
    assert kappa_of(compare(["a", "b"], answers)) == pytest.approx((1 - 1 - 1) / 3)


def test_what_all_gave_alike_is_where_the_talk_begins() -> None:
    assert agreed([{"a": 2, "b": 1}, {"a": 2, "b": 0}]) == {"a": 2}


def test_the_mean_has_an_interval_once_there_are_five_reviews() -> None:
    few = mean_of(Counter(drawn=4, drawn_points=3200, drawn_squares=4 * 800**2))
    assert (few.value, few.low) == (80, None)
    scores = [700, 800, 900, 800, 800]
    some = mean_of(Counter(drawn=5, drawn_points=sum(scores), drawn_squares=sum(each**2 for each in scores)))
    # Standard deviation 7.07, so half the interval is 1.96 · 7.07 ÷ √5 = 6.2.
    assert (some.value, round(some.low or 0, 1), round(some.high or 0, 1)) == (80, 73.8, 86.2)
    assert some.text == "80,0% (73,8–86,2)"
    assert mean_of(Counter()).text == "–"
