"""One act for several clients of one caller."""

import pytest
from django.urls import reverse

from desk.calls import actions
from desk.calls.models import Call
from desk.clients import actions as clients
from desk.clients.models import Client, Person
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor

pytestmark = pytest.mark.slow


@pytest.fixture
def kadri(as_specialist: Actor) -> Person:
    seed_reference()
    return clients.create_person(first_name="Kadri", last_name="Lepp", by=as_specialist.user)


@pytest.fixture
def firms(as_specialist: Actor, kadri: Person) -> list[Client]:
    made = [
        clients.create_client(kind="organisation", name=f"Firma {number} OÜ", by=as_specialist.user)
        for number in range(3)
    ]
    for firm in made:
        clients.add_role(person=kadri, client=firm, role="raamatupidaja", by=as_specialist.user)
    return made


@pytest.fixture
def call(as_specialist: Actor, kadri: Person) -> Call:
    call = actions.log_call(by=as_specialist.user, number="")
    return actions.choose(call=call, person=kadri, client=None, by=as_specialist.user)


def topic() -> Topic:
    return Topic.objects.get(code="user-contract")


def test_one_question_opens_an_enquiry_for_each_chosen_client(
    as_specialist: Actor, call: Call, firms: list[Client]
) -> None:
    asked = {"client": [firms[0].pk, firms[2].pk], "topic": topic().pk, "question": "Kõigile", "enquire": "1"}
    answer = as_specialist.post(f"/calls/{call.pk}/many/", asked)
    assert answer.headers["Location"] == f"/calls/{call.pk}/"
    made = Enquiry.objects.filter(calls=call).order_by("pk")
    assert [one.client for one in made] == [firms[0], firms[2]]
    assert {(one.question, str(one.person)) for one in made} == {("Kõigile", "Kadri Lepp")}
    for firm in (firms[0], firms[2]):
        assert TimelineEntry.objects.for_client(firm.pk).filter(kind="calls.enquiry").exists()


def test_all_or_none_and_never_for_a_client_of_somebody_else(
    as_specialist: Actor, call: Call, firms: list[Client]
) -> None:
    stranger = clients.create_client(kind="organisation", name="Võõras OÜ", by=as_specialist.user)
    with pytest.raises(Refused) as refused:
        actions.take_for_many(call=call, clients=[*firms, stranger], topic=topic(), by=as_specialist.user)
    assert "Võõras OÜ" in refused.value.texts[0]
    assert not Enquiry.objects.exists()


def test_a_call_about_several_clients_is_finished_without_choosing_one_of_them(
    as_specialist: Actor, call: Call, firms: list[Client]
) -> None:
    actions.take_for_many(call=call, clients=firms, topic=topic(), by=as_specialist.user)
    actions.close(call=call, outcome=OutcomeCode.objects.get(code="solved"), by=as_specialist.user)
    assert not Enquiry.objects.open().exists()


def test_the_page_lists_every_client_of_the_caller_and_logs_that_they_were_shown(
    as_specialist: Actor, call: Call, firms: list[Client]
) -> None:
    page = as_specialist.get(f"/calls/{call.pk}/many/").content.decode()
    assert all(firm.name in page for firm in firms)
    shown = AccessLogEntry.objects.filter(shown_kind="client").values_list("shown_id", flat=True)
    assert {firm.pk for firm in firms} <= set(shown)


def test_documents_for_the_chosen_clients_go_on_to_their_own_room(
    as_specialist: Actor, call: Call, firms: list[Client]
) -> None:
    chosen = {"client": [firm.pk for firm in firms[:2]], "documents": "1"}
    answer = as_specialist.post(f"/calls/{call.pk}/many/", chosen)
    numbers = "&".join(f"client={firm.pk}" for firm in firms[:2])
    assert answer.headers["Location"] == f"{reverse('contracts:draft_many')}?{numbers}"
    assert as_specialist.get(answer.headers["Location"]).status_code == 200


def test_nothing_chosen_is_said_and_nothing_is_lost(
    as_specialist: Actor, call: Call, firms: list[Client]
) -> None:
    asked = {"topic": topic().pk, "question": "Kõigile", "enquire": "1"}
    page = as_specialist.post(f"/calls/{call.pk}/many/", asked)
    assert page.status_code == 200
    assert "Kõigile" in page.content.decode()
    assert not Enquiry.objects.exists()
