"""Goals of the administrator: which figure should reach what, and whether it does."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from stats.figures import FIGURES, Sums, said
from stats.models import Goal

SERVICE_LEVEL = Decimal(80)  # percent; the common goal of contact centres
EVER = date(2020, 1, 1)  # before anything that is counted


def goals(day: date) -> dict[str, float]:
    """The goal of each figure that has one on this day, in the figure's own unit."""
    return {goal.figure: float(goal.value) for goal in Goal.objects.in_force(day)}


def reached(code: str, sums: Sums, goal: Mapping[str, float]) -> bool | None:
    """Whether the figure is on the good side of its goal; None where it has no goal, or no value."""
    figure = FIGURES[code]
    value = figure.of(sums)
    if value is None or code not in goal or not figure.good:
        return None
    return value >= goal[code] if figure.good == "up" else value <= goal[code]


def in_words(code: str, sums: Sums, goal: Mapping[str, float]) -> str:
    """The goal and whether it is reached, so that no colour says it alone; empty without a goal or value."""
    met = reached(code, sums, goal)
    if met is None:
        return ""
    text = _("goal %(goal)s: reached") if met else _("goal %(goal)s: not reached")
    return text % {"goal": said(goal[code], FIGURES[code].unit)}


def seed_goals() -> None:
    """The goal with which every installation starts; only where nobody has set one."""
    if not Goal.objects.filter(figure="service_level").exists():
        Goal.objects.create(figure="service_level", value=SERVICE_LEVEL, from_day=EVER)
