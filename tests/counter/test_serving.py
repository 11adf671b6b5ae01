"""At the desk: called, served, handed on, ended; two people at the counter never call the same visitor."""

from functools import partial

import pytest

from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.counter.actions import handing, serving, talking, visits
from desk.counter.enums import VisitState
from desk.counter.handover import work
from desk.counter.models import Desk, Office, Visit
from desk.counter.purpose import visit_in_hand
from desk.enquiries.models import OutcomeCode, Topic
from desk.http import Refused
from desk.people.actions import enter_absence, set_presence
from desk.people.enums import PresenceState
from desk.people.models import BreakReason, Presence, User
from desk.workdays import today
from tests.calls.test_at_the_same_instant import at_once
from tests.counter.test_visits import spans

pytestmark = pytest.mark.django_db


def state_of(user: User) -> tuple[str, str]:
    presence = Presence.objects.open().select_related("reason").get(user=user)
    return presence.state, presence.reason.code if presence.reason else ""


@pytest.fixture
def visit(office: Office, riina: User) -> Visit:
    return visits.arrive(office=office, reason="Kasutusleping", by=riina)


def test_the_longest_waiting_is_called_and_pressed_twice_it_is_the_same(
    office: Office, desks: list[Desk], riina: User, visit: Visit
) -> None:
    later = visits.arrive(office=office, by=riina)
    called = serving.call_next(office=office, desk=desks[0], by=riina)
    assert (called, called.state, called.user, called.desk) == (visit, VisitState.CALLED, riina, desks[0])
    assert serving.call_next(office=office, desk=desks[0], by=riina) == visit
    later.refresh_from_db()
    assert later.state == VisitState.WAITING


def test_a_visitor_is_served_and_the_times_of_each_state_are_kept(
    desks: list[Desk], riina: User, visit: Visit, topic: Topic, advised: OutcomeCode
) -> None:
    serving.call(visit=visit, desk=desks[0], by=riina)
    serving.serve(visit=visit, by=riina)
    talking.take_enquiry(visit=visit, topic=topic, question="Kuidas?", by=riina)
    talking.take_enquiry(visit=visit, topic=topic, question="Ja veel?", by=riina)
    serving.finish(visit=visit, outcome=advised, by=riina)
    assert spans(visit) == [("waiting", False), ("called", False), ("serving", False)]
    assert (visit.state, visit.reason, visit.outcome) == (VisitState.SERVED, "", advised)
    assert [enquiry.is_open for enquiry in visit.enquiries.all()] == [False, False]


def test_a_visit_ends_only_with_what_it_was_about(
    desks: list[Desk], riina: User, visit: Visit, topic: Topic, puit: Served
) -> None:
    serving.call(visit=visit, desk=desks[0], by=riina)
    solved = OutcomeCode.objects.get(code="solved")
    with pytest.raises(Refused) as refused:
        serving.finish(visit=visit, outcome=solved, by=riina)
    assert len(refused.value.texts) == 2  # no enquiry, no client
    talking.choose(visit=visit, person=None, client=puit, by=riina)
    talking.take_enquiry(visit=visit, topic=topic, by=riina)
    serving.finish(visit=visit, outcome=solved, by=riina)
    assert spans(visit)[-1] == ("serving", False), "a key that was not pressed costs nothing"


def test_who_serves_a_visitor_is_offered_no_call_until_the_visitor_has_gone(
    desks: list[Desk], riina: User, visit: Visit
) -> None:
    set_presence(user=riina, state=PresenceState.AVAILABLE, by=riina)
    serving.call(visit=visit, desk=desks[0], by=riina)
    assert state_of(riina) == ("break", "counter")
    serving.take_back(visit=visit, by=riina)
    assert state_of(riina) == ("available", "")


def test_who_chose_the_counter_by_hand_stays_there(desks: list[Desk], riina: User, visit: Visit) -> None:
    reason = BreakReason.objects.get(code="counter")
    set_presence(user=riina, state=PresenceState.BREAK, reason=reason, by=riina)
    serving.call(visit=visit, desk=desks[0], by=riina)
    visits.leave(visit=visit, by=riina)
    assert state_of(riina) == ("break", "counter")


def test_while_the_telephone_rings_nobody_is_called(desks: list[Desk], riina: User, visit: Visit) -> None:
    set_presence(user=riina, state=PresenceState.RINGING, by=None)
    with pytest.raises(Refused):
        serving.call(visit=visit, desk=desks[0], by=riina)
    visit.refresh_from_db()
    assert visit.state == VisitState.WAITING


def test_one_visitor_at_a_time_and_one_person_at_a_desk(
    office: Office, desks: list[Desk], riina: User, margus: User, visit: Visit
) -> None:
    second = visits.arrive(office=office, by=riina)
    serving.serve(visit=visit, desk=desks[0], by=riina)
    with pytest.raises(Refused, match="refused"):
        serving.call_next(office=office, desk=desks[1], by=riina)
    with pytest.raises(Refused) as refused:
        serving.call(visit=second, desk=desks[0], by=margus)
    assert "Riina Rand" in refused.value.texts[0]
    with pytest.raises(Refused) as late:
        serving.call(visit=visit, desk=desks[1], by=margus)
    assert "A-1" in late.value.texts[0]


def test_a_handed_visitor_keeps_his_place_and_is_called_by_his_specialist_alone(
    office: Office, desks: list[Desk], riina: User, margus: User, visit: Visit
) -> None:
    other = visits.arrive(office=office, by=riina)
    serving.serve(visit=visit, desk=desks[0], by=riina)
    handing.hand(visit=visit, to=margus, by=riina)
    assert (visit.state, visit.user, visit.desk) == (VisitState.HANDED, None, None)
    assert serving.call_next(office=office, desk=desks[0], by=riina) == other
    with pytest.raises(Refused):
        serving.take_back(visit=other, by=margus)
    serving.take_back(visit=other, by=riina)
    with pytest.raises(Refused):
        serving.call(visit=visit, desk=desks[0], by=riina)
    assert serving.call_next(office=office, desk=desks[1], by=margus) == visit


