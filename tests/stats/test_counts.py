"""What goes on now and today, straight from the rows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from desk.calls.enums import Direction, State
from desk.calls.models import Call
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import User
from stats import counts
from stats.board import today
from stats.figures import FIGURES, total
from stats.models import Traffic
from stats.rollups import rebuild

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)  # 12:00 in Tallinn


def call(rang_at: datetime, *, answered: int | None = None, lost: int | None = None, **more: object) -> Call:
    """A call that rang then and was answered or given up after so many seconds."""
    after = answered if answered is not None else lost
    end = None if after is None else rang_at + timedelta(seconds=after)
    state = State.ANSWERED if answered is not None else State.ABANDONED if lost is not None else State.RINGING
    times = {"answered_at": end} if answered is not None else {"hung_up_at": end}
    return Call.objects.create(**{"rang_at": rang_at, "state": state, **times, **more})


def level(day: counts.Day) -> float | None:
    return FIGURES["service_level"].of(day.sums)


def test_service_level_leaves_out_calls_given_up_too_soon() -> None:
    for seconds in (3, 20, 21):
        call(NOON, answered=seconds)
    call(NOON, lost=4)
    call(NOON, lost=5)
    found = counts.calls(NOON)
    names = ("offered", "answered", "lost", "short", "in_time")
    assert [found.sums[name] for name in names] == [5, 3, 2, 1, 2]
    assert level(found) == 50.0


def test_there_is_no_service_level_without_calls() -> None:
    assert level(counts.calls(NOON)) is None


def test_calls_that_wait_are_the_queue_and_not_yet_in_the_service_level() -> None:
    call(NOON)
    call(NOON - timedelta(minutes=2))
    call(NOON, training=True)
    call(NOON, answered=1)
    found, queue = counts.calls(NOON), counts.queue()
    assert (found.sums["offered"], level(found)) == (3, 100.0)
    assert (queue.waiting, queue.longest(NOON)) == (2, timedelta(minutes=2))


def test_the_day_is_the_local_one_and_outgoing_calls_are_not_counted() -> None:
    call(datetime(2026, 3, 4, 21, 59, tzinfo=UTC), answered=1)  # 23:59 the day before
    call(datetime(2026, 3, 4, 22, 0, tzinfo=UTC), answered=1)  # midnight
    call(datetime(2026, 3, 5, 22, 0, tzinfo=UTC), answered=1)  # midnight of the next day
    call(NOON, answered=1, direction=Direction.OUT)
    assert counts.calls(NOON).sums["offered"] == 1


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
    found = counts.calls(NOON).hours
    assert [row.hour for row in found] == list(range(8, 19))
    assert [(row.hour, row.answered, row.lost) for row in found if row.answered or row.lost] == [
        (12, 1, 0),
        (18, 0, 1),
    ]


def test_the_last_half_hour_is_counted_by_itself_over_midnight_too() -> None:
    midnight = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)
    call(midnight - timedelta(minutes=31), answered=1)
    call(midnight - timedelta(minutes=10), answered=60)
    call(midnight, answered=1)
    found = counts.calls(midnight + timedelta(minutes=5))
    assert (found.lately["answered"], found.lately["in_time"]) == (2, 1)
    assert found.sums["answered"] == 1


def test_the_board_counts_what_the_rollup_counts() -> None:
    """The same figures on the board and on the reports, whatever the calls were."""
    for minute, seconds in enumerate((0, 5, 20, 21, 300)):
        call(NOON + timedelta(minutes=minute), answered=seconds)
        call(NOON - timedelta(hours=minute), lost=seconds)
    ended = call(NOON, answered=10)
    Call.objects.filter(pk=ended.pk).update(hung_up_at=NOON + timedelta(minutes=4))
    call(NOON)
    call(NOON, answered=3, training=True)
    call(NOON, answered=3, direction=Direction.OUT)
    day = today(NOON)
    rebuild(day.first, day.last)
    counted, shown = total(Traffic, day), counts.calls(NOON).sums
    for name in (*counts.NUMBERS, *counts.TIMES):
        assert shown[name] == counted[name], name
    for code in ("offered", "answered", "lost", "service_level", "asa", "aht", "abandonment"):
        assert FIGURES[code].words(shown) == FIGURES[code].words(counted), code


def test_whoever_has_set_no_presence_is_away(someone: Callable[..., User]) -> None:
    busy = someone("a", Role.SPECIALIST, Role.HEAD)
    someone("b", Role.SENIOR)
    someone("c", Role.AUDITOR)
    someone("d", Role.SPECIALIST, training=True)
    set_presence(user=busy, state=PresenceState.ON_CALL, by=busy)
    found = dict(counts.people(counts.here(NOON)))
    assert found[PresenceState.ON_CALL] == 1
    assert found[PresenceState.AWAY] == 1
    assert sum(found.values()) == 2
