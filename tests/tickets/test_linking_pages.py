"""What is there already on the way to the second level, and who waits for an issue, as pages show it."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.clients import actions as clients
from desk.clients.enums import ContactKind, Kind
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import Kind as EnquiryKind
from desk.enquiries.models import Enquiry, Topic
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read
from tickets import actions
from tickets.enums import State
from tickets.models import Escalation


@pytest.fixture
def neighbour(world: World, as_specialist: Actor) -> Enquiry:
    """Another client says the same in other words, under another topic."""
    by = as_specialist.user
    client = clients.create_client(
        kind=Kind.ORGANISATION, name="Kase Farm OÜ", registry_code="10000018", by=by
    )
    clients.add_contact(kind=ContactKind.EMAIL, value="info@kase.example", client=client, by=by)
    return enquiries.open_enquiry(
        topic=Topic.objects.selectable()[1], client=client, by=by, language="et",
        question="Aruande esitamise nupp on hall, aruannet ei saa esitada.",
    )  # fmt: skip


def there(actor: Actor, enquiry: Enquiry, ticket: Escalation) -> str:
    address = reverse("tickets:there_already", args=[enquiry.pk])
    return actor.get(f"{address}?{urlencode({'unit': ticket.unit_id})}").content.decode()


def test_similar_words_show_the_issue_without_the_others_data(
    ticket: Escalation, neighbour: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    page = there(as_specialist, neighbour, ticket)
    assert "KT-1" in page
    assert "ootab 1 klient" in page
    assert "sarnased sõnad" in page
    assert "Tamm" not in page


def test_other_words_under_another_topic_show_nothing(
    ticket: Escalation, neighbour: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    enquiries.describe(enquiry=neighbour, question="Millal makstakse toetus välja?", by=as_specialist.user)
    assert "ootab" not in there(as_specialist, neighbour, ticket)


def test_a_complaint_about_the_reader_is_not_among_them(
    ticket: Escalation, neighbour: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    Enquiry.objects.filter(pk=ticket.enquiry_id).update(
        kind=EnquiryKind.COMPLAINT, concerns=as_specialist.user, owner=None
    )
    assert "ootab" not in there(as_specialist, neighbour, ticket)


def test_one_press_joins(
    ticket: Escalation, neighbour: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    address = reverse("tickets:link", args=[neighbour.pk])
    answer = as_specialist.post(address, {"unit": ticket.unit_id, "issue": ticket.issue_id})
    joined = Escalation.objects.get(enquiry=neighbour)
    assert answer["Location"] == joined.get_absolute_url()
    assert joined.issue_id == ticket.issue_id
    shared = as_specialist.get(reverse("tickets:shared", args=[joined.pk])).content.decode()
    assert "Tamme Puit OÜ" in shared
    assert as_specialist.get(joined.get_absolute_url()).status_code == 200


def test_a_refused_key_is_said_on_the_form(world: World, as_specialist: Actor, level2: jira.State) -> None:
    address = reverse("tickets:link", args=[world.enquiry.pk])
    answer = as_specialist.post(address, {"unit": world.unit.pk, "key": "12"}, follow=True)
    assert "näiteks KT-12" in answer.content.decode()
    assert not Escalation.objects.exists()


def test_the_page_says_what_became_of_the_others(
    ticket: Escalation, neighbour: Enquiry, level2: jira.State, as_specialist: Actor, world: World
) -> None:
    drain()
    joined = actions.link(enquiry=neighbour, unit=ticket.unit, key="KT-1", by=as_specialist.user)
    address = reverse("tickets:leave", args=[joined.pk])
    as_specialist.post(address, {"reason": ""})
    assert Escalation.objects.get(pk=joined.pk).state == State.CREATED
    as_specialist.post(address, {"reason": "Teine viga"})
    assert Escalation.objects.get(pk=joined.pk).state == State.DRAFT
    as_specialist.post(reverse("tickets:link", args=[neighbour.pk]), {"unit": ticket.unit_id, "key": "kt-1"})
    level2_solves(level2)
    read(ticket)
    page = as_specialist.get(reverse("tickets:shared", args=[ticket.pk])).content.decode()
    assert "Kase Farm OÜ" in page
    assert Escalation.objects.get(enquiry=neighbour).get_state_display() in page
    assert Escalation.objects.get(enquiry=neighbour).state == State.ANSWERED


def test_it_costs_the_same_for_one_and_for_many(
    ticket: Escalation, neighbour: Enquiry, level2: jira.State, as_specialist: Actor, world: World
) -> None:
    drain()

    def cost() -> list[int]:
        asked = []
        for address in (
            f"{reverse('tickets:there_already', args=[neighbour.pk])}?unit={ticket.unit_id}",
            reverse("tickets:shared", args=[ticket.pk]),
        ):
            with CaptureQueriesContext(connection) as said:
                as_specialist.get(address, headers={"HX-Request": "true"})
            asked.append(len(said))
        return asked

    def one_more() -> None:
        enquiry = enquiries.open_enquiry(
            topic=world.enquiry.topic,
            client=world.enquiry.client,
            by=as_specialist.user,
            question="Hall nupp",
        )
        actions.join_issue(enquiry=enquiry, unit=ticket.unit, issue=ticket.issue, by=as_specialist.user)

    one_more()
    before = cost()
    for _number in range(5):
        one_more()
    assert cost() == before
    assert max(before) <= 16


def test_the_desk_alone_links(ticket: Escalation, as_stranger: Actor) -> None:
    address = reverse("tickets:link", args=[ticket.enquiry_id])
    assert as_stranger.post(address, {"unit": ticket.unit_id, "key": "KT-1"}).status_code in (302, 403)
    assert Escalation.objects.count() == 1
