"""Two people at one form at the same instant: one draft, one ticket, one issue; nothing is decided twice."""

from collections.abc import Callable
from typing import Any

import pytest

from desk.http import Refused
from desk.people.actions import decide_second
from desk.people.models import Approval, User
from tests.calls.test_at_the_same_instant import at_once
from tests.conftest import Actor
from tests.tickets.conftest import World
from tests.tickets.test_overrides import TRIED, ask, kept
from tickets import actions
from tickets.leaving.sheet import mark
from tickets.models import Escalation, Issue, JiraOperation, Override

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def real(transactional_db: None) -> None:
    """Real transactions, before anybody is there."""


def sends(world: World, by: User, act: Callable[..., Escalation], **more: Any) -> Callable[[], Escalation]:
    return lambda: act(enquiry=world.enquiry, unit=world.unit, answers=world.answers, by=by, **more)


def test_two_begin_a_draft_at_once_and_it_is_one(
    world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    both = [sends(world, actor.user, actions.draft, seen="") for actor in (as_specialist, as_senior)]
    told = at_once(both)
    assert sorted(type(each).__name__ for each in told) == ["Escalation", "SavedMeanwhile"]
    assert Escalation.objects.count() == Issue.objects.count() == 1


def test_two_send_a_draft_at_once_and_it_leaves_once(
    world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    seen = mark(kept(world, as_specialist, "Teine veebilehitseja"))
    both = [sends(world, actor.user, actions.escalate, seen=seen) for actor in (as_specialist, as_senior)]
    told = at_once(both)
    assert sum(isinstance(each, Refused) for each in told) == 1
    assert JiraOperation.objects.count() == Escalation.objects.count() == Issue.objects.count() == 1


def test_a_finding_is_decided_while_its_text_is_changed(
    world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    asked = ask(kept(world, as_specialist, TRIED), as_specialist, "name")
    approval = Approval.objects.get()

    def decides() -> Approval:
        return decide_second(approval=approval, approved=True, by=as_senior.user, reason="Muidu ei leia.")

    at_once([decides, lambda: kept(world, as_specialist, "Nimi on väljas")])
    asked.refresh_from_db()
    approval.refresh_from_db()
    assert (asked.allowed, approval.state) in {(True, "approved"), (None, "withdrawn")}
    assert Override.objects.count() == 1
