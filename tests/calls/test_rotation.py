"""Whose turn it is, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

from desk.calls import rotation

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def person(
    pk: int,
    idle: int,
    state: str = "available",
    spoken: tuple[str, ...] = ("et",),
    extension: str = "?",
    **more: Any,
) -> rotation.Person:
    extension = str(100 + pk) if extension == "?" else extension
    since = NOON - timedelta(minutes=idle)
    return rotation.Person(pk, f"Inimene {pk}", extension, state, spoken, since, **more)


def next_up(*people: rotation.Person, language: str = "") -> list[int]:
    return [turn.person.pk for turn in rotation.ready(rotation.order(people, rotation.Need(language), NOON))]


def test_who_has_been_free_longest_is_next() -> None:
    assert next_up(person(1, 5), person(2, 30), person(3, 10)) == [2, 3, 1]


def test_of_two_who_became_free_at_once_the_order_is_still_certain() -> None:
    assert next_up(person(2, 5), person(1, 5)) == [1, 2]


def test_who_is_busy_or_away_gets_no_call() -> None:
    busy = [person(n, 60, state) for n, state in enumerate(rotation.BUSY, start=10)]
    assert next_up(*busy, person(1, 1)) == [1]


def test_who_has_no_extension_cannot_be_rung() -> None:
    assert next_up(person(1, 60, extension=""), person(2, 1)) == [2]


def test_the_language_of_the_call_comes_before_the_time_waited() -> None:
    people = person(1, 60), person(2, 5, spoken=("et", "ru"))
    assert next_up(*people, language="ru") == [2, 1]
    assert next_up(*people, language="et") == [1, 2]
    assert next_up(*people) == [1, 2]


def test_when_nobody_speaks_the_language_the_call_overflows_to_the_others() -> None:
    assert next_up(person(1, 5), person(2, 30), language="ru") == [2, 1]


def test_everyone_can_see_why() -> None:
    turns = rotation.order(
        [person(1, 5, "break"), person(2, 30), person(3, 50, spoken=("ru",))], rotation.Need("et"), NOON
    )
    told = {turn.person.pk: (turn.place, turn.words) for turn in turns}
    assert told[2][0] == 1
    assert told[3][0] == 2
    assert told[1][0] is None
    assert "30" in told[2][1][0]
    assert len(told[1][1]) == 1


def test_a_clock_that_ran_backwards_shows_no_negative_time() -> None:
    (turn,) = rotation.order([person(1, -5)], rotation.Need(), NOON)
    assert turn.idle_minutes == 0


def test_overflow_goes_from_both_over_the_language_and_the_skill_to_anyone() -> None:
    knows = frozenset({7})
    people = [
        person(1, 90), person(2, 60, skills=knows), person(3, 30, spoken=("ru",)),
        person(4, 1, spoken=("ru",), skills=knows),
    ]  # fmt: skip
    turns = rotation.ready(rotation.order(people, rotation.Need("ru", 7), NOON))
    assert [(turn.person.pk, turn.tier) for turn in turns] == [(4, 0), (3, 1), (2, 2), (1, 3)]
    codes = [[code for code, _number in turn.reasons] for turn in turns]
    assert codes[0] == ["idle", "language", "skill"]
    assert "overflow" not in codes[1], "only the first is asked"
    overflowing = rotation.order(people[:3], rotation.Need("ru", 7), NOON)[0]
    assert ("overflow", 0) in overflowing.reasons


def test_practice_and_real_calls_have_people_of_their_own() -> None:
    people = [person(1, 5, training=True, on_shift=False), person(2, 50)]
    practice = rotation.order(people, rotation.Need(training=True), NOON)
    real = rotation.order(people, rotation.Need(), NOON)
    assert [turn.person.pk for turn in rotation.ready(practice)] == [1], "practice needs no shift"
    assert [turn.person.pk for turn in rotation.ready(real)] == [2]
    assert practice[1].reasons == (("not_in_training", 0),)
    assert real[1].reasons == (("in_training", 0),)


def test_who_is_off_shift_is_told_so() -> None:
    (turn,) = rotation.order([person(1, 5, on_shift=False)], rotation.Need(), NOON)
    assert (turn.place, turn.reasons) == (None, (("off_shift", 0),))


def test_every_reason_has_words_and_a_number_where_it_counts() -> None:
    for code, words in rotation.WORDS.items():
        said = rotation.in_words([(code, 3)])
        assert said
        assert ("3" in said[0]) == ("%(n)s" in str(words))
