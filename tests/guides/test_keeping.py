"""Read receipts and remarks on guides: told to who made them, and destroyed when their time is over."""

from datetime import timedelta

import pytest

from desk import clock
from desk.guides import keeping
from desk.guides.models import Guide, GuideFlag, GuideVersion, Instruction, Reading
from desk.records import actions
from desk.records.holdings import Erasure, Fate, Ground, Subject
from tests.conftest import Actor


@pytest.fixture
def flag(as_specialist: Actor, as_senior: Actor) -> GuideFlag:
    guide = Guide.objects.create(owner=as_senior.user, review_on=clock.now().date())
    version = GuideVersion.objects.create(guide=guide, number=1, written_by=as_senior.user)
    notice = Instruction.objects.create(
        title="Uus kord", body="x", roles=["specialist"], written_by=as_senior.user,
        published_at=clock.now(), until_day=clock.now().date(),
    )  # fmt: skip
    Reading.objects.create(instruction=notice, user=as_specialist.user)
    return GuideFlag.objects.create(version=version, by=as_specialist.user, note="Vana telefon")


def subject(actor: Actor) -> Subject:
    nobody: frozenset[int] = frozenset()
    users = frozenset({actor.user.pk})
    return Subject(frozenset(), nobody, nobody, users, nobody, (), frozenset(), frozenset(), "et")


def test_both_are_told(flag: GuideFlag, as_specialist: Actor) -> None:
    assert {held.kind for held in keeping.tell(subject(as_specialist))} == {"reading", "guide_flag"}


def test_a_remark_is_answered_before_it_goes(flag: GuideFlag, as_specialist: Actor, as_senior: Actor) -> None:
    everything = Erasure(Ground.ORDERED, None, dry=False)
    (outcome,) = keeping.erase(subject(as_specialist), everything)
    assert outcome.first
    flag.settled_at, flag.settled_by = clock.now(), as_senior.user
    flag.save()
    (outcome,) = keeping.erase(subject(as_specialist), everything)
    assert outcome.fate == Fate.DESTROYED
    assert not GuideFlag.history.exists()


def test_receipts_go_after_the_instruction_ended(flag: GuideFlag) -> None:
    assert actions.destroy_due(store=keeping.READINGS) == 0
    clock.move(timedelta(days=2000))
    assert actions.destroy_due(store=keeping.READINGS) == 1
    assert not Reading.objects.exists()