def test_a_deputy_calls_who_waits_for_the_absent_one_and_sees_it_among_his_work(
    office: Office, desks: list[Desk], riina: User, margus: User, visit: Visit
) -> None:
    handing.hand(visit=visit, to=margus, by=riina)
    assert [row.kind for row in work([margus.pk])] == ["visit"]
    enter_absence(user=margus, first_day=today(), last_day=today(), deputy=riina, by=margus)
    riina.__dict__.pop("_works_for", None)  # kept for a request
    assert serving.call_next(office=office, desk=desks[0], by=riina) == visit


def test_a_slip_of_the_key_sends_the_visitor_back_to_his_place(
    office: Office, desks: list[Desk], riina: User, margus: User, visit: Visit
) -> None:
    handing.hand(visit=visit, to=margus, by=riina)
    serving.call(visit=visit, desk=desks[0], by=margus)
    serving.take_back(visit=visit, by=margus)
    assert (visit.state, visit.specialist) == (VisitState.HANDED, margus)
    handing.release(visit=visit, by=riina)
    assert (visit.state, visit.specialist) == (VisitState.WAITING, None)
    assert serving.call_next(office=office, desk=desks[0], by=riina) == visit


def test_a_served_visit_is_opened_again_with_a_reason_and_its_enquiries_with_it(
    desks: list[Desk], riina: User, margus: User, visit: Visit, topic: Topic, advised: OutcomeCode
) -> None:
    serving.serve(visit=visit, desk=desks[0], by=riina)
    enquiry = talking.take_enquiry(visit=visit, topic=topic, by=riina)
    serving.finish(visit=visit, outcome=advised, by=riina)
    with pytest.raises(Refused):
        serving.reopen(visit=visit, why="slip", by=margus)
    serving.reopen(visit=visit, why="more", by=riina)
    enquiry.refresh_from_db()
    assert (visit.state, visit.outcome, enquiry.is_open) == (VisitState.SERVING, None, True)
    assert visit.reason == "", "what was said stays emptied"
    assert spans(visit)[-2:] == [("serving", False), ("serving", True)]


def test_a_visit_in_hand_is_the_reason_to_look_at_its_client(
    desks: list[Desk], riina: User, margus: User, visit: Visit, puit: Served, mari: Person
) -> None:
    talking.choose(visit=visit, person=mari, client=puit, by=riina)
    assert visit_in_hand(riina, [puit.pk]) == ""
    serving.serve(visit=visit, desk=desks[0], by=riina)
    assert visit_in_hand(riina, [puit.pk]) == f"visit:{visit.pk}"
    handing.hand(visit=visit, to=margus, by=riina)
    assert visit_in_hand(riina, [puit.pk]) == ""
    assert visit_in_hand(margus, [puit.pk]) == f"visit:{visit.pk}"


def test_another_visitor_has_not_shown_the_first_ones_document(
    riina: User, visit: Visit, puit: Served, mari: Person
) -> None:
    talking.choose(visit=visit, person=mari, client=puit, by=riina)
    talking.identify(visit=visit, seen="id_card", by=riina)
    assert visit.identified_by == riina
    talking.choose(visit=visit, person=None, client=puit, by=riina)
    assert visit.identified == ""


def test_notes_of_two_people_are_both_kept(riina: User, margus: User, visit: Visit) -> None:
    began = talking.mark_of(visit.notes)
    talking.write_notes(visit=visit, text="Tõi lepingu.", was=began, by=riina)
    with pytest.raises(talking.NotesChanged) as changed:
        talking.write_notes(visit=visit, text="Küsib tähtaega.", was=began, by=margus)
    assert changed.value.theirs == "Tõi lepingu."


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_people_who_call_at_the_same_instant_get_two_visitors(
    transactional_db: None, office: Office, desks: list[Desk], riina: User, margus: User
) -> None:
    for _ in range(2):
        visits.arrive(office=office, by=riina)
    called = at_once([
        lambda: serving.call_next(office=office, desk=desks[0], by=riina),
        lambda: serving.call_next(office=office, desk=desks[1], by=margus),
    ])  # fmt: skip
    assert {visit.number for visit in called} == {"A-1", "A-2"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_visitor_whom_two_call_at_the_same_instant_comes_to_one(
    transactional_db: None, office: Office, desks: list[Desk], riina: User, margus: User
) -> None:
    for round_ in range(3):
        visit = visits.arrive(office=office, by=riina)
        answers = at_once([
            partial(serving.call, visit=Visit.objects.get(pk=visit.pk), desk=desks[0], by=riina),
            lambda: serving.call_next(office=office, desk=desks[1], by=margus),
        ])  # fmt: skip
        visit.refresh_from_db()
        assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True], round_
        assert visit.periods.filter(state=VisitState.CALLED).count() == 1
        visits.leave(visit=visit, by=riina)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_keys_of_one_person_at_the_same_instant_call_one_visitor(
    transactional_db: None, office: Office, desks: list[Desk], riina: User
) -> None:
    for _ in range(2):
        visits.arrive(office=office, by=riina)
    called = at_once([lambda: serving.call_next(office=office, desk=desks[0], by=riina)] * 2)
    assert len({visit.number for visit in called}) == 1
    assert Visit.objects.in_hand(riina.pk).count() == 1
