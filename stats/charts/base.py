"""What every drawing is made of: parts with their links, texts, the axis, and how it becomes markup.

Only presentation attributes are written (the content security policy forbids style, PDF has no sheet of
ours); the page's sheet may override text, axis and heat colours for the dark scheme. Fills hold 3:1 on both.
The svg package does not escape: every text and attribute goes through `escape` here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import svg
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# The first five say something (fine, look here, trouble, at rest), the others only tell kinds apart.
FILLS = {
    "info": "#337bb5",
    "ok": "#308653",
    "warn": "#a9761a",
    "bad": "#d05050",
    "muted": "#7d8397",
    "violet": "#8a63c4",
    "teal": "#1d8a94",
    "pink": "#b0589a",
    "olive": "#6f7f22",
    "brown": "#9a6b4c",
}
TEXT = "#4b4e62"
AXIS = "#c9cbd2"
ROW = 30  # height of a row in user units; a link of at least 24 pixels when the chart has its natural size
BAR = 18
TARGET = 24  # least width and height of what can be clicked
LETTER = 6.8  # width of a letter of 13 units, on the safe side for Roboto

Anchor = Literal["start", "middle", "end"]
Weight = Literal["400", "500"]


@dataclass(frozen=True)
class Bar:
    """One bar: `url` leads to the records it counts, `tone` is a key of FILLS.

    `words` is the value as people read it, where that is not the number itself ("2,5 h" of 150 minutes).
    """

    key: str
    label: str
    value: int
    tone: str = "info"
    url: str = ""
    words: str = ""

    @property
    def said(self) -> str:
        """The value as it is written."""
        return self.words or str(self.value)


@dataclass(frozen=True)
class Column:
    """One step of time, or one row, with its stacked parts, the lowest or leftmost first.

    `words` is the total as people read it, where that is not the number itself.
    """

    label: str
    parts: Sequence[Bar]
    words: str = ""

    @property
    def total(self) -> int:
        """Sum of the parts."""
        return sum(part.value for part in self.parts)

    @property
    def said(self) -> str:
        """The total as it is written."""
        return self.words or str(self.total)


def text(
    content: str,
    x: float,
    y: float,
    anchor: Anchor = "start",
    weight: Weight = "400",
    *,
    fill: str = TEXT,
    named: str = "",
) -> svg.Text:
    """Words of 13 units; `named` is a class by which the page's sheet gives them another colour."""
    return svg.Text(
        text=escape(content), x=round(x, 1), y=round(y, 1), fill=fill, font_size=13, font_weight=weight,
        text_anchor=anchor, class_=[named] if named else None,
    )  # fmt: skip


def width_of(*words: str) -> float:
    """How wide the longest of these words is."""
    return LETTER * max([len(each) for each in words], default=0)


def axis(x1: float, y1: float, x2: float, y2: float) -> svg.Line:
    """A line of an axis or of a grid."""
    return svg.Line(
        x1=round(x1, 1), x2=round(x2, 1), y1=round(y1, 1), y2=round(y2, 1), stroke=AXIS,
        class_=["chart__axis"],
    )  # fmt: skip


def linked(key: str, url: str, name: str, elements: list[svg.Element]) -> svg.Element:
    """The elements as a link to the records, with its name as a tip; without an address just a group."""
    told: list[svg.Element] = [svg.Title(text=escape(name)), *elements]
    if not url:
        return svg.G(elements=told)
    return svg.A(id=escape(key), href=escape(url), extra={"aria-label": escape(name)}, elements=told)


def ground(x: float, y: float, width: float, height: float) -> svg.Rect:
    """An unseen place, so that what is small can be clicked."""
    return svg.Rect(
        x=round(x, 1), y=round(y, 1), width=round(max(width, 0), 1), height=round(max(height, 0), 1),
        fill="none", pointer_events="all",
    )  # fmt: skip


def legend(
    entries: Sequence[tuple[str, str]], x: float, y: float, width: float
) -> tuple[list[svg.Element], int]:
    """Labels with their fills (label, tone), and how many rows of 20 units they take; the same label once."""
    drawn: list[svg.Element] = []
    left, row = x, 0
    for label, tone in dict.fromkeys(entries):
        room = 18 + width_of(label) + 16
        if left > x and left + room > width:
            left, row = x, row + 1
        drawn.append(svg.Rect(x=round(left, 1), y=y + 20 * row, width=12, height=12, rx=2, fill=FILLS[tone]))
        drawn.append(text(label, left + 18, y + 20 * row + 11))
        left += room
    return drawn, row + 1 if drawn else 0


def every(count: int, step: float, *words: str) -> int:
    """Of so many labels at this distance only each n-th can be read: n."""
    if count < 2 or step <= 0:
        return 1
    return max(1, -(-int(width_of(*words) + 10) // max(int(step), 1)))


def picture(
    title: str, width: float, height: float, elements: list[svg.Element], *, natural: bool = False
) -> SafeString:
    """The markup. `natural`: keeps its own size on the page, where it is scrolled (a wide card)."""
    wide, tall = round(width), round(height)
    drawn = svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, wide, tall), width=wide, height=tall,
        class_=["chart", "chart--natural"] if natural else ["chart"],
        extra={"role": "group", "aria-label": escape(title)}, elements=elements,
    )  # fmt: skip
    # Everything that came from outside was escaped where it was put in.
    return mark_safe(str(drawn))  # noqa: S308
