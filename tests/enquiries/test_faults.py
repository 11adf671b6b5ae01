"""Known faults: three languages, one promise a client, and nobody is told twice or forgotten."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk import clock
from desk.clients import actions as clients
from desk.enquiries import actions
from desk.enquiries.enums import Channel, PromiseState, Standing, State
from desk.enquiries.models import Fault, FaultTie, Promise, Topic
from desk.http import Refused
from desk.mail.models import Message
from desk.people.models import Notice
from tests.conftest import Actor
from tests.enquiries.faulty import NAMES, OVER, TEXTS, asked, came_back, delivered, fault

pytestmark = pytest.mark.django_db


def test_a_fault_needs_its_words_in_all_three_languages(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    for names, texts in (({**NAMES, "ru": " "}, TEXTS), (NAMES, {**TEXTS, "en": ""})):
        with pytest.raises(Refused):
            actions.open_fault(topic=known.topic, names=names, texts=texts, by=as_senior.user)
    with pytest.raises(Refused):
        actions.declare_over(fault=known, over={**OVER, "ru": ""}, by=as_senior.user)


def test_a_tied_enquiry_waits_with_a_promise_due_when_the_fault_is_promised_to_be_over(
    as_senior: Actor,
) -> None:
    known = fault(as_senior.user)
    enquiry = asked(as_senior.user, 1)
    tie = actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    again = actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    enquiry.refresh_from_db()
    assert (again, enquiry.state) == (tie, State.WAITING)
    promise = enquiry.promises.get()
    assert (promise.due_at, promise.channel) == (known.promised_at, Channel.EMAIL)


@pytest.mark.slow
def test_where_no_time_or_no_e_mail_is_known_the_client_is_promised_a_call_in_time(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    actions.change_fault(fault=known, names=NAMES, texts=TEXTS, promised_at=None, by=as_senior.user)
    tie = actions.tie(enquiry=asked(as_senior.user, 1, email=False), fault=known, by=as_senior.user)
    assert tie.promise is not None
    assert tie.promise.channel == Channel.CALL
    assert tie.promise.due_at > clock.now() + timedelta(days=1)


def test_another_promised_time_is_kept_beside_the_one_before_and_moves_no_promise(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    tie = actions.tie(enquiry=asked(as_senior.user, 1), fault=known, by=as_senior.user)
    before, later = known.promised_at, clock.now() + timedelta(hours=8)
    actions.change_fault(fault=known, names=NAMES, texts=TEXTS, promised_at=later, by=as_senior.user)
    known.refresh_from_db()
    assert (known.promised_at, known.promised_before) == (later, before)
    assert known.history.count() == 2
    tie.refresh_from_db()
    assert tie.promise is not None
    assert tie.promise.due_at == before


def test_a_slip_is_taken_back_with_its_promise_until_the_client_is_told(
    as_senior: Actor, as_specialist: Actor, someone: Callable[..., object]
) -> None:
    known = fault(as_senior.user)
    enquiry = asked(as_specialist.user, 1)
    actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    with pytest.raises(Refused):  # somebody else's tie
        actions.untie(enquiry=enquiry, by=as_specialist.user)
    actions.untie(enquiry=enquiry, by=as_senior.user)
    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK
    assert not Promise.objects.exists()
    assert not FaultTie.objects.exists()

    actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    actions.declare_over(fault=known, over=OVER, by=as_senior.user)
    actions.tell_clients(fault=known, by=as_senior.user)
    with pytest.raises(Refused):
        actions.untie(enquiry=enquiry, by=as_senior.user)


def test_everyone_is_told_once_in_their_language_and_the_rest_are_to_be_called(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    russian = asked(as_senior.user, 1, language="ru")
    silent = asked(as_senior.user, 2, email=False)
    for enquiry in (russian, silent):
        actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    with pytest.raises(Refused):
        actions.tell_clients(fault=known, by=as_senior.user)
    actions.declare_over(fault=known, over=OVER, by=as_senior.user)
    assert actions.tell_clients(fault=known, by=as_senior.user) == actions.Telling(1, 1)
    assert actions.tell_clients(fault=known, by=as_senior.user) == actions.Telling(0, 1)

    letter = Message.objects.get()
    assert (letter.body.to, letter.language) == ("info@firma1.example", "ru")
    assert OVER["ru"] in letter.body.text
    assert Fault.objects.get().ties.standing().get(enquiry=silent).standing == Standing.NO_ADDRESS
    assert silent.promises.get().state == PromiseState.OPEN


def test_a_delivered_letter_keeps_the_promise_and_closes_the_enquiry(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    enquiry = asked(as_senior.user, 1)
    tie = actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    _over(known, as_senior)
    _sweep()
    enquiry.refresh_from_db()
    assert enquiry.state == State.WAITING  # sent is not told

    tie.refresh_from_db()
    assert tie.message is not None
    delivered(tie.message)
    _sweep()
    _sweep()
    enquiry.refresh_from_db()
    assert enquiry.outcome is not None
    assert (enquiry.state, enquiry.outcome.code) == (State.CLOSED, "fault-over")
    promise = enquiry.promises.get()
    assert (promise.state, promise.evidence_id) == (PromiseState.KEPT, tie.message.pk)


def test_what_stands_in_the_way_of_closing_is_left_to_the_owner_who_is_told(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    enquiry = asked(as_senior.user, 1)
    tie = actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    actions.promise(
        enquiry=enquiry, what="Uurime ka arvet", due_at=clock.now() + timedelta(days=2), by=as_senior.user
    )
    _over(known, as_senior)
    tie.refresh_from_db()
    assert tie.message is not None
    delivered(tie.message)
    _sweep()
    _sweep()
    enquiry.refresh_from_db()
    assert enquiry.state == State.TOLD
    assert Notice.objects.filter(kind="enquiries.fault_told_not_closed").count() == 1


def test_a_letter_that_comes_back_is_owed_again_and_told_anew_to_another_address(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    enquiry = asked(as_senior.user, 1)
    tie = actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    _over(known, as_senior)
    tie.refresh_from_db()
    first = tie.message
    assert first is not None
    delivered(first)
    _sweep()
    came_back(first)
    _sweep()
    enquiry.refresh_from_db()
    assert enquiry.is_open
    assert enquiry.promises.get().state == PromiseState.OPEN
    assert known.ties.standing().get().standing == Standing.RETURNED

    assert enquiry.client is not None
    enquiry.client.contacts.update(works="no")
    assert actions.tell_clients(fault=known, by=as_senior.user) == actions.Telling(0, 1)
    clients.add_contact(kind="email", value="uus@firma1.example", client=enquiry.client, by=as_senior.user)
    assert actions.tell_clients(fault=known, by=as_senior.user) == actions.Telling(1, 0)
    tie.refresh_from_db()
    assert tie.message is not None
    assert tie.message.body.to == "uus@firma1.example"
    delivered(tie.message)
    _sweep()
    enquiry.refresh_from_db()
    assert enquiry.state == State.CLOSED


def test_nothing_is_tied_to_a_fault_that_is_over_nor_to_two(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    enquiry = asked(as_senior.user, 1)
    actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    other = actions.open_fault(
        topic=Topic.objects.get(code="signing-failed"), names=NAMES, texts=TEXTS, by=as_senior.user
    )
    with pytest.raises(Refused):
        actions.tie(enquiry=enquiry, fault=other, by=as_senior.user)
    actions.declare_over(fault=other, over=OVER, by=as_senior.user)
    with pytest.raises(Refused):
        actions.tie(enquiry=asked(as_senior.user, 2), fault=other, by=as_senior.user)


def test_the_proof_names_the_time_and_the_fault_and_nothing_of_anybody_else(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    enquiry = asked(as_senior.user, 1, language="en")
    turned = clock.now() - timedelta(hours=1)
    tie = actions.tie(enquiry=enquiry, fault=known, by=as_senior.user, turned_at=turned)
    letter = actions.prove(tie=tie, by=as_senior.user)
    text = letter.body.text
    for part in (NAMES["en"], enquiry.number, "We confirm that you turned to us"):
        assert part in text
    assert "Firma" not in text
    with pytest.raises(Refused):  # once by letter, then on paper
        actions.prove(tie=tie, by=as_senior.user)
    nobody = actions.tie(enquiry=asked(as_senior.user, 2, email=False), fault=known, by=as_senior.user)
    with pytest.raises(Refused):
        actions.prove(tie=nobody, by=as_senior.user)


def _over(known: Fault, by: Actor) -> None:
    actions.declare_over(fault=known, over=OVER, by=by.user)
    actions.tell_clients(fault=known, by=by.user)


def _sweep() -> None:
    actions.follow_letters()
    actions.close_told()
