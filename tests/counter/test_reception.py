"""The pages of the counter: what a person works in all day, without a line of JavaScript."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock
from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.counter.actions import handing, serving, talking, visits
from desk.counter.enums import VisitState
from desk.counter.models import Desk, Office, Visit
from desk.enquiries.models import OutcomeCode, Topic
from desk.people.enums import PresenceState
from desk.people.models import Presence, User
from desk.records.models import AccessLogEntry
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


def at(name: str, *parts: object) -> str:
    return reverse(f"counter:{name}", args=parts)


@pytest.fixture
def here(office: Office, desks: list[Desk], as_specialist: Actor) -> Actor:
    """A specialist who has said at which desk she sits."""
    as_specialist.post(at("sit", office.code), {"desk": desks[0].pk})
    return as_specialist


def test_a_visitor_goes_from_the_door_to_the_end_of_the_visit(
    here: Actor, office: Office, topic: Topic, puit: Served, advised: OutcomeCode
) -> None:
    reception = at("reception", office.code)
    page = here.post(
        at("arrive", office.code),
        {"topic": topic.pk, "reason": "Tahab lepingut", "language": "et"},
        follow=True,
    )
    assert "A-1" in page.content.decode()
    visit = Visit.objects.get()
    page = here.post(at("call_next", office.code), follow=True)
    assert page.redirect_chain[-1][0] == visit.get_absolute_url()
    here.post(at("serve", visit.pk))
    here.post(at("choose_visitor", visit.pk), {"client": puit.pk})
    here.post(at("identify", visit.pk), {"seen": "id_card"})
    here.post(at("take_enquiry", visit.pk), {"topic": topic.pk, "question": "Kuidas?"})
    page = here.get(visit.get_absolute_url())
    assert "Tahab lepingut" in page.content.decode()
    page = here.post(at("finish", visit.pk), {"outcome": advised.pk}, follow=True)
    assert page.redirect_chain[-1][0] == reception
    visit.refresh_from_db()
    assert (visit.state, visit.reason, visit.client) == (VisitState.SERVED, "", puit)
    assert "Tahab lepingut" not in here.get(visit.get_absolute_url()).content.decode()
    here.post(at("reopen", visit.pk), {"why": "slip"})
    visit.refresh_from_db()
    assert visit.state == VisitState.SERVING
    assert AccessLogEntry.objects.filter(shown_kind="client", shown_id=puit.pk, purpose=f"visit:{visit.pk}")


def test_without_a_desk_nobody_is_called(as_specialist: Actor, office: Office, riina: User) -> None:
    visit = visits.arrive(office=office, by=riina)
    for address in (at("call_next", office.code), at("call", visit.pk)):
        as_specialist.post(address)
    visit.refresh_from_db()
    assert visit.state == VisitState.WAITING


def test_two_keys_answer_a_question_at_the_door(
    here: Actor, office: Office, topic: Topic, advised: OutcomeCode
) -> None:
    page = here.get(at("reception", office.code)).content.decode()
    assert 'data-key="1"' in page
    assert f'name="outcome" value="{advised.pk}" data-key="v"' in page
    here.post(at("quick", office.code), {"topic": topic.pk, "outcome": advised.pk})
    assert Visit.objects.get().quick
    here.post(at("quick", office.code), {"topic": topic.pk})
    assert Visit.objects.count() == 1


def test_a_handed_visitor_is_offered_to_the_specialist_alone(
    here: Actor, office: Office, margus: User, riina: User
) -> None:
    Presence.objects.create(user=margus, state=PresenceState.AVAILABLE, started_at=clock.now())
    visit = visits.arrive(office=office, by=riina)
    page = here.get(at("hand", visit.pk)).content.decode()
    assert f'name="to" value="{margus.pk}"' in page
    here.post(at("hand", visit.pk), {"to": margus.pk})
    visit.refresh_from_db()
    assert visit.specialist == margus
    page = here.get(at("reception", office.code)).content.decode()
    assert "Margus Mets" in page
    assert at("call", visit.pk) not in page
    assert at("release", visit.pk) in page


def test_a_refusal_is_said_in_words(
    here: Actor, office: Office, margus: User, desks: list[Desk], riina: User
) -> None:
    visit = visits.arrive(office=office, by=riina)
    serving.call(visit=visit, desk=desks[1], by=margus)
    page = here.post(at("call", visit.pk), follow=True)
    assert "Margus Mets" in page.content.decode()


def test_a_visit_from_paper_is_written_down_and_the_next_one_may_follow(
    here: Actor, office: Office, topic: Topic, puit: Served, riina: User
) -> None:
    day = (clock.now() - timedelta(days=1)).date()
    asked = {
        "day": day, "arrived": "10:00", "began": "10:05", "ended": "10:20", "topic": topic.pk,
        "code": "10000001", "outcome": OutcomeCode.objects.get(code="solved").pk,
        "served_by": riina.pk, "language": "et",
    }  # fmt: skip
    address = at("note_later", office.code)
    assert here.post(address, {**asked, "code": "10000099"}).status_code == 422
    assert here.post(address, {**asked, "ended": "09:00"}).status_code == 422
    assert here.post(address, asked, follow=True).redirect_chain[-1][0] == address
    assert Visit.objects.get().client == puit


def test_a_booked_visitor_is_here_or_did_not_come(here: Actor, office: Office, riina: User) -> None:
    at_ = clock.now() - timedelta(minutes=5)
    made = [
        Visit.objects.create(
            office=office, state="booked", booked_for=at_, booked_until=at_ + timedelta(minutes=30),
            booked_at=at_, booked_by=riina, visitor="Jaan Kask",
        )
        for _ in range(2)
    ]  # fmt: skip
    assert "Jaan Kask" in here.get(at("reception", office.code)).content.decode()
    here.post(at("arrived", made[0].pk))
    here.post(at("did_not_come", made[1].pk))
    assert list(Visit.objects.order_by("pk").values_list("state", flat=True)) == ["waiting", "no_show"]


def test_who_is_found_is_chosen_and_who_is_unknown_is_written_down(
    here: Actor, office: Office, riina: User, puit: Served, mari: Person
) -> None:
    visit = visits.arrive(office=office, by=riina)
    page = here.post(at("search_visitor", visit.pk), {"text": "Tamm"}).content.decode()
    assert "Mari Tamm" in page
    names = {"first_name": "Mari", "last_name": "Tamm", "language": "et"}
    assert here.post(at("new_visitor", visit.pk), names).status_code == 422, "is it the one we know?"
    here.post(at("new_visitor", visit.pk), {**names, "first_name": "Eva", "last_name": "Pärn"})
    here.post(at("new_client", visit.pk), {"kind": "organisation", "name": "Uus OÜ", "language": "et"})
    visit.refresh_from_db()
    assert (str(visit.person), str(visit.client)) == ("Eva Pärn", "Uus OÜ")
    here.post(at("choose_visitor", visit.pk), {"nobody": "1"})
    visit.refresh_from_db()
    assert (visit.person, visit.client) == (None, None)


def test_a_wrong_topic_is_corrected_and_an_old_enquiry_taken_off(
    here: Actor, office: Office, riina: User, topic: Topic, puit: Served
) -> None:
    from desk.enquiries.actions import open_enquiry

    old = open_enquiry(topic=topic, client=puit, by=riina)
    visit = visits.arrive(office=office, client=puit, by=riina)
    here.post(at("take_enquiry", visit.pk), {"enquiry": old.pk})
    assert here.post(at("take_enquiry", visit.pk), {"question": "?"}).status_code == 422
    right = Topic.objects.get(code="slow")
    here.post(at("correct_enquiry", visit.pk), {"enquiry": old.pk, "topic": right.pk})
    old.refresh_from_db()
    assert old.topic == right
    here.post(at("correct_enquiry", visit.pk), {"enquiry": old.pk, "unlink": "1"})
    assert not visit.enquiries.exists()


def test_notes_that_collide_are_both_shown(here: Actor, office: Office, riina: User, margus: User) -> None:
    visit = visits.arrive(office=office, by=riina)
    began = talking.mark_of("")
    here.post(at("visit_notes", visit.pk), {"notes": "Tõi kirja.", "was": began})
    page = here.post(at("visit_notes", visit.pk), {"notes": "Küsib tähtaega.", "was": began})
    assert page.status_code == 409
    assert "Tõi kirja." in page.content.decode()


def counted(actor: Actor, address: str) -> int:
    actor.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert actor.get(address).status_code == 200
    return sum("records_clock" not in query["sql"] for query in queries)


def test_a_full_waiting_room_costs_as_many_statements_as_one_visitor(
    here: Actor,
    office: Office,
    desks: list[Desk],
    riina: User,
    margus: User,
    puit: Served,
    mari: Person,
    topic: Topic,
) -> None:
    def come(n: int) -> None:
        for _ in range(n):
            first = visits.arrive(office=office, client=puit, person=mari, topic=topic, by=riina)
            handing.hand(visit=first, to=margus, by=riina)
            visits.arrive(office=office, topic=topic, by=riina)
            visits.leave(visit=visits.arrive(office=office, by=riina), by=riina)

    come(1)
    visit = serving.call_next(office=office, desk=desks[0], by=riina)
    pages = [
        at("reception", office.code),
        at("home_panel"),
        at("client_panel", puit.pk),
        visit.get_absolute_url(),
    ]
    pages.append(at("hand", visit.pk))
    one = [counted(here, page) for page in pages]
    come(10)
    many = [counted(here, page) for page in pages]
    assert many == one
    assert max(one) <= 20, dict(zip(pages, one, strict=True))
