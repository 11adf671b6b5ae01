"""Whose work falls to whom: no work is lost, doubled or passed round for ever."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.people import deputies
from desk.people.enums import Role
from desk.people.models import Absence, User

DAY = date(2026, 3, 4)

# Anybody may name anybody, also somebody absent, somebody who is gone, and (through others) himself.
ABSENT = st.dictionaries(st.integers(1, 12), st.none() | st.integers(1, 15), max_size=12)


class Away(NamedTuple):
    """An absence without a database."""

    user_id: int
    deputy_id: int | None


def _rows(named: dict[int, int | None]) -> list[Away]:
    return [Away(user, deputy) for user, deputy in named.items()]


@given(ABSENT)
def test_each_absent_persons_work_ends_at_somebody_present_or_is_said_to_be_nobodys(
    named: dict[int, int | None],
) -> None:
    ends = deputies.chain(_rows(named))
    assert set(ends) == set(named)
    assert all(end is None or end not in named for end in ends.values())


@given(ABSENT)
def test_it_is_nobodys_only_where_the_way_stops_or_turns_round(named: dict[int, int | None]) -> None:
    for absent, end in deputies.chain(_rows(named)).items():
        way = deputies.steps(named, absent)
        last = named.get(way[-1], way[-1])
        assert end == last if end is not None else last is None or last in way


@given(ABSENT)
def test_nobody_comes_twice_on_the_way(named: dict[int, int | None]) -> None:
    for absent in named:
        way = deputies.steps(named, absent)
        assert len(way) == len(set(way))
        assert way[0] == absent


@given(ABSENT, st.lists(st.integers(1, 12), max_size=40))
def test_no_work_is_lost_or_done_by_two(named: dict[int, int | None], owners: list[int]) -> None:
    """Every piece of work is on one list: its owner's, one deputy's, or that of those who lead."""
    ends = deputies.chain(_rows(named))
    present = set(range(1, 16)) - set(named)
    lists = {who: [owner for owner in owners if ends.get(owner, owner) == who] for who in present}
    nobodys = [owner for owner in owners if ends.get(owner, owner) is None]
    assert sorted(sum(lists.values(), nobodys)) == sorted(owners)


def test_a_to_b_to_c() -> None:
    assert deputies.chain(_rows({1: 2, 2: 3})) == {1: 3, 2: 3}
    assert deputies.steps({1: 2, 2: 3}, 1) == (1, 2, 3)


def test_two_who_name_each_other_leave_nobody() -> None:
    assert deputies.chain(_rows({1: 2, 2: 1, 3: 1})) == {1: None, 2: None, 3: None}


@pytest.fixture
def trio(someone: Callable[..., User]) -> tuple[User, User, User]:
    return (
        someone("riina", Role.SPECIALIST),
        someone("margus", Role.SPECIALIST),
        someone("helena", Role.SENIOR),
    )


def _away(user: User, deputy: User | None, first: date = DAY, days: int = 1) -> Absence:
    last = first + timedelta(days=days - 1)
    return Absence.objects.create(user=user, deputy=deputy, first_day=first, last_day=last, entered_by=user)


def test_a_person_works_for_himself_and_for_those_whose_way_ends_here(
    trio: tuple[User, User, User], django_assert_num_queries: Callable[..., object]
) -> None:
    riina, margus, helena = trio
    _away(riina, margus, days=2)
    _away(margus, helena)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]  # a context manager
        assert deputies.works_for(helena, DAY) == {riina.pk, margus.pk, helena.pk}
    assert deputies.works_for(margus, DAY) == {margus.pk}
    assert deputies.standing_in_for(riina.pk, DAY) == helena
    assert deputies.standing_in_for(helena.pk, DAY) is None
    tomorrow = DAY + timedelta(days=1)
    assert deputies.works_for(margus, tomorrow) == {riina.pk, margus.pk}
    assert deputies.works_for(margus, DAY + timedelta(days=2)) == {margus.pk}


def test_a_deputy_who_left_or_lost_the_role_leaves_the_work_to_those_who_lead(
    trio: tuple[User, User, User], someone: Callable[..., User]
) -> None:
    riina, margus, helena = trio
    registrar = someone("reet", Role.REGISTRAR)
    _away(riina, margus)
    _away(helena, registrar)
    assert deputies.ends(deputies.deputy_of(DAY)) == {riina.pk: margus.pk, helena.pk: None}
    margus.is_active = False
    margus.save(update_fields=["is_active"])
    assert deputies.ends(deputies.deputy_of(DAY)) == {riina.pk: None, helena.pk: None}
    assert deputies.standing_in_for(riina.pk, DAY) is None
