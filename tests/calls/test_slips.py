"""What goes wrong by a slip, and what two tabs do to one text: nothing is lost, everything is taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages

from desk import clock
from desk.calls import actions
from desk.calls.enums import State
from desk.calls.models import Call
from desk.enquiries import actions as enquiries
from desk.enquiries.models import OutcomeCode, Topic
from desk.http import Refused
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence
from tests.conftest import Actor


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def a_topic() -> Topic:
    return Topic.objects.get(code="user-contract")


def outcome(code: str) -> dict[str, int]:
    return {"outcome": OutcomeCode.objects.get(code=code).pk}


def htmx(actor: Actor, path: str, values: dict[str, Any]) -> str:
    return actor.post(path, values, headers={"HX-Request": "true"}).content.decode()


@pytest.fixture
def call(at_work: Actor) -> Call:
    return actions.log_call(by=at_work.user, number="+37255500001")


def test_notes_that_somebody_else_saved_meanwhile_are_shown_and_not_overwritten(
    at_work: Actor, call: Call
) -> None:
    empty = actions.mark_of("")
    path = f"/calls/{call.pk}/notes/"
    htmx(at_work, path, {"notes": "Esimene aken", "was": empty})
    answer = htmx(at_work, path, {"notes": "Teine aken", "was": empty})
    assert "Esimene aken" in answer
    assert Call.objects.get().notes == "Esimene aken"
    assert at_work.post(path, {"notes": "Teine aken", "was": empty}).status_code == 409
    htmx(at_work, path, {"notes": "Teine aken", "was": empty, "mine": actions.mark_of("Esimene aken")})
    assert Call.objects.get().notes == "Teine aken"


def test_a_later_save_that_holds_the_saved_text_is_no_conflict(at_work: Actor, call: Call) -> None:
    path, empty = f"/calls/{call.pk}/notes/", actions.mark_of("")
    htmx(at_work, path, {"notes": "Räägitud", "was": empty})
    htmx(at_work, path, {"notes": "Räägitud kõik üle", "was": empty})  # its mark was still on the way
    assert Call.objects.get().notes == "Räägitud kõik üle"


def test_without_an_exchange_finishing_ends_the_conversation_too(at_work: Actor, call: Call) -> None:
    actions.take_enquiry(call=call, topic=a_topic(), by=at_work.user)
    at_work.post(f"/calls/{call.pk}/finish/", outcome("advised"))
    call.refresh_from_db()
    assert call.state == State.CLOSED
    assert call.talk is not None and call.wrap_up is not None
    assert Presence.objects.open().get().state == PresenceState.AVAILABLE


def test_a_finish_by_mistake_is_taken_back_the_same_day_with_its_enquiries(
    at_work: Actor, call: Call, as_senior: Actor, someone: Callable[..., Any]
) -> None:
    enquiry = actions.take_enquiry(call=call, topic=a_topic(), by=at_work.user)
    older = enquiries.open_enquiry(topic=a_topic(), by=at_work.user)
    actions.link_enquiry(call=call, enquiry=older, by=at_work.user)
    enquiries.close(enquiry=older, outcome=OutcomeCode.objects.get(code="redirected"), by=at_work.user)
    actions.close(call=call, outcome=OutcomeCode.objects.get(code="advised"), by=at_work.user)
    with pytest.raises(Refused):
        actions.reopen(call=call, by=someone("spetsialist2", Role.SPECIALIST))
    as_senior.post(f"/calls/{call.pk}/reopen/")
    for row in (call, enquiry, older):
        row.refresh_from_db()
    assert (call.state, call.outcome, enquiry.is_open) == (State.WRAP_UP, None, True)
    assert not older.is_open, "it ended before, on its own"
    assert call.history.filter(state=State.CLOSED).exists()
    actions.close(call=call, outcome=OutcomeCode.objects.get(code="redirected"), by=at_work.user)
    clock.move(timedelta(days=1))
    with pytest.raises(Refused):
        actions.reopen(call=call, by=at_work.user)


def test_a_mis_clicked_topic_is_corrected_and_a_wrong_enquiry_let_go(at_work: Actor, call: Call) -> None:
    before = enquiries.open_enquiry(topic=a_topic(), by=at_work.user)
    clock.move(timedelta(minutes=1))
    later = actions.log_call(by=at_work.user, number="")
    mine = actions.take_enquiry(call=later, topic=a_topic(), by=at_work.user)
    actions.link_enquiry(call=later, enquiry=before, by=at_work.user)
    path = f"/calls/{later.pk}/correct/"
    at_work.post(path, {"enquiry": mine.pk, "topic": Topic.objects.get(code="slow").pk})
    mine.refresh_from_db()
    assert mine.topic.code == "slow"
    at_work.post(path, {"enquiry": before.pk, "unlink": "1"})
    assert [link.enquiry for link in later.links.all()] == [mine]
    assert said(at_work.post(path, {"enquiry": mine.pk, "unlink": "1"})), "it was opened in this call"
