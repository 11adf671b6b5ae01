"""What comes of a proposal's assumptions: people for each half-hour beside the roster, and shifts to move.

`count` reads the roster; everything else is arithmetic over values. Shares are 0 to 1, times seconds.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from desk import clock
from stats.enums.staffing import Load
from stats.models import Forecast, Proposal
from stats.staffing import erlang, moves, rostered
from stats.staffing.plan import Planned, covered
from stats.staffing.steps import HALF, open_steps

WITHOUT_HISTORY = 300.0  # seconds of a call, where nothing has been measured and nothing was given by hand
NOON = 12 * 60
_HALF_S = HALF.total_seconds()


@dataclass(frozen=True)
class Slot:
    """One half-hour of one day: what comes, whom it needs, who is there, and how that would serve."""

    day: str
    minute: int
    calls: float
    handle: float
    agents: int  # on the line
    people: int  # on the roster
    rostered: int
    after: int  # with the changes proposed
    service: float  # as rostered
    service_after: float
    occupancy: float | None


@dataclass(frozen=True)
class Whole:
    """All half-hours together, for one way to staff them."""

    people_hours: float
    service: float
    occupancy: float | None
    idle_hours: float  # of those on the line, between calls


def count(proposal: Proposal) -> dict[str, Any]:
    """The result as it is kept in `Proposal.result`. Reads the forecast, the working time and the roster."""
    forecast = proposal.forecast
    roster = rostered.read(proposal.first, proposal.weeks)
    wanted = _wanted(proposal, forecast)
    need = {
        day: {minute: _needed(proposal, calls, handle) for minute, (calls, handle) in halves.items()}
        for day, halves in wanted.items()
    }
    people = {day: {minute: each[1] for minute, each in halves.items()} for day, halves in need.items()}
    # Where nothing is planned at all there is nothing to change: the roster comes first.
    changes, plan = moves.propose(people, roster.shifts, roster.people) if roster.shifts else ([], [])
    there, after = _there(roster.shifts, people), _there(plan, people)
    slots = [
        _slot(proposal, day, minute, calls, handle, need[day][minute], there[day][minute], after[day][minute])
        for day, halves in wanted.items()
        for minute, (calls, handle) in halves.items()
    ]
    keeps = 1.0 - proposal.shrinkage
    whole = {
        "needed": _whole(proposal, slots, [slot.people for slot in slots], keeps),
        "rostered": _whole(proposal, slots, [slot.rostered for slot in slots], keeps),
        "after": _whole(proposal, slots, [slot.after for slot in slots], keeps),
        # What the target alone asks for, and what it means to have one person less.
        "line": _whole(proposal, slots, [slot.agents for slot in slots], 1.0),
        "fewer": _whole(proposal, slots, [max(1, slot.agents - 1) for slot in slots], 1.0),
    }
    other = _other(proposal, forecast, list(wanted))
    freed = sum(
        move.before.worked - move.after.worked for move in changes if move.before and move.kind == "shortened"
    )
    return {
        "counted_at": clock.now().isoformat(),
        "slots": [asdict(slot) for slot in slots],
        "moves": [_move(move) for move in changes],
        "whole": {name: asdict(each) for name, each in whole.items()},
        "other": {
            **other,
            "duty_hours": round(roster.other_minutes / 60, 1),
            "freed_hours": round(freed / 60, 1),
        },
    }


def _wanted(proposal: Proposal, forecast: Forecast) -> dict[date, dict[int, tuple[float, float]]]:
    """Calls and handling time of every open half-hour of the proposal's weeks, by day and minute."""
    known = {datetime.fromisoformat(at): numbers for at, *numbers in forecast.numbers}
    column = 2 if proposal.planned_for == Load.HIGH else 1
    found: dict[date, dict[int, tuple[float, float]]] = defaultdict(dict)
    for step in open_steps(proposal.first, proposal.last):
        calls = float(known[step.at][column]) if step.at in known else 0.0
        found[step.day][step.minute] = (calls, handle_of(proposal, forecast, step.minute))
    return dict(found)


