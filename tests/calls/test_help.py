"""A raised hand: who is asked, who comes first, whose the call is then, and what silence looks like."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from desk import clock
from desk.calls import actions
from desk.calls.enums import HelpKind, State
from desk.calls.models import Call, HelpRequest
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, User
from desk.records.models import TimelineEntry
from tests.conftest import Actor

pytestmark = pytest.mark.slow


@pytest.fixture
def call(as_specialist: Actor) -> Call:
    seed_reference()
    call = actions.log_call(by=as_specialist.user, number="+37255500001")
    actions.take_enquiry(call=call, topic=Topic.objects.get(code="slow"), by=as_specialist.user)
    return call


@pytest.fixture
def senior(as_senior: Actor) -> Actor:
    set_presence(user=as_senior.user, state=PresenceState.AVAILABLE, by=as_senior.user)
    return as_senior


def card_of(actor: Actor) -> str:
    return actor.get("/calls/card/", headers={"HX-Request": "true"}).content.decode()


def state_of(user: User) -> str:
    return Presence.objects.open().get(user=user).state


def test_a_raised_hand_shows_on_the_card_of_every_present_senior_and_of_nobody_else(
    as_specialist: Actor, senior: Actor, someone: Callable[..., User], call: Call
) -> None:
    as_specialist.post(f"/calls/{call.pk}/help/", {"kind": "advice", "note": "Kas nii on õige?"})
    assert "Kas nii on õige?" in card_of(senior)
    assert f"/calls/{call.pk}/" in card_of(senior)
    other = Actor()
    other.user = someone("spetsialist2", Role.SPECIALIST)
    other.force_login(other.user)
    assert card_of(other) == ""
    assert "Kas nii on õige?" not in card_of(as_specialist)


def test_a_colleague_asked_by_name_is_the_only_one_who_sees_it(
    as_specialist: Actor, senior: Actor, someone: Callable[..., User], call: Call
) -> None:
    margus = someone("spetsialist2", Role.SPECIALIST, first_name="Margus", last_name="Mets")
    actions.raise_hand(call=call, kind=HelpKind.ADVICE, asked_of=margus, by=as_specialist.user)
    assert card_of(senior) == ""
    stranger = someone("spetsialist3", Role.SPECIALIST)
    with pytest.raises(Refused):
        actions.come(request=HelpRequest.objects.get(), by=stranger)


def test_without_a_present_senior_it_is_said_at_once(as_specialist: Actor, call: Call) -> None:
    with pytest.raises(Refused):
        actions.raise_hand(call=call, kind=HelpKind.ADVICE, by=as_specialist.user)
    assert not HelpRequest.objects.exists()


def test_who_comes_to_advise_is_named_and_the_call_stays_where_it_is(
    as_specialist: Actor, senior: Actor, call: Call
) -> None:
    hand = actions.raise_hand(call=call, kind=HelpKind.ADVICE, by=as_specialist.user)
    assert senior.post(f"/calls/help/{hand.pk}/come/").headers["Location"] == f"/calls/{call.pk}/"
    assert "Helena Hunt" in as_specialist.get(f"/calls/{call.pk}/").content.decode()
    call.refresh_from_db()
    assert call.user == as_specialist.user
    assert card_of(senior) == ""


def test_a_transfer_moves_the_call_its_open_enquiries_and_both_presences(
    as_specialist: Actor, senior: Actor, call: Call
) -> None:
    hand = actions.raise_hand(call=call, kind=HelpKind.TRANSFER, by=as_specialist.user)
    actions.come(request=hand, by=senior.user)
    call.refresh_from_db()
    assert (call.user, call.enquiries.get().owner) == (senior.user, senior.user)
    assert state_of(senior.user) == PresenceState.ON_CALL
    assert state_of(as_specialist.user) == PresenceState.AVAILABLE
    assert not Call.objects.in_hand(as_specialist.user.pk or 0).exists()
    assert TimelineEntry.objects.filter(kind="calls.handed_over", subject_id=call.pk).exists()


def test_who_is_on_a_call_takes_no_other_over(as_specialist: Actor, senior: Actor, call: Call) -> None:
    actions.log_call(by=senior.user, number="")
    hand = actions.raise_hand(call=call, kind=HelpKind.TRANSFER, by=as_specialist.user)
    with pytest.raises(Refused):
        actions.come(request=hand, by=senior.user)
    hand.refresh_from_db()
    assert hand.ended_at is None, "it rings on for the others"


def test_a_hand_that_is_put_down_rings_no_more(as_specialist: Actor, senior: Actor, call: Call) -> None:
    hand = actions.raise_hand(call=call, kind=HelpKind.ADVICE, by=as_specialist.user)
    as_specialist.post(f"/calls/help/{hand.pk}/down/")
    assert card_of(senior) == ""
    with pytest.raises(Refused):
        actions.come(request=hand, by=senior.user)


def test_when_nobody_comes_in_time_the_page_says_so_and_the_hand_comes_down(
    as_specialist: Actor, senior: Actor, call: Call
) -> None:
    hand = actions.raise_hand(call=call, kind=HelpKind.ADVICE, by=as_specialist.user)
    clock.move(timedelta(minutes=4))
    assert card_of(senior) == ""
    assert "Keegi ei tulnud õigel ajal" in as_specialist.get(f"/calls/{call.pk}/").content.decode()
    assert actions.end_unanswered_hands() == 1
    assert actions.end_unanswered_hands() == 0
    hand.refresh_from_db()
    assert hand.taken_by is None and hand.ended_at is not None
    actions.raise_hand(call=call, kind=HelpKind.ADVICE, by=as_specialist.user)
    assert HelpRequest.objects.open().count() == 1


def test_only_the_person_on_the_phone_raises_a_hand(senior: Actor, call: Call) -> None:
    with pytest.raises(Refused):
        actions.raise_hand(call=call, kind=HelpKind.ADVICE, by=senior.user)


@pytest.mark.django_db(transaction=True)
def test_two_seniors_who_come_at_the_same_instant_do_not_both_take_the_call(
    as_specialist: Actor, senior: Actor, as_head: Actor, call: Call
) -> None:
    set_presence(user=as_head.user, state=PresenceState.AVAILABLE, by=as_head.user)
    hand = actions.raise_hand(call=call, kind=HelpKind.TRANSFER, by=as_specialist.user)
    gate, answers = threading.Barrier(2), []

    def come(user: User) -> None:
        mine = HelpRequest.objects.shown().get(pk=hand.pk)
        gate.wait()
        try:
            actions.come(request=mine, by=user)
            answers.append("came")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[user]) for user in (senior.user, as_head.user)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["came", "refused"]
    hand.refresh_from_db()
    call.refresh_from_db()
    assert call.user == hand.taken_by
    assert call.state == State.ANSWERED
    on_call = Presence.objects.open().filter(state=PresenceState.ON_CALL)
    assert [one.user for one in on_call] == [call.user]
