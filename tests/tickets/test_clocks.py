"""The three clocks of a ticket, told over from what happened: whose time it was, and how much of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.enquiries.enums import Term
from desk.enquiries.worktime import Calendar
from tickets.enums import Alarm, Means, SaidBy
from tickets.following.meaning import Rule
from tickets.time import clocks
from tickets.time.clocks import Clock, Happened, Limit, Standing, Status, Turn
from tickets.words.phrases import WAITS

CALENDAR = Calendar()
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # nine o'clock in Tallinn
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

STATUSES = {
    "Avatud": Status("1", "new"),
    "Töös": Status("3", "indeterminate"),
    "Ootab infot": Status("4", "indeterminate"),
    "Lahendatud": Status("5", "done"),
}
RULES = [
    Rule(SaidBy.STATUS, "Ootab infot", Means.NEEDS_INFO),
    Rule(SaidBy.MARK, "#lisainfo", Means.NEEDS_INFO),
    Rule(SaidBy.MARK, "#vastus", Means.SOLVED),
]


def status(hours: float, before: str, after: str) -> Happened:
    return Happened(MONDAY + hours * HOUR, ours=False, field="status", before=before, after=after)


def says(hours: float, text: str, *, ours: bool = False) -> Happened:
    return Happened(MONDAY + hours * HOUR, ours=ours, text=text)


def second_level(*happened: Happened, now: float, until: float | None = None) -> Clock:
    """Its clock so many hours after it was made, by this history."""
    last = next((each.after for each in reversed(happened) if each.field == "status"), "Avatud")
    found = clocks.turns(MONDAY, Standing(last, "", ()), happened, RULES, STATUSES)
    end = None if until is None else MONDAY + until * HOUR
    return clocks.of_second_level(CALENDAR, found, since=MONDAY, until=end, now=MONDAY + now * HOUR)


@pytest.mark.parametrize(
    ("happened", "now", "ran", "running"),
    [
        pytest.param((), 3, 3, True, id="it runs from the beginning, accepted or not"),
        pytest.param((), 24, 8, True, id="at night it stands"),
        pytest.param((status(1, "Avatud", "Töös"),), 4, 4, True, id="work on it is their time"),
        pytest.param(
            (status(1, "Avatud", "Ootab infot"),), 4, 1, False, id="returned to us it stands"
        ),
        pytest.param(
            (status(1, "Avatud", "Ootab infot"), status(3, "Ootab infot", "Töös")), 5, 3, True,
            id="taken up again it runs on",
        ),
        pytest.param((says(2, "#lisainfo: mis brauser?"),), 5, 2, False, id="a mark returns it too"),
        pytest.param(
            (says(2, "#lisainfo"), says(4, "Edge 140", ours=True)), 5, 3, True, id="supplied it runs on"
        ),
        pytest.param(
            (says(2, "#lisainfo"), says(3, "Edge 140", ours=True), says(4, WAITS % {"n": 2}, ours=True)), 5,
            4, True, id="supplied it runs on, whoever else waits for it later",
        ),
        pytest.param((status(2, "Avatud", "Lahendatud"),), 6, 2, False, id="solved it stops"),
        pytest.param((says(2, "#vastus: nii"),), 6, 2, False, id="a marked answer stops it"),
        pytest.param(
            (status(1, "Avatud", "Lahendatud"), status(3, "Lahendatud", "Töös")), 4, 2, True,
            id="opened again it runs on",
        ),
        pytest.param((says(1, "Vaatame üle"),), 3, 3, True, id="a word in between changes nothing"),
    ],
)  # fmt: skip
def test_the_second_levels_clock(
    happened: tuple[Happened, ...], now: float, ran: float, running: bool
) -> None:
    clock = second_level(*happened, now=now)
    assert (clock.ran, clock.running) == (ran * HOUR, running)


def test_answered_elsewhere_it_stops_though_jira_has_not_moved() -> None:
    clock = second_level(now=6, until=2)
    assert (clock.ran, clock.running, clock.stopped_at) == (2 * HOUR, False, MONDAY + 2 * HOUR)


def test_an_issue_linked_later_counts_from_then() -> None:
    found = clocks.turns(MONDAY - 30 * DAY, Standing("Avatud", "", ()), (), RULES, STATUSES)
    clock = clocks.of_second_level(CALENDAR, found, since=MONDAY, until=None, now=MONDAY + HOUR)
    assert clock.ran == HOUR


def test_what_stood_at_first_is_told_over_from_the_changes() -> None:
    """Nothing tells the first status but the first change of it."""
    found = clocks.turns(
        MONDAY, Standing("Töös", "", ()), [status(2, "Ootab infot", "Töös")], RULES, STATUSES
    )
    assert [turn for _at, turn in found] == [Turn.RETURNED, Turn.THEIRS]


def test_status_and_resolution_of_one_moment_are_one_movement() -> None:
    """Else the wrong meaning would have stood between them."""
    rules = [Rule(SaidBy.RESOLUTION, "Lisainfo", Means.NEEDS_INFO), *RULES]
    at = MONDAY + HOUR
    happened = [
        Happened(at, ours=False, field="status", before="Avatud", after="Lahendatud"),
        Happened(at, ours=False, field="resolution", before="", after="Lisainfo"),
    ]
    found = clocks.turns(MONDAY, Standing("Lahendatud", "Lisainfo", ()), happened, rules, STATUSES)
    assert found == [(MONDAY, Turn.THEIRS), (at, Turn.RETURNED)]


def test_a_label_counts_while_it_is_there() -> None:
    rules = [Rule(SaidBy.LABEL, "ootab", Means.NEEDS_INFO)]
    happened = [
        Happened(MONDAY + HOUR, ours=False, field="labels", before="csd", after="csd ootab"),
        Happened(MONDAY + 3 * HOUR, ours=False, field="labels", before="csd ootab", after="csd"),
    ]
    found = clocks.turns(MONDAY, Standing("Avatud", "", ("csd",)), happened, rules, STATUSES)
    assert [turn for _at, turn in found] == [Turn.THEIRS, Turn.RETURNED, Turn.THEIRS]


def client(
    told: float | None = None, now: float = 4, pauses: tuple[tuple[float, float | None], ...] = ()
) -> Clock:
    spans = [(MONDAY + a * HOUR, None if b is None else MONDAY + b * HOUR) for a, b in pauses]
    return clocks.of_client(
        CALENDAR, asked=MONDAY, told=None if told is None else MONDAY + told * HOUR,
        due=MONDAY + 6 * HOUR, pauses=spans, now=MONDAY + now * HOUR,
    )  # fmt: skip


def test_the_clients_clock_runs_until_the_answer_is_told() -> None:
    assert (client().ran, client().running) == (4 * HOUR, True)
    assert (client(told=2).ran, client(told=2).running) == (2 * HOUR, False)
    assert not client(told=5, now=99).late(MONDAY + 99 * HOUR)
    assert client(now=7).late(MONDAY + 7 * HOUR)


def test_the_clients_clock_stands_while_the_client_is_waited_for() -> None:
    assert client(pauses=((1, 2),)).ran == 3 * HOUR
    waiting = client(pauses=((1, None),))
    assert (waiting.ran, waiting.running) == (HOUR, False)


def test_the_clock_of_the_outbox_is_plain_time() -> None:
    night = MONDAY - 3 * HOUR
    assert clocks.of_outbox(queued=night, there=None, now=MONDAY).ran == 3 * HOUR
    there = clocks.of_outbox(queued=night, there=night + timedelta(seconds=4), now=MONDAY)
    assert (there.ran, there.running) == (timedelta(seconds=4), False)
    behind = clocks.of_outbox(queued=night, there=night - HOUR, now=MONDAY)
    assert behind.ran == timedelta(), "JIRA's clock is behind ours"


def test_each_alarm_has_its_limit() -> None:
    patience = clocks.Patience(accept_hours=8, still_days=3, tell_within_days=1, close_hours=4)
    assert patience.limit(Alarm.NOT_ACCEPTED) == Limit(8, Term.WORKING_HOURS)
    assert patience.limit(Alarm.STILL) == Limit(3, Term.WORKING_DAYS)
    assert patience.limit(Alarm.NOT_TOLD) == Limit(1, Term.WORKING_DAYS)
    assert patience.limit(Alarm.NOT_CLOSED) == Limit(4, Term.WORKING_HOURS)


def test_a_weekend_is_no_standing_still() -> None:
    friday = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)  # three in the afternoon
    assert Limit(8, Term.WORKING_HOURS).due(CALENDAR, friday) == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


# What the clocks hold to, whatever happens.

minutes = st.integers(0, 60 * 24 * 40)
moments = minutes.map(lambda number: MONDAY + timedelta(minutes=number))
events = st.lists(
    st.one_of(
        st.builds(
            Happened, moments, st.just(False), st.just("status"),
            st.sampled_from(list(STATUSES)), st.sampled_from(list(STATUSES)),
        ),
        st.builds(Happened, moments, st.booleans(), text=st.sampled_from(["#vastus", "#lisainfo", "Tere"])),
    ),
    max_size=12,
)  # fmt: skip


@given(events, moments)
def test_their_time_and_ours_together_are_all_the_time(happened: list[Happened], now: datetime) -> None:
    found = clocks.turns(MONDAY, Standing("Avatud", "", ()), happened, RULES, STATUSES)
    assert found[0][0] == MONDAY
    assert all(a < b for (a, _t), (b, _u) in pairwise(found))
    parts = [
        sum(
            (
                CALENDAR.between(min(begins, now), min(ends, now))
                for (begins, turn), ends in zip(found, [at for at, _ in found[1:]] + [now], strict=True)
                if turn == each and begins < now
            ),
            timedelta(),
        )
        for each in Turn
    ]
    clock = clocks.of_second_level(CALENDAR, found, since=MONDAY, until=None, now=now)
    if now >= found[-1][0]:
        assert clock.ran == parts[0]
        assert sum(parts, timedelta()) == CALENDAR.between(MONDAY, now)
    assert timedelta() <= clock.ran


@given(events, moments, moments)
def test_a_clock_never_runs_backwards(happened: list[Happened], one: datetime, other: datetime) -> None:
    found = clocks.turns(MONDAY, Standing("Avatud", "", ()), happened, RULES, STATUSES)
    last = found[-1][0]
    earlier, later = sorted((max(one, last), max(other, last)))

    def ran(now: datetime) -> timedelta:
        return clocks.of_second_level(CALENDAR, found, since=MONDAY, until=None, now=now).ran

    assert ran(earlier) <= ran(later) <= CALENDAR.between(MONDAY, later)


@given(events, st.randoms(use_true_random=False))
def test_the_order_in_which_history_is_read_does_not_matter(
    happened: list[Happened], random: Callable[..., object]
) -> None:
    apart = {each.at: each for each in happened}  # of one moment the order is JIRA's own
    told, shuffled = list(apart.values()), list(apart.values())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    standing = Standing("Avatud", "", ())
    assert clocks.turns(MONDAY, standing, told, RULES, STATUSES) == clocks.turns(
        MONDAY, standing, shuffled, RULES, STATUSES
    )


@given(st.lists(st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair))), max_size=6), moments)
def test_pauses_may_overlap_and_never_take_more_than_there_is(
    pauses: list[tuple[datetime, datetime]], now: datetime
) -> None:
    def ran(cut: list[tuple[datetime, datetime]]) -> timedelta:
        return clocks.of_client(CALENDAR, asked=MONDAY, told=None, due=None, pauses=cut, now=now).ran

    assert timedelta() <= ran(pauses) <= ran([]) == CALENDAR.between(MONDAY, now)
    assert ran(pauses) == ran(pauses + pauses[::-1])


@given(st.integers(1, 40), st.sampled_from([Term.WORKING_HOURS, Term.WORKING_DAYS]), moments, moments)
def test_what_has_stood_too_long_is_what_began_before_the_turning_point(
    amount: int, term: str, since: datetime, now: datetime
) -> None:
    limit = Limit(amount, term)
    turning = limit.run_out_before(CALENDAR, now)
    if since < turning and term == Term.WORKING_DAYS:
        assert limit.due(CALENDAR, since) < now
    elif since < turning:
        assert CALENDAR.between(since, now) >= amount * HOUR
    elif since > turning:
        assert limit.due(CALENDAR, since) >= now


def test_a_late_clock_is_late_for_good() -> None:
    late = replace(client(told=7), stopped_at=MONDAY + 7 * HOUR)
    assert late.late(MONDAY)
