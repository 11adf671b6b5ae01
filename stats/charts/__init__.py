"""Charts as inline SVG: numbers in, markup out; the same drawing for the page and for paper.

Only presentation attributes are written (the content security policy forbids style, PDF has no sheet of
ours); the page's sheet may override text and axis colours for the dark scheme. Fills hold 3:1 on both.
The svg package does not escape: every text and attribute goes through `escape` here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import svg
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FILLS = {
    "info": "#337bb5",
    "ok": "#308653",
    "warn": "#a9761a",
    "bad": "#d05050",
    "muted": "#7d8397",
}
TEXT = "#4b4e62"
AXIS = "#c9cbd2"
ROW = 30  # height of a row in user units; a link of at least 24 pixels when the chart has its natural size
BAR = 18
LETTER = 6.8  # width of a letter of 13 units, on the safe side for Roboto

Anchor = Literal["start", "middle", "end"]
Weight = Literal["400", "500"]


@dataclass(frozen=True)
class Bar:
    """One bar: `url` leads to the records it counts, `tone` is a key of FILLS."""

    key: str
    label: str
    value: int
    tone: str = "info"
    url: str = ""


@dataclass(frozen=True)
class Column:
    """One step of time with its stacked parts, the lowest first."""

    label: str
    parts: Sequence[Bar]

    @property
    def total(self) -> int:
        """Sum of the parts."""
        return sum(part.value for part in self.parts)


def _text(content: str, x: float, y: float, anchor: Anchor = "start", weight: Weight = "400") -> svg.Text:
    return svg.Text(
        text=escape(content), x=round(x, 1), y=round(y, 1), fill=TEXT, font_size=13, font_weight=weight,
        text_anchor=anchor,
    )  # fmt: skip


def _linked(bar: Bar, prefix: str, name: str, elements: list[svg.Element]) -> svg.Element:
    """The elements as a link to the records; without an address just a group."""
    if not bar.url:
        return svg.G(elements=elements)
    return svg.A(
        id=escape(f"{prefix}-{bar.key}"),
        href=escape(bar.url),
        extra={"aria-label": escape(name)},
        elements=elements,
    )


def _picture(title: str, width: int, height: int, elements: list[svg.Element]) -> SafeString:
    picture = svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, width, height), width=width, height=height, class_=["chart"],
        extra={"role": "group", "aria-label": escape(title)}, elements=elements,
    )  # fmt: skip
    # Everything that came from outside was escaped where it was put in.
    return mark_safe(str(picture))  # noqa: S308


def bars(prefix: str, title: str, rows: Sequence[Bar], width: int = 400) -> SafeString:
    """Horizontal bars, a row each: label, bar, value; `prefix` makes the links' ids unique on a page."""
    label_width = min(0.62 * width, 16 + LETTER * max([len(row.label) for row in rows], default=0))
    most = max([row.value for row in rows], default=0) or 1
    room = width - label_width - 48
    elements: list[svg.Element] = []
    for index, row in enumerate(rows):
        top = index * ROW
        length = room * row.value / most
        parts: list[svg.Element] = [
            svg.Rect(x=0, y=top, width=width, height=ROW, fill="none", pointer_events="all"),
            _text(row.label, label_width - 10, top + ROW / 2 + 4.5, "end"),
        ]
        if row.value:
            parts.append(
                svg.Rect(x=round(label_width, 1), y=top + (ROW - BAR) / 2, width=round(length, 1), height=BAR,
                         rx=3, fill=FILLS[row.tone])
            )  # fmt: skip
        parts.append(_text(str(row.value), label_width + length + 8, top + ROW / 2 + 4.5, weight="500"))
        elements.append(_linked(row, prefix, f"{row.label}: {row.value}", parts))
    elements.append(
        svg.Line(
            x1=label_width, x2=label_width, y1=0, y2=len(rows) * ROW, stroke=AXIS, class_=["chart__axis"]
        )
    )
    return _picture(title, width, max(len(rows), 1) * ROW, elements)


def columns(
    prefix: str, title: str, steps: Sequence[Column], width: int = 720, height: int = 220
) -> SafeString:
    """Stacked columns over time; the highest one's total stands on the axis."""
    left, bottom, top = 32, 26, 18
    most = max([step.total for step in steps], default=0) or 1
    room = height - bottom - top
    step_width = (width - left) / max(len(steps), 1)
    elements: list[svg.Element] = [
        svg.Line(
            x1=left, x2=width, y1=height - bottom, y2=height - bottom, stroke=AXIS, class_=["chart__axis"]
        ),
        _text("0", left - 8, height - bottom + 4, "end"),
        _text(str(most), left - 8, top + 4, "end"),
    ]
    for index, step in enumerate(steps):
        x = left + index * step_width + step_width * 0.16
        floor = float(height - bottom)
        for part in step.parts:
            if not part.value:
                continue
            tall = room * part.value / most
            floor -= tall
            shape = svg.Rect(x=round(x, 1), y=round(floor, 1), width=round(step_width * 0.68, 1),
                             height=round(tall, 1), fill=FILLS[part.tone])  # fmt: skip
            elements.append(_linked(part, prefix, f"{step.label} {part.label}: {part.value}", [shape]))
        elements.append(_text(step.label, left + (index + 0.5) * step_width, height - 8, "middle"))
    return _picture(title, width, height, elements)
