"""The figures of the day."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.calls.enums import Direction, State
from desk.calls.models import Call
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from stats import counts

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)  # 12:00 in Tallinn


def call(rang_at: datetime, *, answered: int | None = None, lost: int | None = None, **more: object) -> Call:
    """A call that rang then and was answered or given up after so many seconds."""
    after = answered if answered is not None else lost
    end = None if after is None else rang_at + timedelta(seconds=after)
    state = State.ANSWERED if answered is not None else State.ABANDONED if lost is not None else State.RINGING
    times = {"answered_at": end} if answered is not None else {"hung_up_at": end}
    return Call.objects.create(**{"rang_at": rang_at, "state": state, **times, **more})


def test_service_level_leaves_out_calls_given_up_too_soon() -> None:
    for seconds in (3, 20, 21):
        call(NOON, answered=seconds)
    call(NOON, lost=4)
    call(NOON, lost=5)
    found = counts.calls(NOON)
    assert (found.offered, found.answered, found.lost, found.short, found.in_time) == (5, 3, 2, 1, 2)
    assert found.service_level == 50.0


def test_there_is_no_service_level_without_calls() -> None:
    assert counts.calls(NOON).service_level is None


def test_waiting_calls_count_as_offered_but_not_in_the_service_level() -> None:
    call(NOON)
    call(NOON - timedelta(minutes=2))
    call(NOON, answered=1)
    found = counts.calls(NOON)
    assert (found.offered, found.waiting, found.waiting_since) == (3, 2, NOON - timedelta(minutes=2))
    assert found.service_level == 100.0


def test_the_day_is_the_local_one_and_outgoing_calls_are_not_counted() -> None:
    call(datetime(2026, 3, 4, 21, 59, tzinfo=UTC), answered=1)  # 23:59 the day before
    call(datetime(2026, 3, 4, 22, 0, tzinfo=UTC), answered=1)  # midnight
    call(datetime(2026, 3, 5, 22, 0, tzinfo=UTC), answered=1)  # midnight of the next day
    call(NOON, answered=1, direction=Direction.OUT)
    assert counts.calls(NOON).offered == 1


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        (datetime(2026, 3, 29, 9, 0, tzinfo=UTC), 23),
        (datetime(2026, 10, 25, 9, 0, tzinfo=UTC), 25),
        (NOON, 24),
    ],
)
def test_a_day_is_as_long_as_the_clock_says(moment: datetime, hours: int) -> None:
    start, end = (edge.astimezone(UTC) for edge in counts.day(moment))
    assert end - start == timedelta(hours=hours)


def test_hours_hold_the_working_day_and_whatever_rang_outside_it() -> None:
    call(NOON, answered=1)
    call(datetime(2026, 3, 5, 16, 30, tzinfo=UTC), lost=60)  # 18:30
    found = counts.hours(NOON)
    assert [row.hour for row in found] == list(range(8, 19))
    assert [(row.hour, row.answered, row.lost) for row in found if row.answered or row.lost] == [
        (12, 1, 0),
        (18, 0, 1),
    ]


def test_whoever_has_set_no_presence_is_away(someone) -> None:  # type: ignore[no-untyped-def]
    busy = someone("a", Role.SPECIALIST, Role.HEAD)
    someone("b", Role.SENIOR)
    someone("c", Role.AUDITOR)
    set_presence(user=busy, state=PresenceState.ON_CALL, by=busy)
    found = dict(counts.people())
    assert found[PresenceState.ON_CALL] == 1
    assert found[PresenceState.AWAY] == 1
    assert sum(found.values()) == 2
