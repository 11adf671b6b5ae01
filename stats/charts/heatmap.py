"""A table of cells, the darker the more; the number stands in each, so nothing is told by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import svg
from django.utils.safestring import SafeString

from stats.charts.base import FILLS, ROW, TARGET, Bar, every, linked, picture, text, width_of

# One hue, from nothing to most; the number's colour holds 4.5:1 on its cell. On the page the classes
# chart__heat-N and chart__heat-N-text give both for the dark scheme, where more is lighter.
STEPS = (
    ("#f0f1f4", "#151926"),
    ("#d0e1ee", "#151926"),
    ("#9cc4e2", "#151926"),
    ("#5f9dcd", "#151926"),
    ("#2470ab", "#ffffff"),
    ("#003e70", "#ffffff"),
)
HEAD = 24


@dataclass(frozen=True)
class Line:
    """One row of cells, a `Bar` for each column of the chart."""

    label: str
    cells: Sequence[Bar]


def step_of(value: int, most: int) -> int:
    """Which of STEPS a value has; 0 for nothing."""
    if value <= 0 or most <= 0:
        return 0
    return min(len(STEPS) - 1, 1 + (len(STEPS) - 1) * (value - 1) // most)


def heat(prefix: str, title: str, rows: Sequence[Line], columns: Sequence[str]) -> SafeString:
    """Cells by row and column; one with tone `warn` or `bad` has an outline of it. Keeps its own size.

    Rows may be shorter than `columns`: what is not there stays empty.
    """
    label_width = min(300.0, 12 + width_of(*(row.label for row in rows)))
    cell = max(TARGET + 4, 10 + width_of(*(bar.said for row in rows for bar in row.cells)))
    most = max([bar.value for row in rows for bar in row.cells], default=0)
    nth = every(len(columns), cell, *columns)
    elements: list[svg.Element] = [
        text(name, label_width + (index + 0.5) * cell, HEAD - 8, "middle")
        for index, name in enumerate(columns)
        if index % nth == 0
    ]
    for down, row in enumerate(rows):
        top = HEAD + down * ROW
        elements.append(text(row.label, label_width - 10, top + ROW / 2 + 4.5, "end"))
        for across, (bar, name) in enumerate(zip(row.cells, columns, strict=False)):
            drawn = _cell(bar, label_width + across * cell, top, cell, step_of(bar.value, most))
            told = f"{row.label}, {name}: {bar.said}"
            elements.append(linked(f"{prefix}-{bar.key}", bar.url, told, drawn))
    # The last column's name may be wider than its cell.
    width = label_width + len(columns) * cell + max(0.0, (width_of(*columns) - cell) / 2)
    return picture(title, max(width, 60), HEAD + max(len(rows), 1) * ROW, elements, natural=True)


def _cell(bar: Bar, x: float, top: float, cell: float, step: int) -> list[svg.Element]:
    fill, ink = STEPS[step]
    outline = FILLS[bar.tone] if bar.tone in {"warn", "bad"} else None
    return [
        svg.Rect(
            x=round(x + 1, 1), y=top + 1, width=round(cell - 2, 1), height=ROW - 2, rx=3, fill=fill,
            stroke=outline, stroke_width=2 if outline else None, class_=[f"chart__heat-{step}"],
        ),
        text(bar.said, x + cell / 2, top + ROW / 2 + 4.5, "middle", fill=ink,
             named=f"chart__heat-{step}-text"),
    ]  # fmt: skip
