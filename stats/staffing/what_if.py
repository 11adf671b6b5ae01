"""The calculator: a load, the people it needs, and what fewer and more of them would mean."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stats.figures.words import clock, percent
from stats.staffing import erlang

AROUND = 2  # rows on either side of the number that is needed
INTERVAL = 1800.0  # seconds


@dataclass(frozen=True)
class Row:
    """So many people on the line, in words."""

    agents: int
    scheduled: int
    service: str
    occupancy: str
    answer: str
    abandoned: str
    chosen: bool


@dataclass(frozen=True)
class Found:
    """The table, and the load that it is about."""

    load: str
    rows: list[Row]
    impatient: bool
    free: str


def rows(said: Mapping[str, Any]) -> Found:
    """What a valid form asks; the same arithmetic as the command `staffing`."""
    queue = erlang.Queue(said["calls"], INTERVAL, said["handle"], said["patience"])
    target, shrinkage = said["target"] / 100, (said["shrinkage"] or 0) / 100
    needed = erlang.needed(queue, target, said["threshold"])
    table = [
        _row(erlang.served(queue, agents, said["threshold"]), shrinkage, agents == needed.agents)
        for agents in range(max(0, needed.agents - AROUND), needed.agents + AROUND + 1)
    ]
    load = f"{queue.load:.2f}".replace(".", ",")
    return Found(load, table, queue.patience_s is not None, percent(100 * (1 - needed.occupancy)))


def _row(found: erlang.Served, shrinkage: float, chosen: bool) -> Row:
    return Row(
        found.agents,
        erlang.scheduled(found.agents, shrinkage),
        percent(100 * found.service_level),
        percent(100 * found.occupancy),
        clock(found.asa_s) if math.isfinite(found.asa_s) else "∞",
        percent(100 * found.abandoned),
        chosen,
    )
