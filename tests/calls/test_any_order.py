"""Whatever exchanges tell, in any order, lost or repeated, and whatever people do meanwhile: every state is
lawful, times run forward, nobody has two calls or two states.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from desk import clock
from desk.calls import actions, workflow
from desk.calls.enums import OfferState, State
from desk.calls.models import Call, Hold, Line, Offer
from desk.http import Refused
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, User, UserRole

pytestmark = pytest.mark.slow

EXTENSIONS = ["101", "104", "107"]
TOKENS = ["desk-rotates", "exchange-rotates", "practice-only"]
CALLS = ["a", "b", "c"]
# What a person may press; while a call rings or goes on the page offers none of it.
PRESSED = [PresenceState.AVAILABLE, PresenceState.BREAK, PresenceState.AWAY]

lines, calls = st.sampled_from(TOKENS), st.sampled_from(CALLS)
anyone = st.sampled_from(["", "999", *EXTENSIONS])


class Exchanges(RuleBasedStateMachine):
    """Three lines, of which one rotates by itself and one is for practice; three people, one in training."""

    def __init__(self) -> None:
        super().__init__()
        self.before: dict[int, str] = {}
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.web = Client()
        for token in TOKENS:
            actions.open_line(name=token, token=token, by=None)
        Line.objects.filter(name="exchange-rotates").update(exchange_rotates=True)
        Line.objects.filter(name="practice-only").update(training=True)
        for extension in EXTENSIONS:
            user = User.objects.create(
                username=f"x{extension}", extension=extension, training=extension == "107"
            )
            UserRole.objects.create(user=user, role=Role.SPECIALIST)
            set_presence(user=user, state=PresenceState.AVAILABLE, by=user)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        clock.forget()

    def tell(self, token: str, event: str, call_id: str, **more: object) -> dict[str, Any]:
        body = json.dumps({"event": event, "callId": call_id, "from": "anonymous", **more})
        answer = self.web.post(f"/api/telephony/{token}/events/", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        told: dict[str, Any] = json.loads(answer.content)
        return told

    @rule(token=lines, call=calls, refused=anyone, users=st.lists(st.sampled_from(EXTENSIONS), max_size=3))
    def rings_or_moves_on(self, token: str, call: str, refused: str, users: list[str]) -> None:
        told = self.tell(token, "newCall", call, refused=refused, user=users)
        again = self.tell(token, "newCall", call, user=users)
        assert len(told["offer"]) <= 1
        assert again["offer"] == told["offer"], "told again, nothing changes"
        if token == "exchange-rotates":
            assert told["offer"] == []

    @rule(token=lines, call=calls, who=anyone)
    def is_answered(self, token: str, call: str, who: str) -> None:
        self.tell(token, "answer", call, answeringNumber=who)

    @rule(token=lines, call=calls, cause=st.sampled_from(["cancel", "normalClearing", "noAnswer", ""]))
    def hangs_up(self, token: str, call: str, cause: str) -> None:
        self.tell(token, "hangup", call, cause=cause)

    @rule(token=lines, call=calls, event=st.sampled_from(["hold", "resume"]))
    def holds_or_resumes(self, token: str, call: str, event: str) -> None:
        self.tell(token, event, call)

    @rule(token=lines, call=calls, who=anyone, spoke=st.booleans())
    def is_reported(self, token: str, call: str, who: str, spoke: bool) -> None:
        at = clock.now().timestamp()
        fields = {"callId": call, "extension": who, "start": at - 60, "end": at, "answered": spoke}
        answer = self.web.post(f"/api/telephony/{token}/report/", fields, content_type="application/json")
        assert answer.status_code == 200, answer.content

    @rule(who=st.sampled_from(EXTENSIONS), state=st.sampled_from(PRESSED))
    def presses_a_state(self, who: str, state: PresenceState) -> None:
        user = User.objects.get(extension=who)
        if Presence.objects.open().get(user=user).state not in (PresenceState.RINGING, PresenceState.ON_CALL):
            set_presence(user=user, state=state, by=user)

    @rule(who=st.sampled_from(EXTENSIONS), deed=st.sampled_from([actions.answer, actions.refuse]))
    def uses_the_card(self, who: str, deed: Callable[..., object]) -> None:
        offer = Offer.objects.open().filter(user__extension=who).select_related("call", "user").first()
        if offer is not None:
            deed(call=offer.call, by=offer.user)

    @rule(who=st.sampled_from(EXTENSIONS))
    def hangs_up_on_the_screen(self, who: str) -> None:
        for call in Call.objects.filter(user__extension=who, state=State.ANSWERED):
            assert call.user is not None
            try:
                actions.hang_up(call=call, by=call.user)
            except Refused:
                raise AssertionError("a conversation can always be ended") from None

    @rule(seconds=st.sampled_from([1, 26, 120, 601]), limit=st.sampled_from([0, 60]))
    def time_passes(self, seconds: int, limit: int) -> None:
        clock.move(timedelta(seconds=seconds))
        Line.objects.update(wrap_up_seconds=limit)
        actions.sweep()

    @invariant()
    def calls_move_as_the_table_says(self) -> None:
        for call in Call.objects.all():
            was = self.before.get(call.pk)
            assert was in (None, call.state) or self.leads(was, call.state), f"{was} became {call.state}"
            self.before[call.pk] = call.state

    def leads(self, was: str, now: str) -> bool:
        """One step of a rule may be two moves: a report answers and ends a call that rang."""
        steps = workflow.MOVES[State(was)]
        return now in steps or any(now in workflow.MOVES[step] for step in steps)

    @invariant()
    def times_are_never_negative(self) -> None:
        for call in Call.objects.all():
            for span in (call.wait, call.talk, call.wrap_up, call.handle, call.held):
                assert span is None or span >= timedelta()
            assert (call.state == State.RINGING) == (call.answered_at is None and call.hung_up_at is None)
            assert call.talk is None or call.held <= call.talk
        assert not Hold.objects.filter(ended_at=None).exclude(call__state=State.ANSWERED).exists()

    @invariant()
    def each_offer_rings_for_one_person_and_each_call_for_one(self) -> None:
        rung = list(Offer.objects.open().values_list("user_id", "call_id", "by_exchange", "call__state"))
        assert len({user for user, *_rest in rung}) == len(rung)
        claimed = [call for _user, call, by_exchange, _state in rung if not by_exchange]
        assert len(set(claimed)) == len(claimed)
        assert all(state == State.RINGING for *_rest, state in rung)

    @invariant()
    def each_person_has_one_state_and_it_is_true(self) -> None:
        claimed = set(Offer.objects.open().claims().values_list("user_id", flat=True))
        rung = set(Offer.objects.open().values_list("user_id", flat=True))
        talking = set(Call.objects.filter(state=State.ANSWERED).values_list("user_id", flat=True)) - {None}
        for user in User.objects.all():
            (presence,) = Presence.objects.open().filter(user=user)
            assert (presence.state == PresenceState.ON_CALL) == (user.pk in talking)
            if presence.state == PresenceState.RINGING:
                assert user.pk in rung
            if user.pk in claimed:
                assert presence.state == PresenceState.RINGING

    @invariant()
    def practice_and_real_calls_never_meet_in_the_rotation(self) -> None:
        mixed = Offer.objects.claims().exclude(call__training=True, user__training=True)
        assert not mixed.exclude(call__training=False, user__training=False).exists()

    @invariant()
    def what_rang_in_vain_is_told_apart_from_what_was_passed_on(self) -> None:
        answered = Offer.objects.filter(state=OfferState.ANSWERED).select_related("call")
        assert all(offer.call.user_id == offer.user_id for offer in answered)


def run(examples: int, steps: int) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Exchanges,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks
        ),
    )


@pytest.mark.django_db
def test_any_order_of_events_leaves_everything_lawful_in_short() -> None:
    assert connection.in_atomic_block
    run(examples=3, steps=12)


@pytest.mark.slow
@pytest.mark.django_db
def test_any_order_of_events_leaves_everything_lawful() -> None:
    run(examples=15, steps=25)
