"""Whatever the exchange tells, in whatever order, lost or repeated: states stay lawful, times run forward."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.calls.enums import State
from desk.calls.models import Call, Offer
from desk.people.enums import PresenceState
from desk.people.models import Presence, User

EXTENSIONS = ["101", "104", "107"]
events = st.lists(
    st.one_of(
        st.fixed_dictionaries({"event": st.just("newCall"), "refused": st.sampled_from(["", *EXTENSIONS])}),
        st.fixed_dictionaries(
            {"event": st.just("answer"), "user": st.sampled_from(["", "999", *EXTENSIONS])}
        ),
        st.fixed_dictionaries(
            {"event": st.just("hangup"), "cause": st.sampled_from(["cancel", "normalClearing", "noAnswer"])}
        ),
    ).flatmap(lambda event: st.tuples(st.sampled_from("ab"), st.just(event))),
    max_size=12,
)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=events)
def test_any_order_of_events_leaves_everything_lawful(
    told: list[tuple[str, dict[str, str]]], exchange: Callable[..., Any], available: Callable[..., User]
) -> None:
    if not User.objects.exists():
        for extension in EXTENSIONS:
            available(extension)
    example = Call.objects.count()

    for name, event in told:
        fields = dict(event)
        exchange(fields.pop("event"), f"{example}-{name}", **fields)

    for call in Call.objects.filter(call_id__startswith=f"{example}-"):
        assert call.state in State
        assert call.wait is None or call.wait.total_seconds() >= 0
        assert call.talk is None or call.talk.total_seconds() >= 0
        assert (call.state == State.RINGING) == (call.answered_at is None and call.hung_up_at is None)
    rung = {offer.user_id for offer in Offer.objects.open()}
    assert not Offer.objects.open().exclude(call__state=State.RINGING).exists()
    for presence in Presence.objects.open():
        talks = Call.objects.filter(user=presence.user_id, state=State.ANSWERED).exists()
        assert (presence.state == PresenceState.ON_CALL) == talks
        if not talks:
            assert (presence.state == PresenceState.RINGING) == (presence.user_id in rung)
