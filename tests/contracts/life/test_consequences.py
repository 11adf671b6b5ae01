"""What will stop working: everything that ends with the chosen document, and who keeps access."""

from datetime import date, timedelta

from contracts.life.consequences import Consequences, following
from contracts.life.tree import Holding
from tests.contracts.life.trees import DAY, EVA, KADRI, OLEG, agreement, main_user, user

BEFORE = DAY - timedelta(days=1)


def ending(chosen: int, *holdings: Holding, code: str = "", last_day: date = BEFORE) -> Consequences:
    found = following(holdings, chosen, code, last_day)
    assert found is not None
    return found


def numbers(found: Consequences) -> list[str]:
    return [each.holding.number for each in found.ended]


def test_an_agreement_takes_every_power_that_leans_on_it() -> None:
    month = DAY + timedelta(days=30)
    found = ending(
        1, agreement(), main_user(2, KADRI), user(3, OLEG, granted_under=2),
        user(4, EVA, contract_number="KL-2"), last_day=month,
    )  # fmt: skip
    assert numbers(found) == ["D-1", "D-2", "D-3"]
    assert {each.because for each in found.more} == {"D-1"}
    assert found.first_day_without == month + timedelta(days=1)
    assert [each.name for each in found.lose] == ["Kadri Lepp", "Oleg Smirnov"]
    assert found.orphaned


def test_a_power_takes_those_given_under_it_only_where_their_kind_says_so() -> None:
    kept = user(3, OLEG, granted_under=2)
    assert numbers(ending(2, agreement(), main_user(2, KADRI), kept, code=KADRI)) == ["D-2"]
    ends = user(3, OLEG, granted_under=2, with_grantor=True)
    found = ending(2, agreement(), main_user(2, KADRI), ends, code=KADRI)
    assert numbers(found) == ["D-2", "D-3"] and found.more[0].because == "D-2"


def test_it_goes_on_for_the_others_whom_it_names() -> None:
    under = user(3, OLEG, granted_under=2, with_grantor=True)
    found = ending(2, agreement(), main_user(2, KADRI, EVA), under, code=EVA)
    (only,) = found.ended
    assert only.person is not None and only.person.name == "Eva Pärn"
    assert [each.name for each in found.lose] == ["Eva Pärn"] and not found.orphaned


def test_the_last_of_its_persons_ends_it_whole() -> None:
    both = main_user(2, KADRI, EVA, ends={EVA: BEFORE})
    found = ending(2, agreement(), both, code=KADRI)
    assert found.ended[0].person is None and found.orphaned


def test_who_has_another_power_in_the_portal_keeps_access() -> None:
    found = ending(2, agreement(), main_user(2, KADRI), user(3, KADRI), code=KADRI)
    assert found.lose == [] and [each.number for each in found.keep[0].keeps] == ["D-3"]
    assert found.orphaned


def test_a_power_in_another_portal_is_no_access_to_this_one() -> None:
    found = ending(2, agreement(), main_user(2, KADRI), user(3, KADRI, portal=2), code=KADRI)
    assert [each.name for each in found.lose] == ["Kadri Lepp"]


def test_what_ends_sooner_by_itself_keeps_nobody_in() -> None:
    soon = user(3, KADRI, valid_until=DAY + timedelta(days=3))
    assert ending(2, agreement(), main_user(2, KADRI), soon, code=KADRI, last_day=BEFORE).keep
    month = DAY + timedelta(days=30)
    assert not ending(2, agreement(), main_user(2, KADRI), soon, code=KADRI, last_day=month).keep


def test_another_main_user_stays() -> None:
    found = ending(2, agreement(), main_user(2, KADRI), main_user(3, EVA), code=KADRI)
    assert not found.orphaned and found.had_main_user


def test_nothing_follows_where_nothing_would_end() -> None:
    over = main_user(2, KADRI, last_day=BEFORE, end_reason="withdrawn")
    assert following([over], 2, KADRI, BEFORE) is None
    assert following([main_user(2, KADRI)], 2, OLEG, BEFORE) is None
    assert following([], 2, "", BEFORE) is None
