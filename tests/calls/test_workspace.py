"""From ring to finished call, as a person does it on the pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import clock
from desk.calls import actions
from desk.calls.enums import State
from desk.calls.models import Call, Offer
from desk.clients import actions as clients
from desk.clients.enums import CautionKind
from desk.clients.models import Caution, Client, ContactPoint, Person
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.people.enums import PresenceState
from desk.people.models import Presence
from desk.records.enums import Reason
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor

Exchange = Callable[..., Any]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def a_topic() -> Topic:
    return Topic.objects.get(code="user-contract")


def outcome(code: str) -> dict[str, int]:
    return {"outcome": OutcomeCode.objects.get(code=code).pk}


def card_of(actor: Actor) -> str:
    return actor.get("/calls/card/", headers={"HX-Request": "true"}).content.decode()


def test_the_card_shows_who_it_may_be_before_the_answer(
    at_work: Actor, mari: Person, exchange: Exchange
) -> None:
    exchange("newCall")
    card = card_of(at_work)
    assert "Mari Tamm" in card
    assert "Tamme Puit OÜ" in card
    assert AccessLogEntry.objects.filter(shown_kind="person", shown_id=mari.pk).exists()


def test_several_people_with_one_number_are_listed_and_nobody_is_picked(
    at_work: Actor, mari: Person, exchange: Exchange
) -> None:
    jaan = clients.create_person(first_name="Jaan", last_name="Kask", by=at_work.user)
    clients.add_contact(kind="phone", value="+37255500001", person=jaan, by=at_work.user)
    call = exchange("newCall")["call"]
    card = card_of(at_work)
    assert "Mari Tamm" in card
    assert "Jaan Kask" in card
    at_work.post(f"/calls/{call}/answer/")
    assert Call.objects.get().person is None


def test_without_a_call_there_is_no_card(at_work: Actor) -> None:
    assert card_of(at_work) == ""
    assert at_work.get("/calls/card/").status_code == 200


def test_a_call_from_ring_to_finish(at_work: Actor, mari: Person, puit: Client, exchange: Exchange) -> None:
    pk = exchange("newCall")["call"]
    assert at_work.post(f"/calls/{pk}/answer/").headers["Location"] == f"/calls/{pk}/"
    assert Presence.objects.open().get().state == PresenceState.ON_CALL

    assert "Mari Tamm" in at_work.get(f"/calls/{pk}/").content.decode()
    at_work.post(f"/calls/{pk}/choose/", {"person": mari.pk, "client": puit.pk})
    at_work.post(f"/calls/{pk}/contact/", {"email": "mari.tamm@tammepuit.example"})
    assert ContactPoint.objects.emails().get().works == "yes"

    at_work.post(f"/calls/{pk}/enquiry/", {"topic": a_topic().pk, "question": "Kuidas sõlmida leping?"})
    enquiry = Enquiry.objects.get()
    assert (enquiry.client, enquiry.person, enquiry.owner) == (puit, mari, at_work.user)

    at_work.post(f"/calls/{pk}/notes/", {"notes": "Soovib lepingut."}, headers={"HX-Request": "true"})
    exchange("hangup", cause="normalClearing")
    at_work.post(f"/calls/{pk}/finish/", outcome("solved"))

    call = Call.objects.get()
    assert (call.state, call.notes, call.outcome_id) == (
        State.CLOSED,
        "Soovib lepingut.",
        outcome("solved")["outcome"],
    )
    enquiry.refresh_from_db()
    assert not enquiry.is_open, "a solved call closes its enquiry"
    assert Presence.objects.open().get().state == PresenceState.AVAILABLE
    kinds = set(TimelineEntry.objects.for_client(puit.pk).values_list("kind", flat=True))
    assert {"calls.caller", "calls.enquiry", "calls.closed", "enquiries.opened"} <= kinds
    assert at_work.get(f"/calls/{pk}/").status_code == 200


def test_finishing_names_everything_that_is_missing(at_work: Actor, exchange: Exchange) -> None:
    pk = exchange("newCall")["call"]
    at_work.post(f"/calls/{pk}/answer/")
    response = at_work.post(f"/calls/{pk}/finish/", outcome("solved"))
    assert len(said(response)) == 3
    assert Call.objects.get().state == State.ANSWERED


def test_a_nameless_general_question_needs_no_client(at_work: Actor, exchange: Exchange) -> None:
    pk = exchange("newCall", **{"from": "anonymous"})["call"]
    at_work.post(f"/calls/{pk}/answer/")
    at_work.post(f"/calls/{pk}/enquiry/", {"topic": a_topic().pk})
    at_work.post(f"/calls/{pk}/hang-up/")
    at_work.post(f"/calls/{pk}/finish/", outcome("advised"))
    assert Call.objects.get().state == State.CLOSED


def test_an_open_promise_keeps_a_call_from_ending_as_solved(at_work: Actor, exchange: Exchange) -> None:
    pk = exchange("newCall")["call"]
    at_work.post(f"/calls/{pk}/answer/")
    at_work.post(f"/calls/{pk}/enquiry/", {"topic": a_topic().pk})
    tomorrow = clock.now() + timedelta(days=1)
    enquiries.promise(enquiry=Enquiry.objects.get(), what="Helistan", due_at=tomorrow, by=at_work.user)
    at_work.post(f"/calls/{pk}/hang-up/")
    response = at_work.post(f"/calls/{pk}/finish/", outcome("advised"))
    assert any("Helistan" in text for text in said(response))
    assert Call.objects.get().state == State.WRAP_UP


def test_a_new_caller_is_known_by_the_number_next_time(
    at_work: Actor, puit: Client, exchange: Exchange
) -> None:
    pk = exchange("newCall", **{"from": "+37255500004"})["call"]
    at_work.post(f"/calls/{pk}/answer/")
    at_work.post(f"/calls/{pk}/choose/", {"client": puit.pk})
    kadri = {"first_name": "Kadri", "last_name": "Lepp", "language": "et", "role": "raamatupidaja"}
    at_work.post(f"/calls/{pk}/person/", kadri)
    call = Call.objects.get()
    assert str(call.person) == "Kadri Lepp"
    assert call.client == puit
    exchange("hangup")
    again = exchange("newCall", "2", **{"from": "+37255500004"})["call"]
    page = at_work.get(f"/calls/{again}/").content.decode()
    assert "Kadri Lepp" in page
    assert "raamatupidaja" in page


def test_who_is_known_already_is_offered_before_a_second_one_is_written_down(
    at_work: Actor, mari: Person, exchange: Exchange
) -> None:
    pk = exchange("newCall", **{"from": "+37255500009"})["call"]
    at_work.post(f"/calls/{pk}/answer/")
    again = {"first_name": "mari", "last_name": "Tam", "language": "et"}
    page = at_work.post(f"/calls/{pk}/person/", again).content.decode()
    assert "Kas see on keegi neist?" in page
    assert f'name="person" value="{mari.pk}"' in page
    assert 'name="sure"' in page
    assert Person.objects.count() == 1
    at_work.post(f"/calls/{pk}/person/", {**again, "sure": "1"})
    assert Person.objects.count() == 2
    assert str(Call.objects.get().person) == "mari Tam"


def test_a_new_client_with_a_code_that_another_has_is_refused(
    at_work: Actor, puit: Client, exchange: Exchange
) -> None:
    pk = exchange("newCall")["call"]
    facts = {"kind": "organisation", "name": "Soo Turvas OÜ", "language": "et"}
    taken = {**facts, "code": "10000001"}
    assert "Tamme Puit OÜ" in at_work.post(f"/calls/{pk}/client/", taken).content.decode()
    assert said(at_work.post(f"/calls/{pk}/client/", {**taken, "sure": "1"}))
    assert Call.objects.get().client is None
    at_work.post(f"/calls/{pk}/client/", {**facts, "code": "10000024"})
    assert str(Call.objects.get().client) == "Soo Turvas OÜ"


def test_a_wrong_choice_is_taken_back_and_its_enquiries_move(
    at_work: Actor, mari: Person, puit: Client, exchange: Exchange
) -> None:
    other = clients.create_client(kind="organisation", name="Volga Veod OÜ", by=at_work.user)
    pk = exchange("newCall")["call"]
    at_work.post(f"/calls/{pk}/choose/", {"person": mari.pk, "client": other.pk})
    at_work.post(f"/calls/{pk}/enquiry/", {"topic": a_topic().pk})
    at_work.post(f"/calls/{pk}/choose/", {"client": puit.pk})
    assert Enquiry.objects.get().client == puit
    assert TimelineEntry.objects.for_client(other.pk).filter(kind="calls.moved").exists()
    at_work.post(f"/calls/{pk}/choose/", {"nobody": "1"})
    assert Call.objects.get().client is None


def test_search_finds_the_client_by_a_fragment(at_work: Actor, puit: Client, exchange: Exchange) -> None:
    pk = exchange("newCall")["call"]
    found = at_work.post(f"/calls/{pk}/search/", {"text": "puit"}, headers={"HX-Request": "true"})
    assert "Tamme Puit OÜ" in found.content.decode()
    assert "Tamme Puit OÜ" in at_work.post(f"/calls/{pk}/search/", {"text": "puit"}).content.decode()


def test_a_call_may_be_about_an_enquiry_that_was_open_before(
    at_work: Actor, mari: Person, puit: Client, exchange: Exchange
) -> None:
    before = enquiries.open_enquiry(topic=a_topic(), client=puit, by=at_work.user)
    pk = exchange("newCall")["call"]
    at_work.post(f"/calls/{pk}/choose/", {"client": puit.pk})
    assert before.number not in at_work.get(f"/calls/{pk}/").content.decode(), "nobody is identified yet"
    at_work.post(f"/calls/{pk}/identity/show-all/", {"reason": Reason.values[0]})
    assert before.number in at_work.get(f"/calls/{pk}/").content.decode()
    at_work.post(f"/calls/{pk}/enquiry/", {"enquiry": before.pk})
    at_work.post(f"/calls/{pk}/enquiry/", {"enquiry": before.pk})
    assert Call.objects.get().links.count() == 1


def test_a_call_passed_on_rings_for_the_next_person(
    at_work: Actor, exchange: Exchange, available: Callable[..., Any]
) -> None:
    available("104")
    pk = exchange("newCall")["call"]
    at_work.post(f"/calls/{pk}/refuse/")
    assert Offer.objects.open().get().user.extension == "104"
    assert exchange("newCall")["offer"] == ["104"]


def test_a_call_that_rings_for_somebody_else_cannot_be_taken(
    at_work: Actor, as_senior: Actor, exchange: Exchange
) -> None:
    pk = exchange("newCall")["call"]
    assert said(as_senior.post(f"/calls/{pk}/answer/"))
    assert Call.objects.get().state == State.RINGING


def test_a_call_without_an_exchange_is_logged_by_hand(at_work: Actor) -> None:
    response = at_work.post("/calls/log/", {"number": "5550 0001", "direction": "in"})
    call = Call.objects.get()
    assert response.headers["Location"] == f"/calls/{call.pk}/"
    assert (call.state, call.number) == (State.ANSWERED, "+37255500001")
    assert Presence.objects.open().get().state == PresenceState.ON_CALL


def test_a_call_noted_on_paper_keeps_its_own_time(at_work: Actor) -> None:
    at_work.post("/calls/log/", {"number": "", "direction": "in", "at": "2026-03-05T09:30", "minutes": "5"})
    call = Call.objects.get()
    assert call.state == State.WRAP_UP
    assert call.rang_at.isoformat() == "2026-03-05T07:30:00+00:00"
    assert Presence.objects.open().get().state == PresenceState.AVAILABLE


def test_a_number_that_is_none_is_refused(at_work: Actor) -> None:
    assert at_work.post("/calls/log/", {"number": "abc", "direction": "in"}).status_code == 422
    assert not Call.objects.exists()


def test_lists_and_panels_open(at_work: Actor, mari: Person, puit: Client, exchange: Exchange) -> None:
    pk = exchange("newCall")["call"]
    at_work.post(f"/calls/{pk}/choose/", {"person": mari.pk, "client": puit.pk})
    for path in (
        "",
        "?kind=mine",
        "?kind=missed",
        f"?after={pk}",
        "home/",
        "queue/",
        "log/",
        f"client/{puit.pk}/",
    ):
        assert at_work.get(f"/calls/{path}").status_code == 200, path
    assert "Mari Tamm" in at_work.get("/calls/").content.decode()
    assert "101" in at_work.get("/calls/queue/").content.decode()


def test_break_and_back_by_the_widget(at_work: Actor) -> None:
    at_work.post("/people/presence/", {"state": "break"}, headers={"HX-Request": "true"})
    assert Presence.objects.open().get().state == PresenceState.BREAK
    assert at_work.get("/people/presence/").status_code == 200


def test_while_the_telephone_decides_the_widget_does_not(at_work: Actor, exchange: Exchange) -> None:
    exchange("newCall")
    at_work.post("/people/presence/", {"state": "available"})
    assert Presence.objects.open().get().state == PresenceState.RINGING


def test_the_card_says_what_is_known_of_each_client_and_of_what_to_beware(
    at_work: Actor, mari: Person, puit: Client, exchange: Exchange
) -> None:
    enquiry = enquiries.open_enquiry(topic=a_topic(), client=puit, question="Saladus", by=at_work.user)
    due = clock.now() + timedelta(days=1)
    enquiries.promise(enquiry=enquiry, what="Helistan", due_at=due, by=at_work.user)
    Caution.objects.create(person=mari, kind=CautionKind.THREAT, text="Karjub", made_by=at_work.user)
    exchange("newCall")
    card = card_of(at_work)
    assert a_topic().name_et in card
    assert "Karjub" in card
    assert "Saladus" not in card, "topic and age, no details"


@pytest.mark.slow
def test_the_card_and_the_workspace_ask_as_much_for_one_client_as_for_forty(
    at_work: Actor, mari: Person, puit: Client, exchange: Exchange
) -> None:
    pk = exchange("newCall")["call"]
    counts = []
    for round in range(2):
        if round:
            for number in range(40):
                firm = clients.create_client(kind="organisation", name=f"Firma {number}", by=at_work.user)
                clients.add_role(person=mari, client=firm, role="juhatuse liige", by=at_work.user)
                enquiries.open_enquiry(topic=a_topic(), client=firm, by=at_work.user)
        with CaptureQueriesContext(connection) as of_card:
            card_of(at_work)
        with CaptureQueriesContext(connection) as of_page:
            at_work.get(f"/calls/{pk}/")
        counts.append((len(of_card), len(of_page)))
    assert counts[0] == counts[1]


@pytest.mark.slow
def test_the_workspace_keeps_within_twenty_questions_whoever_was_chosen(
    at_work: Actor, mari: Person, puit: Client, exchange: Exchange
) -> None:
    clients.change_person(person=mari, by=at_work.user, personal_code="24503120016")
    clock.move(timedelta(minutes=1))
    pk = exchange("newCall")["call"]
    at_work.post(f"/calls/{pk}/answer/")
    choices: list[tuple[str, dict[str, Any]]] = [
        ("choose", {"person": mari.pk}),
        ("identity", {"said": "0016"}),
        ("choose", {"client": puit.pk}),
        ("enquiry", {"topic": a_topic().pk}),
        ("identity/show-all", {"reason": Reason.values[0]}),
    ]
    for deed, values in choices:
        at_work.post(f"/calls/{pk}/{deed}/", values)
        with CaptureQueriesContext(connection) as queries:
            at_work.get(f"/calls/{pk}/")
        asked = [query["sql"] for query in queries if "records_clock" not in query["sql"]]
        assert len(asked) <= 20, (deed, asked)


def test_two_calls_in_hand_lead_to_each_other_by_a_key(at_work: Actor) -> None:
    call = actions.log_call(by=at_work.user, number="+37255500001")
    other = actions.log_call(by=at_work.user, number="+37255500002")
    page = at_work.get(f"/calls/{call.pk}/").content.decode()
    assert f'href="/calls/{other.pk}/" data-key="n"' in page
    assert "call-bar" in at_work.get(f"/calls/{other.pk}/").content.decode()
