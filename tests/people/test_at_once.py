"""Two deeds at one instant, on a real PostgreSQL with real threads."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from desk.http import Refused
from desk.people.actions import add_helper, add_shift, copy_week, set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, Shift, User, UserRole
from tests.calls.test_at_the_same_instant import at_once
from tests.people.conftest import MONDAY, hours, spans

pytestmark = pytest.mark.django_db(transaction=True)


def said(deed: Callable[[], object]) -> Callable[[], str]:
    """The deed; its answer is what it was refused for, or nothing."""

    def run() -> str:
        try:
            deed()
        except Refused as refusal:
            return refusal.texts[0]
        return ""

    return run


def test_two_changes_of_presence_at_once_leave_one_open_interval(riina: User) -> None:
    states = [PresenceState.AVAILABLE, PresenceState.AWAY, PresenceState.BREAK, PresenceState.WRAP_UP]

    def change(state: PresenceState) -> Callable[[], object]:
        return lambda: set_presence(user=riina, state=state, by=riina)

    for _again in range(3):
        at_once([change(state) for state in states])
    assert Presence.objects.open().filter(user=riina).count() == 1
    ended = Presence.objects.filter(user=riina).order_by("started_at", "pk")
    for before, after in pairwise(ended):
        assert before.ended_at is not None
        assert before.ended_at <= after.started_at


def test_of_two_overlapping_shifts_at_once_one_stands_and_the_other_is_told_why(
    riina: User, margus: User
) -> None:
    def plan(begins: float, ends: float) -> Callable[[], str]:
        return said(lambda: add_shift(user=riina, day=MONDAY, hours=hours(begins, ends), by=margus))

    texts = at_once([plan(9, 13), plan(12, 17)])
    assert Shift.objects.count() == 1
    refused = [text for text in texts if text]
    assert len(refused) == 1
    assert spans(Shift.objects.all())[0].split()[1] in refused[0]


def test_a_week_copied_twice_at_once_is_copied_once(riina: User, margus: User) -> None:
    for user in (riina, margus):
        add_shift(user=user, day=MONDAY, hours=hours(9, 17), by=riina)
    made = at_once([lambda: copy_week(monday=MONDAY, by=riina).made] * 2)
    assert sum(len(shifts) for shifts in made) == 2
    assert Shift.objects.count() == 4


def test_a_helper_lent_twice_at_once_is_lent_once(reet: User, riina: User) -> None:
    def lend() -> object:
        return add_helper(user=reet, first=MONDAY, last=MONDAY, hours=hours(9, 17), by=riina)

    texts = at_once([said(lend), said(lend)])
    assert len([text for text in texts if text]) == 1
    assert UserRole.objects.filter(user=reet, role=Role.SPECIALIST).count() == 1
    assert Shift.objects.count() == 1
