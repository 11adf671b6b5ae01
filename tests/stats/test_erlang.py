"""The queues: published numbers, closed forms, a simulation, limits, and what must always hold."""

import heapq
import json
import math
import random
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.staffing import erlang
from stats.staffing.erlang import Queue, needed, scheduled, served

# Ten erlangs: 100 calls of three minutes in half an hour.
TEN = Queue(100, 1800, 180)


@pytest.mark.parametrize(
    ("agents", "level", "waits"), [(13, 0.7956, 0.2853), (14, 0.8884, 0.1741), (15, 0.9415, 0.1020)]
)
def test_erlang_c_gives_the_published_numbers(agents: int, level: float, waits: float) -> None:
    found = served(TEN, agents, 20)
    assert (round(found.service_level, 4), round(found.p_wait, 4)) == (level, waits)


def test_the_fewest_people_that_keep_the_target_are_found() -> None:
    found = needed(TEN, 0.8, 20)
    assert (found.agents, round(found.occupancy, 3), scheduled(found.agents, 0.3)) == (14, 0.714, 20)


def test_one_person_is_the_queue_of_the_textbook() -> None:
    """M/M/1: P(wait) = ρ, mean wait ρh/(1 − ρ), nobody within T waits longer with ρ·exp(−(1 − ρ)T/h)."""
    found = served(Queue(6, 1800, 180), 1, 60)
    assert found.p_wait == pytest.approx(0.6)
    assert found.asa_s == pytest.approx(0.6 * 180 / 0.4)
    assert found.service_level == pytest.approx(1 - 0.6 * math.exp(-0.4 * 60 / 180))


def test_where_the_queue_only_grows_nobody_is_answered_in_time() -> None:
    found = served(TEN, 10, 20)
    assert (found.service_level, found.p_wait, found.asa_s) == (0.0, 1.0, math.inf)


def test_a_desk_without_calls_needs_nobody() -> None:
    assert needed(Queue(0, 1800, 180), 0.8, 20).agents == 0


def test_endless_patience_is_erlang_c() -> None:
    patient, endless = served(TEN, 14, 20), served(Queue(100, 1800, 180, 600_000), 14, 20)
    for name in ("service_level", "p_wait", "occupancy"):
        assert getattr(endless, name) == pytest.approx(getattr(patient, name), abs=1e-4)
    assert endless.asa_s == pytest.approx(patient.asa_s, abs=0.01)
    assert endless.abandoned < 1e-4


def test_with_everybody_on_the_line_nobody_waits() -> None:
    found = served(Queue(100, 1800, 180, 120), 400, 0)
    assert found.service_level == pytest.approx(1.0)
    assert found.abandoned == pytest.approx(0.0, abs=1e-12)
    assert found.occupancy == pytest.approx(10 / 400)


def test_what_gives_up_is_what_waits_by_its_patience() -> None:
    """Little's law for those who wait: the share given up is the mean wait of all ÷ patience."""
    queue = Queue(100, 1800, 180, 90)
    found = served(queue, 10, 20)
    wait_of_all = found.abandoned * 90
    assert found.asa_s * (1 - found.abandoned) < wait_of_all  # who gave up had waited too
    assert found.occupancy == pytest.approx(queue.load * (1 - found.abandoned) / 10)


def test_a_thousand_people_are_counted_as_well() -> None:
    queue = Queue(10_000, 1800, 180, 60)
    # So many callers even out: those who do not give up in the wait that all have are four in five.
    assert 800 < needed(queue, 0.8, 20).agents < 830
    assert 1000 < needed(Queue(10_000, 1800, 180), 0.8, 20).agents < 1030