def handle_of(proposal: Proposal, forecast: Forecast, minute: int) -> float:
    """Seconds of a call at this hour: given by hand, else measured at it, else of all, else five minutes."""
    if proposal.handle_s:
        return float(proposal.handle_s)
    measured = forecast.handle.get("hours", {}).get(str(minute // 60)) or forecast.handle.get("all")
    return float(measured or WITHOUT_HISTORY)


def _queue(proposal: Proposal, calls: float, handle: float) -> erlang.Queue:
    patience = float(proposal.patience_s) if proposal.patience_s else None
    return erlang.Queue(calls, _HALF_S, handle, patience)


def _needed(proposal: Proposal, calls: float, handle: float) -> tuple[int, int]:
    """(on the line, on the roster)"""
    found = erlang.needed(_queue(proposal, calls, handle), proposal.target / 100, float(proposal.threshold_s))
    agents = max(found.agents, proposal.least)
    return agents, erlang.scheduled(agents, proposal.shrinkage)


def _there(shifts: Sequence[Planned], need: Mapping[date, Mapping[int, int]]) -> dict[date, dict[int, int]]:
    by_day: dict[date, list[Planned]] = defaultdict(list)
    for shift in shifts:
        by_day[shift.day].append(shift)
    return {day: covered(by_day[day], halves) for day, halves in need.items()}


def serve(queue: erlang.Queue, on_line: float, threshold_s: float) -> tuple[float, float]:
    """(service level, people busy) with a mean number on the line: between those of the whole numbers around.

    Shrinkage takes part of a person away; on some days one more is there than on others.
    """
    low = int(on_line + 1e-9)
    part = max(0.0, on_line - low)
    levels, busy = [], []
    for people in (low, low + 1):
        found = erlang.served(queue, people, threshold_s)
        levels.append(found.service_level)
        busy.append(min(float(people), queue.load * (1.0 - found.abandoned)))
    return (
        levels[0] * (1 - part) + levels[1] * part,
        min(on_line, busy[0] * (1 - part) + busy[1] * part),
    )


def _slot(
    proposal: Proposal, day: date, minute: int, calls: float, handle: float, need: tuple[int, int],
    there: int, after: int,
) -> Slot:  # fmt: skip
    queue, keeps = _queue(proposal, calls, handle), 1.0 - proposal.shrinkage
    service, busy = serve(queue, there * keeps, proposal.threshold_s)
    service_after, _busy = serve(queue, after * keeps, proposal.threshold_s)
    agents, people = need
    return Slot(
        day.isoformat(), minute, round(calls, 2), handle, agents, people, there, after,
        round(service, 4), round(service_after, 4),
        round(busy / (there * keeps), 4) if there else None,
    )  # fmt: skip


def _whole(proposal: Proposal, slots: Sequence[Slot], people: Sequence[int], keeps: float) -> Whole:
    """So many people planned in each half-hour, of whose time the part `keeps` is on the line."""
    calls = sum(slot.calls for slot in slots)
    on_line = busy = answered = 0.0
    for slot, planned in zip(slots, people, strict=True):
        queue = _queue(proposal, slot.calls, slot.handle)
        service, worked = serve(queue, planned * keeps, proposal.threshold_s)
        on_line, busy, answered = on_line + planned * keeps, busy + worked, answered + service * slot.calls
    return Whole(
        sum(people) / 2,
        round(answered / calls, 4) if calls else 1.0,
        round(busy / on_line, 4) if on_line else None,
        round(max(0.0, on_line - busy) / 2, 1),
    )


def _other(proposal: Proposal, forecast: Forecast, days: Sequence[date]) -> dict[str, Any]:
    """Other work that is to be expected in these days: how much of each, and its hours by the norms."""
    load = forecast.load

    def of_days(kind: str) -> float:
        means: dict[str, float] = load.get(kind, {})
        return sum(means.get(f"{day.weekday()}-{half}", 0.0) for day in days for half in ("am", "pm"))

    weeks = len({day.isocalendar()[:2] for day in days})
    amounts = {
        "letters": (of_days("letters"), proposal.letter_minutes),
        "visits": (of_days("visits"), proposal.visit_minutes),
        "documents": (float(load.get("documents", 0.0)) * weeks, proposal.document_minutes),
        "tickets": (float(load.get("tickets", 0.0)) * weeks, proposal.ticket_minutes),
    }
    return {
        "work": {
            name: {
                "amount": round(amount, 1),
                "minutes": minutes,
                "hours": round(amount * minutes / 60, 1),
            }
            for name, (amount, minutes) in amounts.items()
        },
        "hours": round(sum(amount * minutes for amount, minutes in amounts.values()) / 60, 1),
    }


def _move(move: moves.Move) -> dict[str, Any]:
    before = move.before
    return {
        "kind": move.kind.value,
        "user": move.after.user,
        "day": move.after.day.isoformat(),
        "shift": before.shift if before else None,
        "before": [before.starts, before.ends] if before else None,
        "after": [move.after.starts, move.after.ends],
        "gain": move.gain,
    }


def planned_of(move: Mapping[str, Any]) -> Planned:
    """The shift that a kept change would leave."""
    starts, ends = move["after"]
    return Planned(move["user"], date.fromisoformat(move["day"]), starts, ends)


def hour(minute: int) -> str:
    """`09:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"
