"""At the door: who comes gets a number and waits; who leaves, comes back, books, or is answered at once."""

from datetime import timedelta

import pytest

from desk import clock
from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.counter.actions import handing, serving, visits
from desk.counter.actions.talking import identify, write_notes
from desk.counter.enums import IN_THE_ROOM, OVER, VisitState
from desk.counter.models import Desk, Office, Period, Visit
from desk.counter.workflow import MOVES, OWNERS
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.http import Refused
from desk.people.actions import enter_absence
from desk.people.models import Notice, User
from desk.records.models import TimelineEntry
from desk.workdays import today

pytestmark = pytest.mark.django_db


def spans(visit: Visit) -> list[tuple[str, bool]]:
    """Each state that the visit was in, and whether it lasts."""
    return [(span.state, span.ended_at is None) for span in visit.periods.order_by("pk")]


def booked(office: Office, by: User, minutes: int, specialist: User | None = None) -> Visit:
    at = clock.now() + timedelta(minutes=minutes)
    return Visit.objects.create(
        office=office, state="booked", booked_for=at, booked_until=at + timedelta(minutes=30),
        booked_at=clock.now(), booked_by=by, specialist=specialist,
    )  # fmt: skip


def test_every_state_has_its_moves_and_its_owner() -> None:
    assert set(MOVES) == set(OWNERS) == set(VisitState)
    assert {state for state, owner in OWNERS.items() if owner is None} == set(OVER)
    assert {state for state, owner in OWNERS.items() if owner} == {*IN_THE_ROOM, VisitState.BOOKED}


def test_who_comes_gets_the_next_number_of_the_day_and_waits(office: Office, riina: User) -> None:
    numbers = [visits.arrive(office=office, by=riina).number for _ in range(3)]
    assert numbers == ["A-1", "A-2", "A-3"]
    assert [spans(visit) for visit in Visit.objects.order_by("pk")] == [[("waiting", True)]] * 3
    clock.move(timedelta(days=1))
    assert visits.arrive(office=office, by=riina).number == "A-1"


def test_a_visitor_who_asks_for_somebody_waits_for_that_person_who_is_told(
    office: Office, riina: User, margus: User
) -> None:
    visit = visits.arrive(office=office, specialist=margus, by=riina)
    assert visit.state == VisitState.HANDED
    notice = Notice.objects.get(user=margus)
    assert (notice.kind, notice.subject_id) == ("counter.handed", visit.pk)


def test_nobody_is_made_to_wait_for_a_person_who_is_absent(office: Office, riina: User, margus: User) -> None:
    enter_absence(user=margus, first_day=today(), last_day=today(), deputy=riina, by=margus)
    with pytest.raises(Refused) as refused:
        visits.arrive(office=office, specialist=margus, by=riina)
    assert str(riina) in refused.value.texts[0]


def test_who_comes_before_the_booked_time_waits_until_it(office: Office, riina: User) -> None:
    visit = booked(office, riina, 20)
    visits.arrive_booked(visit=visit, by=riina)
    assert visit.state == VisitState.WAITING
    assert visit.queued_at == visit.booked_for
    assert visit.number == "A-1"
    visits.arrive_booked(visit=visit, by=riina)
    assert visit.number == "A-1", "said twice, he came once"


def test_who_comes_late_waits_from_when_he_came(office: Office, riina: User, margus: User) -> None:
    visit = booked(office, riina, -5, margus)
    visits.did_not_come(visit=visit, by=riina)
    visits.arrive_booked(visit=visit, by=riina)
    assert (visit.state, visit.queued_at) == (VisitState.HANDED, visit.arrived_at)


def test_before_the_booked_time_nobody_has_failed_to_come(office: Office, riina: User) -> None:
    with pytest.raises(Refused):
        visits.did_not_come(visit=booked(office, riina, 5), by=riina)


def test_what_a_visitor_said_is_emptied_when_he_leaves_and_stays_so(office: Office, riina: User) -> None:
    visit = visits.arrive(office=office, reason="Firma ligipääs", visitor="Mari Tamm", by=riina)
    visits.leave(visit=visit, by=riina)
    assert (visit.state, visit.reason, visit.visitor) == (VisitState.LEFT, "", "")
    visits.come_back(visit=visit, by=riina)
    assert (visit.state, visit.over_at, visit.number) == (VisitState.WAITING, None, "A-1")
    assert spans(visit) == [("waiting", False), ("waiting", True)]


def test_a_question_at_the_door_is_an_enquiry_with_its_result_and_nobody_waited(
    office: Office, riina: User, topic: Topic, advised: OutcomeCode
) -> None:
    visit = visits.serve_quickly(office=office, topic=topic, outcome=advised, by=riina)
    assert (visit.state, visit.quick, visit.user) == (VisitState.SERVED, True, riina)
    enquiry = visit.enquiries.get()
    assert (enquiry.topic, enquiry.outcome, enquiry.is_open) == (topic, advised, False)
    assert visits.arrive(office=office, by=riina).number == "A-1", "it took nobody's number"
    assert not Visit.objects.in_the_room().filter(pk=visit.pk).exists()


def test_at_the_door_nothing_is_answered_that_needs_a_client(
    office: Office, riina: User, topic: Topic
) -> None:
    with pytest.raises(Refused):
        visits.serve_quickly(
            office=office, topic=topic, outcome=OutcomeCode.objects.get(code="solved"), by=riina
        )


def test_a_visit_from_paper_keeps_its_own_times_and_who_served(
    office: Office, riina: User, margus: User, topic: Topic, puit: Served, mari: Person
) -> None:
    ended = clock.now() - timedelta(hours=1)
    came, began = ended - timedelta(minutes=30), ended - timedelta(minutes=20)
    visit = visits.note_later(
        office=office, topic=topic, outcome=OutcomeCode.objects.get(code="solved"), arrived=came, began=began,
        ended=ended, client=puit, person=mari, question="Kuidas ligi saab?", served_by=margus, by=riina,
    )  # fmt: skip
    assert (visit.noted_later, visit.user, visit.over_at) == (True, margus, ended)
    kept = Period.objects.filter(visit=visit).order_by("pk").values_list("state", "started_at", "ended_at")
    assert list(kept) == [("waiting", came, began), ("serving", began, ended)]
    assert visit.enquiries.get().client == puit


@pytest.mark.parametrize("shift", [timedelta(hours=2), -timedelta(hours=20)])
def test_times_that_are_none_are_refused(
    office: Office, riina: User, topic: Topic, advised: OutcomeCode, shift: timedelta
) -> None:
    now = clock.now()
    with pytest.raises(Refused):
        visits.note_later(
            office=office, topic=topic, outcome=advised, by=riina,
            arrived=now + min(shift, timedelta()), began=now, ended=now + max(shift, timedelta()),
        )  # fmt: skip


def test_the_story_of_a_visit_is_told(office: Office, desks: list[Desk], riina: User, margus: User) -> None:
    visit = visits.arrive(office=office, by=riina)
    serving.call_next(office=office, desk=desks[0], by=riina)
    visit.refresh_from_db()
    identify(visit=visit, seen="id_card", by=riina)
    write_notes(visit=visit, text="Tõi kaasa kirja.", by=riina)
    handing.hand(visit=visit, to=margus, by=riina)
    told = TimelineEntry.objects.filter(subject_kind="visit", subject_id=visit.pk).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == [
        f"counter.{what}" for what in ("arrived", "called", "identified", "noted", "handed")
    ]
    assert not Enquiry.objects.exists()