def simulated(queue: Queue, agents: int, threshold: float, calls: int, seed: int) -> dict[str, float]:
    """The same queue played event by event: all times exponential, first come, first served."""
    chance = random.Random(seed)
    assert queue.patience_s is not None
    rate, now = queue.calls / queue.interval_s, 0.0
    free_at = [0.0] * agents  # a heap of when each person is free
    waited = in_time = gone = 0
    answer_wait = busy = 0.0
    for _call in range(calls):
        now += chance.expovariate(rate)
        patience = chance.expovariate(1 / queue.patience_s)
        begins = max(now, free_at[0])
        waited += begins > now
        if begins - now > patience:
            gone += 1  # takes no one's time
            continue
        work = chance.expovariate(1 / queue.handle_s)
        heapq.heapreplace(free_at, begins + work)
        in_time += begins - now <= threshold
        answer_wait += begins - now
        busy += work
    return {
        "service_level": in_time / calls, "p_wait": waited / calls, "abandoned": gone / calls,
        "asa_s": answer_wait / (calls - gone), "occupancy": busy / now / agents,
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("calls", "agents", "patience"), [(100, 10, 120), (60, 8, 40), (100, 7, 300)])
def test_erlang_a_is_what_a_simulation_shows(calls: float, agents: int, patience: float) -> None:
    queue = Queue(calls, 1800, 180, patience)
    found = served(queue, agents, 20)
    runs = [simulated(queue, agents, 20, 25_000, seed) for seed in range(12)]
    for name in ("service_level", "p_wait", "abandoned", "asa_s", "occupancy"):
        values = [run[name] for run in runs]
        mean = sum(values) / len(values)
        error = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values))
        assert abs(getattr(found, name) - mean) < 4 * error, name


LOADS = st.builds(
    Queue,
    calls=st.floats(0.5, 400), interval_s=st.just(1800.0), handle_s=st.floats(20, 900),
    patience_s=st.none() | st.floats(10, 3000),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(queue=LOADS, agents=st.integers(1, 150), threshold=st.floats(0, 120))
def test_one_person_more_never_serves_worse(queue: Queue, agents: int, threshold: float) -> None:
    fewer, more = served(queue, agents, threshold), served(queue, agents + 1, threshold)
    assert more.service_level >= fewer.service_level - 1e-9
    assert more.p_wait <= fewer.p_wait + 1e-9
    assert more.abandoned <= fewer.abandoned + 1e-9
    for found in (fewer, more):
        assert 0 <= found.service_level <= 1 and 0 <= found.occupancy <= 1 and 0 <= found.p_wait <= 1


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(queue=LOADS, target=st.floats(0.1, 0.99), threshold=st.floats(0, 120))
def test_what_is_needed_is_enough_and_one_less_is_not(queue: Queue, target: float, threshold: float) -> None:
    found = needed(queue, target, threshold)
    assert found.service_level >= target
    if found.agents > 0:
        assert served(queue, found.agents - 1, threshold).service_level < target


def command(**options: Any) -> dict[str, Any]:
    usual = {"calls": 100.0, "interval": 1800.0, "aht": 180.0, "target": 0.8, "threshold": 20.0}
    out = StringIO()
    call_command("staffing", **{**usual, **options}, json=True, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_the_command_answers_in_json() -> None:
    found = command(shrinkage=0.3)
    assert found == {
        "agents": 14, "scheduled": 20, "service_level": 0.8884, "p_wait": 0.1741, "occupancy": 0.7143,
        "asa_s": 7.84,
    }  # fmt: skip
    assert command()["scheduled"] == 14
    impatient = command(patience=120.0)
    assert impatient["agents"] == 12 and 0.06 < impatient["abandoned"] < 0.063


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"calls": -1.0}, "--calls"), ({"interval": 0.0}, "--interval"), ({"aht": float("nan")}, "--aht"),
        ({"target": 80.0}, "--target"), ({"threshold": -5.0}, "--threshold"),
        ({"shrinkage": 1.0}, "--shrinkage"), ({"patience": 0.0}, "--patience"), ({"calls": 1e9}, "--calls"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_its_name(wrong: dict[str, float], named: str) -> None:
    with pytest.raises(CommandError, match=named) as refused:
        command(**wrong)
    assert refused.value.returncode == 2


def test_erlang_b_of_two_lines() -> None:
    """a²/2 ÷ (1 + a + a²/2) of one erlang: 0.2."""
    assert erlang.erlang_b(1.0, 2) == pytest.approx(0.2)
