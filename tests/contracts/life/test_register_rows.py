"""The register of a day: which documents stand, page after page, and the same rows as plain values."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.enums import AuthorisationState
from contracts.life.register import Asked, Place, page, records, standing
from contracts.models import Authorisation
from desk import clock, workdays
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted, power

DAY = timedelta(days=1)


def numbers(day: date, **asked: Any) -> list[str]:
    return [each.number for each in standing(Asked(day, **asked))]


def test_what_was_accepted_stands_from_that_very_day_whether_in_the_portal_or_not(ground: Ground) -> None:
    document = accepted(ground)
    today = workdays.today()
    assert numbers(today) == [document.number] and numbers(today - DAY) == []
    assert numbers(today, show="waits") == [document.number]


def test_a_period_and_a_last_day_bound_it_and_both_days_count(ground: Ground) -> None:
    today = workdays.today()
    document = accepted(ground, power(ground, valid_from=today + DAY, valid_until=today + 9 * DAY))
    assert [numbers(today + days * DAY) != [] for days in (0, 1, 9, 10)] == [False, True, True, False]
    Authorisation.objects.filter(pk=document.pk).update(last_day=today + 5 * DAY, end_reason="withdrawn")
    assert [numbers(today + days * DAY) != [] for days in (5, 6)] == [True, False]
    assert numbers(today + DAY, show="ending") == numbers(today + DAY, show="expiring") == [document.number]


def test_notices_and_what_was_never_accepted_are_not_in_it(ground: Ground) -> None:
    document = accepted(ground)
    ground.sent(ground.wanted("main_user_poa"))
    accepted(ground, ground.wanted("contract_termination", ended_number=document.number,
                                   ends_on=workdays.today()))  # fmt: skip
    assert document.number in numbers(workdays.today())
    assert len(numbers(workdays.today())) <= 1


def test_filters_narrow_it(ground: Ground) -> None:
    agreement, main = accepted(ground), accepted(ground, power(ground))
    today = workdays.today()
    assert numbers(today, kind=main.kind_id) == [main.number]
    assert numbers(today, portal=agreement.portal_id) == [main.number, agreement.number]
    assert numbers(today, clients=frozenset({ground.kaasiku.pk})) == []
    Authorisation.objects.filter(pk=main.pk).update(state=AuthorisationState.IN_FORCE)
    assert numbers(today, show="waits") == [agreement.number]


@pytest.mark.slow
def test_pages_follow_one_another_without_gap_or_overlap(ground: Ground) -> None:
    wanted: list[str] = []
    for _each in range(5):
        wanted.insert(0, accepted(ground).number)
        clock.move(timedelta(minutes=1))
    # Two at one moment stand by their ids.
    first, second = Authorisation.objects.order_by("pk")[:2]
    Authorisation.objects.filter(pk=second.pk).update(accepted_at=first.accepted_at)
    seen: list[str] = []
    place = None
    while rows := page(Asked(workdays.today()), place, 2):
        seen += [each.number for each in rows]
        place = Place.read(str(Place.of(rows[-1])))
    assert seen == wanted


@pytest.mark.parametrize("text", ["", "1", "a-1", "1-", "-1", "9" * 30 + "-1", "²-1"])
def test_what_is_no_place_is_no_place(text: str) -> None:
    assert Place.read(text) is None


def test_a_record_holds_plain_values_and_whoever_has_the_power_that_day(ground: Ground) -> None:
    document = accepted(ground, power(ground))
    (record,) = records(Asked(workdays.today()))
    assert record["number"] == document.number and record["client_code"] == "10000001"
    assert [each["name"] for each in record["persons"]] == ["Kadri Lepp"]
    assert record["in_portal"] is False and record["taken_over"] is False
    document.persons.update(last_day=workdays.today() - DAY, end_reason="withdrawn")
    (record,) = records(Asked(workdays.today()))
    assert record["persons"] == []
