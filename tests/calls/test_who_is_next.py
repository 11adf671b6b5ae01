"""The rotation over what the desk knows: shifts, skills, training, refusals; and why, for everyone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from desk import clock
from desk.calls import actions, rotation
from desk.calls.actions import offers
from desk.calls.enums import OfferState
from desk.calls.models import Call, Line, Offer
from desk.http import Refused
from desk.people.actions import set_presence
from desk.people.enums import Duty, PresenceState, Role
from desk.people.models import Shift, Skill, User
from tests.calls.conftest import TOKEN
from tests.calls.serving import served
from tests.conftest import Actor
from tests.simulators.exchange import start

Exchange = Callable[..., Any]
Available = Callable[..., User]


@pytest.fixture
def waste(db: None) -> Skill:
    return Skill.objects.create(code="jäätmed", name_et="Jäätmed", name_en="Waste")


def shift(user: User, duty: Duty = Duty.CALLS, begins: int = -60, ends: int = 60) -> Shift:
    now = clock.now()
    return Shift.objects.create(
        user=user, duty=duty, starts_at=now + timedelta(minutes=begins), ends_at=now + timedelta(minutes=ends)
    )


def why(user: User, need: rotation.Need = offers.ANY) -> list[str]:
    return next(turn.words for turn in offers.order(need) if turn.person.pk == user.pk)


def test_on_a_day_without_a_plan_presence_alone_decides(exchange: Exchange, available: Available) -> None:
    available("101")
    assert exchange("newCall")["offer"] == ["101"]


def test_on_a_planned_day_only_whoever_is_on_shift_for_calls_is_rung(
    exchange: Exchange, available: Available
) -> None:
    counter, planned = available("101"), available("104")
    shift(counter, Duty.COUNTER)
    shift(planned)
    told = exchange("newCall", "1")
    assert (told["offer"], told.get("next")) == (["104"], None)
    assert exchange("newCall", "2")["offer"] == []
    assert why(counter) == rotation.in_words([["off_shift", 0]])


def test_whose_shift_is_over_gets_a_call_only_when_nobody_is_on_shift_any_more(
    exchange: Exchange, available: Available
) -> None:
    shift(available("101"), begins=-2, ends=-1)
    last = shift(available("104"), begins=-2, ends=1)
    assert exchange("newCall", "1")["offer"] == ["104"]
    assert exchange("newCall", "2")["offer"] == []
    last.delete()
    assert exchange("newCall", "2")["offer"] == ["101"]


def test_the_skill_of_the_line_and_its_language_are_asked_in_this_order(
    exchange: Exchange, available: Available, line: Line, waste: Skill
) -> None:
    Line.objects.update(skill=waste, language="ru")
    anyone, speaks = available("101"), available("104", spoken=["ru"])
    knows, both = available("107"), available("110", spoken=["ru"])
    knows.skills.add(waste)
    both.skills.add(waste)
    told = [exchange("newCall", str(number))["offer"] for number in range(4)]
    assert told == [["110"], ["104"], ["107"], ["101"]]
    reasons = {offer.user_id: [code for code, _n in offer.reasons] for offer in Offer.objects.all()}
    assert reasons[both.pk] == ["idle", "language", "skill"]
    assert reasons[speaks.pk] == ["idle", "language", "no_skill", "overflow"]
    assert reasons[knows.pk] == ["idle", "no_language", "skill", "overflow"]
    assert reasons[anyone.pk] == ["idle", "no_language", "no_skill", "overflow"]


def test_people_in_training_get_simulated_calls_and_nobody_else_does(
    exchange: Exchange, available: Available, line: Line
) -> None:
    skilled = available("101")
    trainee = available("104", training=True)
    assert exchange("newCall", "1")["offer"] == ["101"]
    assert exchange("newCall", "2")["offer"] == []
    actions.open_line(name="Harjutus", token="line-for-practice", by=None)
    Line.objects.filter(name="Harjutus").update(training=True)
    told = exchange("newCall", "3", token="line-for-practice")
    assert (told["offer"], Call.objects.get(pk=told["call"]).training) == (["104"], True)
    assert not Call.objects.counted().filter(training=True).exists()
    assert exchange("newCall", "4", token="line-for-practice")["offer"] == []
    assert why(trainee) == rotation.in_words([["in_training", 0]])
    assert why(skilled, rotation.Need(training=True)) != why(skilled)


def test_a_simulated_call_that_waits_holds_no_real_one_up(
    exchange: Exchange, available: Available, line: Line
) -> None:
    actions.open_line(name="Harjutus", token="line-for-practice", by=None)
    Line.objects.filter(name="Harjutus").update(training=True)
    exchange("newCall", "1", token="line-for-practice")
    exchange("newCall", "2")
    available("101")
    actions.sweep()
    assert Offer.objects.open().get().call.call_id == "2"


def test_an_offer_keeps_why_it_was_made(exchange: Exchange, available: Available) -> None:
    available("101")
    available("104")
    clock.move(timedelta(minutes=7))
    exchange("newCall")
    offer = Offer.objects.get()
    assert offer.reasons == [["idle", 7], ["first", 2]]
    words = rotation.in_words(offer.reasons)
    assert "7" in words[0]
    assert rotation.in_words([["gone", 1]]) == [], "a code of an older house says nothing"


def test_refusals_and_silence_send_to_the_end_and_are_counted(
    exchange: Exchange, available: Available
) -> None:
    refuser, silent, patient = available("101"), available("104"), available("107")
    exchange("newCall")
    exchange("newCall", refused="101")
    clock.move(timedelta(seconds=30))
    told = exchange("newCall")
    assert (told["offer"], told["next"]) == (["107"], ["101", "104"])
    counts = Offer.objects.counted_by_person()
    assert counts[refuser.pk] == {OfferState.REFUSED: 1}
    assert counts[silent.pk] == {OfferState.EXPIRED: 1}
    assert counts[patient.pk] == {OfferState.OPEN: 1}


def test_who_writes_something_down_at_that_instant_is_not_passed_over(
    exchange: Exchange, available: Available
) -> None:
    """A row that points to the person (a note, a promise) holds no claim up."""
    assert offers.lock(available("101").pk, skip=True)


def test_everyone_sees_the_order_the_counts_and_why_the_last_offers_were_made(
    exchange: Exchange, available: Available, as_specialist: Actor
) -> None:
    available("104", first_name="Marika", last_name="Mets")
    exchange("newCall")
    exchange("newCall", refused="104")
    page = as_specialist.get(reverse("calls:rotation")).content.decode()
    assert page.count("Marika Mets") >= 2
    assert str(OfferState.REFUSED.label) in page
    assert rotation.in_words([["idle", 0]])[0] in page


def test_the_order_can_be_asked_for_one_line(
    exchange: Exchange, available: Available, line: Line, as_specialist: Actor
) -> None:
    available("104")
    Line.objects.update(language="ru")
    page = as_specialist.get(reverse("calls:rotation"), {"line": line.pk}).content.decode()
    assert rotation.in_words([["no_language", 0]])[0] in page
    assert as_specialist.get(reverse("calls:rotation"), {"line": "nonsense"}).status_code == 200


def test_a_house_may_keep_where_colleagues_are_to_its_leads(
    available: Available, as_specialist: Actor, as_head: Actor, settings: Any
) -> None:
    settings.PRESENCE_VISIBLE_TO = "leads"
    away = available("104")
    set_presence(user=away, state=PresenceState.BREAK, by=away)
    seen = {
        actor.user: actor.get(reverse("calls:queue_panel")).content.decode()
        for actor in (as_specialist, as_head)
    }
    on_a_break = str(rotation.BUSY["break"])
    assert on_a_break in seen[as_head.user]
    assert on_a_break not in seen[as_specialist.user]


@pytest.mark.slow
def test_the_rotation_costs_the_same_for_many(
    exchange: Exchange, someone: Callable[..., User], as_specialist: Actor, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        user = someone(f"rohkem{number}", Role.SPECIALIST, extension=f"2{number:02}")
        set_presence(user=user, state=PresenceState.AVAILABLE, by=user)
        exchange("newCall", str(number))
    with django_assert_max_num_queries(20):
        assert as_specialist.get(reverse("calls:rotation")).status_code == 200


# --- the exchange rotates ------------------------------------------------------------------------


@pytest.fixture
def follows(line: Line) -> Line:
    Line.objects.update(exchange_rotates=True)
    line.refresh_from_db()
    return line


def states(*users: User) -> list[str]:
    return [user.presences.get(ended_at=None).state for user in users]


def test_the_desk_offers_nothing_and_shows_whom_the_exchange_rings(
    follows: Line, exchange: Exchange, available: Available
) -> None:
    first, second, third = available("101"), available("104"), available("107")
    told = exchange("newCall", user=["104", "107", "999"])
    assert told == {"call": Call.objects.get().pk, "offer": []}
    assert states(first, second, third) == ["available", "ringing", "ringing"]
    exchange("newCall", user=["104", "107", "999"])
    assert Offer.objects.open().count() == 2, "told again it is the same ring"
    exchange("newCall", user=["107"])
    assert states(first, second, third) == ["available", "available", "ringing"]
    exchange("answer", answeringNumber="107")
    assert states(first, second, third) == ["available", "available", "on_call"]
    exchange("hangup", cause="normalClearing")
    assert states(third) == ["wrap_up"]
    assert Call.objects.get().user == third


def test_who_is_rung_sees_the_card_and_any_of_them_may_answer(
    follows: Line, exchange: Exchange, available: Available, as_specialist: Actor
) -> None:
    set_presence(user=as_specialist.user, state=PresenceState.AVAILABLE, by=as_specialist.user)
    other = available("104")
    exchange("newCall", user=["104", "101"])
    card = as_specialist.get(reverse("calls:card")).content.decode()
    assert "5550 0001" in card
    stranger = available("107")
    call = Call.objects.get()
    with pytest.raises(Refused):
        actions.answer(call=call, by=stranger)
    as_specialist.post(reverse("calls:answer", args=[call.pk]))
    assert states(as_specialist.user, other) == ["on_call", "available"]
    assert exchange("newCall", user=["104", "101"])["answered"] == "101"


def test_who_passes_it_on_is_shown_it_no_more(
    follows: Line, exchange: Exchange, available: Available
) -> None:
    user = available("101")
    exchange("newCall", user=["101"])
    actions.refuse(call=Call.objects.get(), by=user)
    exchange("newCall", user=["101"])
    assert states(user) == ["available"]
    assert Offer.objects.get().state == OfferState.REFUSED


def test_one_person_has_one_status_whatever_two_exchanges_say(
    follows: Line, exchange: Exchange, available: Available
) -> None:
    actions.open_line(name="Teine", token="another-line", by=None)
    user = available("101")
    assert exchange("newCall", "1", token="another-line")["offer"] == ["101"]
    exchange("newCall", "2", user=["101"])
    assert Offer.objects.open().get().call.call_id == "1"
    exchange("answer", "2", user="101")
    assert states(user) == ["on_call"]
    assert exchange("newCall", "1", token="another-line")["offer"] == []
    exchange("hangup", "2")
    assert states(user) == ["wrap_up"]


def test_what_a_person_said_of_himself_outlives_the_ring_of_an_exchange(
    follows: Line, exchange: Exchange, available: Available
) -> None:
    user = available("101")
    set_presence(user=user, state=PresenceState.BREAK, by=user)
    exchange("newCall", user="101")
    assert states(user) == ["break"]
    exchange("hangup", cause="cancel")
    assert states(user) == ["break"]


def test_its_calls_never_stand_in_the_desks_own_queue(
    follows: Line, exchange: Exchange, available: Available
) -> None:
    exchange("newCall", "1")
    available("101")
    actions.sweep()
    assert not Offer.objects.exists()
    assert not Call.objects.waiting().exists()
    clock.move(timedelta(minutes=11))
    actions.sweep()
    assert Call.objects.get().state == "missed"


# --- hold, and the end of wrap-up ----------------------------------------------------------------


def test_a_caller_on_hold_is_known_and_its_time_counted(exchange: Exchange, available: Available) -> None:
    available("101")
    exchange("hold")
    exchange("resume")
    call = Call.objects.get()
    exchange("answer", user="101")
    for _twice in range(2):
        exchange("hold")
        exchange("hold")
        clock.move(timedelta(seconds=20))
        exchange("resume")
        exchange("resume")
        clock.move(timedelta(seconds=40))
    exchange("hold")
    clock.move(timedelta(seconds=5))
    exchange("hangup")
    call.refresh_from_db()
    assert call.holds.count() == 3
    assert not call.holds.filter(ended_at=None).exists(), "the call's end ends the hold"
    assert round(call.held.total_seconds()) == 45
    assert call.talk is not None
    assert round(call.talk.total_seconds()) == 125
    assert call.handle is None, "until it is written up"
    told = list(call.events.order_by("pk").values_list("event", "detail"))
    assert told == [
        ("answer", "101"),
        ("hold", "1"), ("resume", "1"), ("hold", "2"), ("resume", "2"), ("hold", "3"), ("hangup", ""),
    ]  # fmt: skip


def test_handling_is_talk_with_holds_and_wrap_up(db: None) -> None:
    at = clock.now()
    call = Call(rang_at=at, answered_at=at, hung_up_at=at + timedelta(seconds=60))
    call.closed_at = at + timedelta(seconds=90)
    assert call.handle == timedelta(seconds=90)


def finishes_talking(exchange: Exchange, user: User) -> None:
    exchange("newCall")
    exchange("answer", user=user.extension)
    exchange("hangup")


def test_the_limit_of_the_house_holds_where_the_line_has_none(
    exchange: Exchange, available: Available, settings: Any
) -> None:
    settings.CALL_WRAP_UP_SECONDS = 120
    user = available("101")
    finishes_talking(exchange, user)
    clock.move(timedelta(seconds=100))
    actions.sweep()
    assert states(user) == ["wrap_up"]
    clock.move(timedelta(seconds=30))
    actions.sweep()
    assert states(user) == ["available"]


def test_a_call_that_was_logged_by_hand_has_the_limit_of_the_house_too(
    available: Available, settings: Any
) -> None:
    user = available("101")
    call = actions.log_call(by=user, number="")
    actions.hang_up(call=call, by=user)
    clock.move(timedelta(hours=2))
    actions.sweep()
    assert states(user) == ["wrap_up"], "no limit is set"
    settings.CALL_WRAP_UP_SECONDS = 60
    actions.sweep()
    assert states(user) == ["available"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_simulated_exchange_rotates_by_itself_and_the_desk_follows(
    transactional_db: None, follows: Line, available: Available, tmp_path: Path
) -> None:
    first, second = available("101"), available("104")
    with served(tmp_path / "said.log", "--no-access-log") as url:
        running = start(url, TOKEN, poll=60, rotates=("101", "104"))
        try:
            call = running.state.ring_in("anonymous")
            assert states(first, second) == ["ringing", "available"]
            running.state.refuse(call.id)
            assert states(first, second) == ["available", "ringing"]
            running.state.answer(call.id)
            running.state.hold(call.id)
            assert Call.objects.get().holds.filter(ended_at=None).count() == 1
            running.state.hang_up(call.id)
        finally:
            running.stop()
    assert states(first, second) == ["available", "wrap_up"]
    assert not Call.objects.get().holds.filter(ended_at=None).exists()
