"""Pages of enquiries and promises, as a specialist uses them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from desk import clock
from desk.calls.models import Call
from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.enquiries import actions
from desk.enquiries.enums import PromiseState, State
from desk.enquiries.models import Enquiry, PauseReason, Promise, Topic
from desk.records.models import AccessLogEntry
from tests.clients.world import fragment, questions
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome


@pytest.fixture
def enquiry(as_specialist: Actor) -> Enquiry:
    return asked(as_specialist.user)


def due_tomorrow(what: str) -> dict[str, str]:
    day = clock.now() + timedelta(days=1)
    return {"what": what, "due_on": day.strftime("%d.%m.%Y"), "due_time": "17:00", "channel": "call"}


def test_the_page_tells_the_question_and_logs_whom_it_shows(as_specialist: Actor, enquiry: Enquiry) -> None:
    page = as_specialist.get(enquiry.get_absolute_url()).content.decode()
    assert "Soovime portaali kasutama hakata." in page
    assert set(AccessLogEntry.objects.values_list("shown_kind", "purpose")) == {
        ("client", f"enquiry:{enquiry.pk}"),
        ("person", f"enquiry:{enquiry.pk}"),
    }


def test_open_work_with_a_client_opens_its_page_without_asking(
    as_specialist: Actor, enquiry: Enquiry
) -> None:
    assert enquiry.client is not None
    page = as_specialist.get(enquiry.client.get_absolute_url())
    assert "Tamme Puit" in page.content.decode()


def test_an_enquiry_is_opened_for_a_client(as_specialist: Actor, enquiry: Enquiry) -> None:
    topic = Topic.objects.get(code="waste-report")
    address = f"{reverse('enquiries:create')}?client={enquiry.client_id}"
    assert "Mari Tamm" in as_specialist.get(address).content.decode()
    facts = {
        "topic": topic.pk,
        "person": enquiry.person_id,
        "question": "Kuidas parandada?",
        "language": "et",
    }
    as_specialist.post(address, facts)
    new = Enquiry.objects.latest("pk")
    assert (new.client_id, new.person_id, new.topic) == (enquiry.client_id, enquiry.person_id, topic)


def test_a_nameless_enquiry_needs_a_topic_alone(as_specialist: Actor, enquiry: Enquiry) -> None:
    as_specialist.post(reverse("enquiries:create"), {"topic": enquiry.topic_id, "language": "ru"})
    new = Enquiry.objects.latest("pk")
    assert (new.client, new.language) == (None, "ru")


def test_topics_out_of_use_are_not_offered(as_specialist: Actor, enquiry: Enquiry) -> None:
    Topic.objects.filter(code="registers").update(active=False)
    proto = Topic.objects.get(code="proto")
    as_specialist.post(reverse("enquiries:create"), {"topic": proto.pk, "language": "et"})
    assert Enquiry.objects.count() == 1


def test_topic_and_question_are_corrected(as_specialist: Actor, enquiry: Enquiry) -> None:
    facts = {"topic": Topic.objects.get(code="joint-rights").pk, "question": "Kes alla kirjutab?"}
    as_specialist.post(reverse("enquiries:change", args=[enquiry.pk]), facts)
    enquiry.refresh_from_db()
    assert (enquiry.topic.code, enquiry.question) == ("joint-rights", "Kes alla kirjutab?")


def test_another_client_is_chosen_by_name(as_specialist: Actor, enquiry: Enquiry) -> None:
    right = clients.create_client(kind=Kind.ORGANISATION, name="Soo Turvas OÜ", by=None)
    address = reverse("enquiries:attach", args=[enquiry.pk])
    assert "Soo Turvas" in as_specialist.post(address, {"text": "turvas"}).content.decode()
    as_specialist.post(address, {"client": right.pk})
    enquiry.refresh_from_db()
    assert (enquiry.client, enquiry.person) == (right, None)


def test_it_is_taken_set_waiting_and_opened_again(as_senior: Actor, enquiry: Enquiry) -> None:
    address = reverse("enquiries:move", args=[enquiry.pk])
    as_senior.post(address, {"take": "1"})
    as_senior.post(address, {"to": "waiting"})  # without a reason it does not wait
    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK
    reason = PauseReason.objects.get(code="client-data")
    as_senior.post(reverse("enquiries:pause", args=[enquiry.pk]), {"reason": reason.pk})
    enquiry.refresh_from_db()
    assert (enquiry.owner, enquiry.state) == (as_senior.user, State.WAITING)
    actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_senior.user)
    as_senior.post(address, {"reopen": "1"})
    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK


def test_only_moves_made_by_hand_are_taken_from_the_page(as_specialist: Actor, enquiry: Enquiry) -> None:
    for to in ("told", "escalated", "closed", "nonsense"):
        as_specialist.post(reverse("enquiries:move", args=[enquiry.pk]), {"to": to})
    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK


def test_closing_says_what_is_missing_and_then_closes(as_specialist: Actor, enquiry: Enquiry) -> None:
    as_specialist.post(reverse("enquiries:promise", args=[enquiry.pk]), due_tomorrow("Saadame lepingu"))
    address = reverse("enquiries:close", args=[enquiry.pk])
    refused = as_specialist.post(address, {"outcome": outcome("solved").pk}).content.decode()
    assert "Saadame lepingu" in refused
    promise = Promise.objects.get()
    as_specialist.post(
        reverse("enquiries:keep", args=[promise.pk]), {"evidence": "withdrawn:", "said_by": "Mari Tamm"}
    )
    as_specialist.post(address, {"outcome": outcome("solved").pk})
    enquiry.refresh_from_db()
    assert enquiry.state == State.CLOSED


def test_a_promise_in_the_past_comes_back_with_its_text(as_specialist: Actor, enquiry: Enquiry) -> None:
    facts = {"what": "Helistame", "due_on": "01.02.2020", "due_time": "10:00", "channel": "call"}
    page = as_specialist.post(reverse("enquiries:promise", args=[enquiry.pk]), facts).content.decode()
    assert "Helistame" in page
    assert not Promise.objects.exists()


def test_the_due_time_is_read_as_tallinns(as_specialist: Actor, enquiry: Enquiry) -> None:
    facts = {"what": "Helistame", "due_on": "01.02.2030", "due_time": "10:00", "channel": "call"}
    as_specialist.post(reverse("enquiries:promise", args=[enquiry.pk]), facts)
    assert Promise.objects.get().due_at.isoformat() == "2030-02-01T08:00:00+00:00"


def test_a_call_that_reached_the_client_keeps_the_promise(as_specialist: Actor, enquiry: Enquiry) -> None:
    as_specialist.post(reverse("enquiries:promise", args=[enquiry.pk]), due_tomorrow("Helistame"))
    promise = Promise.objects.get()
    now = clock.now()
    call = Call.objects.create(client=enquiry.client, rang_at=now, answered_at=now, state="answered")
    address = reverse("enquiries:keep", args=[promise.pk])
    assert f"call:{call.pk}" in as_specialist.get(address).content.decode()

    as_specialist.post(address, {"evidence": "call:999"})
    promise.refresh_from_db()
    assert promise.state == PromiseState.OPEN, "a call of nobody is no evidence"

    as_specialist.post(address, {"evidence": f"call:{call.pk}"})
    promise.refresh_from_db()
    assert (promise.state, promise.evidence_id) == (PromiseState.KEPT, call.pk)


@pytest.mark.parametrize(
    ("chosen", "shown"), [("mine", True), ("today", False), ("late", False), ("broken", False), ("all", True)]
)
@pytest.mark.slow
def test_the_worklist_shows_what_is_owed(
    as_specialist: Actor, enquiry: Enquiry, chosen: str, shown: bool
) -> None:
    due = clock.now() + timedelta(days=3)
    actions.promise(enquiry=enquiry, what="Helistame tagasi", due_at=due, by=as_specialist.user)
    page = as_specialist.get(reverse("enquiries:promises"), {"list": chosen}).content.decode()
    assert ("Helistame tagasi" in page) == shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, True),
        ({"whose": "mine"}, True),
        ({"whose": "nobody"}, False),
        ({"state": "closed"}, False),
        ({"state": "all"}, True),
        ({"state": "nonsense"}, True),
    ],
)
@pytest.mark.slow
def test_the_list_is_narrowed(
    as_specialist: Actor, enquiry: Enquiry, query: dict[str, str], shown: bool
) -> None:
    page = as_specialist.get(reverse("enquiries:index"), query).content.decode()
    assert (enquiry.number in page) == shown


def test_the_list_goes_on_after_its_last_row(as_specialist: Actor, enquiry: Enquiry) -> None:
    for _number in range(30):
        actions.open_enquiry(topic=enquiry.topic, by=as_specialist.user)
    first = as_specialist.get(reverse("enquiries:index"), {"whose": "mine"})
    assert enquiry.number not in first.content.decode()
    following = first.context["following"]
    second = as_specialist.get(f"{reverse('enquiries:index')}?{following}").content.decode()
    assert enquiry.number in second


def test_the_panels_show_what_is_mine_and_the_clients(as_specialist: Actor, enquiry: Enquiry) -> None:
    for address in [
        reverse("enquiries:home_panel"),
        reverse("enquiries:client_panel", args=[enquiry.client_id]),
    ]:
        panel = fragment(as_specialist, address)
        assert panel.lstrip().startswith('<section class="panel">')
        assert enquiry.number in panel


def test_a_client_panel_without_a_reason_goes_to_the_page_that_asks(
    as_senior: Actor, enquiry: Enquiry
) -> None:
    panel = as_senior.get(reverse("enquiries:client_panel", args=[enquiry.client_id]))
    assert panel["Location"] == reverse("clients:page", args=[enquiry.client_id])


@pytest.mark.slow
def test_pages_ask_the_same_number_of_questions_for_one_row_or_many(
    as_specialist: Actor, enquiry: Enquiry
) -> None:
    def promised() -> None:
        due = clock.now() + timedelta(minutes=5)
        actions.promise(enquiry=enquiry, what="Helistame", due_at=due, by=as_specialist.user)

    promised()
    pages = [
        reverse("enquiries:index"),
        enquiry.get_absolute_url(),
        reverse("enquiries:promises"),
        reverse("enquiries:home_panel"),
        reverse("enquiries:client_panel", args=[enquiry.client_id]),
    ]
    one = [questions(as_specialist, page) for page in pages]
    for _number in range(15):
        promised()
        actions.open_enquiry(
            topic=enquiry.topic, client=enquiry.client, person=enquiry.person, by=as_specialist.user
        )
    assert [questions(as_specialist, page) for page in pages] == one
    assert max(one) <= 20
