"""What people do with enquiries: from opened to closed, and back."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from desk import slots
from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.enquiries import actions, closing, workflow
from desk.enquiries.enums import TIMELINE, State
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.enquiries.reference import OUTCOMES, TOPICS, seed_reference
from desk.http import Refused
from desk.records.models import TimelineEntry
from tests.clients.world import mari_tamm
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome


def test_numbers_follow_one_another_in_the_year(as_specialist: Actor) -> None:
    first = asked(as_specialist.user)
    second = actions.open_enquiry(topic=first.topic, by=None)
    assert re.fullmatch(r"P-\d{4}-000001", first.number)
    assert second.number == first.number[:-1] + "2"


def test_whoever_opens_an_enquiry_answers_for_it(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    assert (enquiry.owner, enquiry.state, enquiry.level) == (as_specialist.user, State.IN_WORK, 1)
    unowned = actions.open_enquiry(topic=enquiry.topic, by=None)
    assert (unowned.owner, unowned.state) == (None, State.NEW)


def test_an_enquiry_speaks_the_language_of_the_enquirer(as_specialist: Actor) -> None:
    client = asked(as_specialist.user).client
    anna = clients.create_person(first_name="Anna", last_name="Ivanova", language="ru", by=None)
    enquiry = actions.open_enquiry(topic=Topic.objects.get(code="proto"), client=client, person=anna, by=None)
    assert enquiry.language == "ru"


def test_taking_an_enquiry_puts_it_in_work(as_specialist: Actor, as_senior: Actor) -> None:
    seed_reference()
    enquiry = actions.open_enquiry(topic=Topic.objects.get(code="proto"), by=None)
    actions.assign(enquiry=enquiry, owner=as_senior.user, by=as_senior.user)
    assert (enquiry.owner, enquiry.state) == (as_senior.user, State.IN_WORK)


def test_the_second_level_answer_must_be_told_before_closing(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    actions.move(enquiry=enquiry, to=State.ESCALATED, by=as_specialist.user)
    assert enquiry.level == 2
    with pytest.raises(Refused):
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)
    actions.move(enquiry=enquiry, to=State.ANSWERED, by=None)
    with pytest.raises(Refused):
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)
    actions.move(enquiry=enquiry, to=State.TOLD, by=as_specialist.user)
    actions.close(enquiry=enquiry, outcome=outcome("escalated-solved"), by=as_specialist.user)
    assert enquiry.state == State.CLOSED


@pytest.mark.parametrize("now", list(State))
@pytest.mark.parametrize("to", list(State))
def test_every_move_is_allowed_or_refused_in_words(now: State, to: State) -> None:
    assert workflow.can_move(now, to) == (workflow.refusal(now, to) == "")


def test_moves_by_hand_are_among_the_moves() -> None:
    for now, moves in workflow.BY_HAND.items():
        assert set(moves) <= workflow.MOVES[now]


def test_a_move_that_the_table_lacks_changes_nothing(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    with pytest.raises(Refused):
        actions.move(enquiry=enquiry, to=State.ANSWERED, by=as_specialist.user)
    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK


def test_closing_without_a_client_needs_an_outcome_that_allows_it(as_specialist: Actor) -> None:
    seed_reference()
    enquiry = actions.open_enquiry(topic=Topic.objects.get(code="proto"), by=as_specialist.user)
    with pytest.raises(Refused) as refused:
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)
    assert len(refused.value.texts) == 1
    actions.close(enquiry=enquiry, outcome=outcome("advised"), by=as_specialist.user)


def test_an_outcome_that_promises_needs_the_promise_written_down(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    assert closing.missing(enquiry, outcome("callback"))
    assert not closing.missing(enquiry, outcome("solved"))


def test_an_outcome_out_of_use_closes_nothing(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    OutcomeCode.objects.filter(code="solved").update(active=False)
    with pytest.raises(Refused):
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)


def obstacle(enquiry: Enquiry) -> list[str]:
    """A room above stands in the way."""
    return [f"Something of {enquiry.number} is open."]


def test_rooms_above_stand_in_the_way_through_their_slot(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    with override_settings(
        SLOTS={"CLOSING_OBSTACLES": ["tests.enquiries.test_actions.obstacle"], "SEARCHES": []}
    ):
        slots._resolve.cache_clear()
        texts = closing.missing(enquiry)
    slots._resolve.cache_clear()
    assert texts == [f"Something of {enquiry.number} is open."]


def test_a_mis_click_is_taken_back(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)
    with pytest.raises(Refused):
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)
    actions.reopen(enquiry=enquiry, by=as_specialist.user)
    assert (enquiry.state, enquiry.outcome, enquiry.closed_at) == (State.IN_WORK, None, None)


def test_the_wrong_client_is_corrected_and_both_stories_say_so(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    wrong = enquiry.client
    assert wrong is not None
    right = clients.create_client(kind=Kind.ORGANISATION, name="Soo Turvas OÜ", by=as_specialist.user)

    actions.attach(enquiry=enquiry, client=right, person=mari_tamm(), by=as_specialist.user)

    last = TimelineEntry.objects.order_by("-pk")[:2]
    assert [(entry.kind, entry.client_id) for entry in last] == [
        ("enquiries.attached", right.pk),
        ("enquiries.detached", wrong.pk),
    ]


def test_the_database_refuses_a_closed_enquiry_without_outcome(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(state=State.CLOSED)


def test_every_line_of_the_story_has_its_words(as_specialist: Actor) -> None:
    enquiry = asked(as_specialist.user)
    actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)
    for entry in TimelineEntry.objects.filter(subject_kind="enquiry"):
        assert str(TIMELINE[entry.kind]) % entry.params


@pytest.mark.django_db
def test_reference_data_come_once_and_keep_the_administrators_words() -> None:
    seed_reference()
    Topic.objects.filter(code="proto").update(name_et="Probleemtoodete register")
    seed_reference()
    assert Topic.objects.filter(parent=None).count() == len(TOPICS) == 10
    assert Topic.objects.get(code="proto").name_et == "Probleemtoodete register"
    assert OutcomeCode.objects.count() == len(OUTCOMES)
    assert not Topic.objects.filter(name_ru="").exists()
