"""Stacked columns over time."""

from collections.abc import Sequence

import svg
from django.utils.safestring import SafeString

from stats.charts.base import FILLS, TARGET, Column, axis, every, ground, linked, picture, text, width_of


def columns(
    prefix: str, title: str, steps: Sequence[Column], width: int = 720, height: int = 220
) -> SafeString:
    """Stacked columns over time; the highest one's total stands on the axis.

    Columns that lead somewhere are never narrower than can be clicked: many of them make a wider chart.
    """
    bottom, top = 26, 18
    most = max([step.total for step in steps], default=0) or 1
    highest = max(steps, key=lambda step: step.total).said if steps else ""
    left = max(32.0, width_of(highest or str(most)) + 12)
    leads = any(part.url for step in steps for part in step.parts)
    natural = leads and (width - left) / max(len(steps), 1) < TARGET
    whole = left + TARGET * len(steps) if natural else float(width)
    step_width = (whole - left) / max(len(steps), 1)
    room = height - bottom - top
    elements: list[svg.Element] = [
        axis(left, height - bottom, whole, height - bottom),
        text("0", left - 8, height - bottom + 4, "end"),
        text(highest if most > 1 or steps else str(most), left - 8, top + 4, "end"),
    ]
    nth = every(len(steps), step_width, *(step.label for step in steps))
    for index, step in enumerate(steps):
        x = left + index * step_width
        floor = float(height - bottom)
        for part in step.parts:
            if part.value <= 0:
                continue
            tall = room * part.value / most
            floor -= tall
            shape = svg.Rect(x=round(x + step_width * 0.16, 1), y=round(floor, 1),
                             width=round(step_width * 0.68, 1), height=round(tall, 1),
                             fill=FILLS[part.tone])  # fmt: skip
            drawn: list[svg.Element] = [ground(x, floor, step_width, tall), shape] if natural else [shape]
            name = f"{step.label} {part.label}: {part.said}"
            elements.append(linked(f"{prefix}-{part.key}", part.url, name, drawn))
        if index % nth == 0:
            elements.append(text(step.label, x + step_width / 2, height - 8, "middle"))
    return picture(title, whole, height, elements, natural=natural)
