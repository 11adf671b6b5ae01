"""Lines over time, with a band of what may be expected and marks of what happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import svg
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from stats.charts.base import FILLS, TARGET, TEXT, axis, every, ground, linked, picture, text, width_of

Band = tuple[Sequence[float], Sequence[float]]
SHAPES = 3  # circle, square, diamond: series are told apart without their colours too
HEAD, FOOT = 26, 26


@dataclass(frozen=True)
class Series:
    """One line: a value for each label, None where there is none.

    `urls` lead from points to their records; `words` are values as people read them ("80%").
    """

    key: str
    label: str
    values: Sequence[float | None]
    tone: str = "info"
    dashed: bool = False
    urls: Sequence[str] = ()
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Mark:
    """Something that happened at the label with this index (0 is the first)."""

    at: int
    label: str


@dataclass(frozen=True)
class _Frame:
    """Where a value stands on the drawing; the vertical axis begins at 0."""

    left: float
    top: float
    step: float
    height: float
    most: float

    def x(self, index: int) -> float:
        return round(self.left + (index + 0.5) * self.step, 1)

    def y(self, value: float) -> float:
        return round(self.top + self.height * (1 - min(max(value, 0), self.most) / self.most), 1)

    def at(self, index: int, value: float) -> svg.Point:
        return svg.Point(self.x(index), self.y(value))


def lines(
    prefix: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    band: Band | None = None,
    width: int = 720,
    height: int = 260,
    marks: Sequence[Mark] = (),
) -> SafeString:
    """Lines from 0 upwards; gaps stay gaps, `band` (lows, highs) is drawn behind, `marks` stand as flags.

    Points that lead somewhere are never nearer than can be clicked: many of them make a wider chart.
    """
    values = [v for each in series for v in each.values if v is not None] + list(band[1] if band else ())
    most = ceiling(max(values, default=0))
    heads, head = _heads(series, band is not None, width)
    top = head + (18 if marks else 4)
    left = 14 + width_of(number(most), number(most / 2))
    natural = any(each.urls for each in series) and (width - left) / max(len(labels), 1) < TARGET
    whole = left + TARGET * len(labels) if natural else float(width)
    frame = _Frame(left, top, (whole - left) / max(len(labels), 1), height - top - FOOT, most)
    elements: list[svg.Element] = [*heads]
    for part in (0.0, 0.5, 1.0):
        elements.append(axis(left, frame.y(most * part), whole, frame.y(most * part)))
        elements.append(text(number(most * part), left - 8, frame.y(most * part) + 4.5, "end"))
    if band:
        elements.extend(_band(band, frame))
    for mark in marks:
        elements.extend(_flag(mark, frame, whole))
    nth = every(len(labels), frame.step, *labels)
    elements += [
        text(name, frame.x(index), height - 8, "middle")
        for index, name in enumerate(labels)
        if index % nth == 0
    ]
    for index, each in enumerate(series):
        elements.extend(_line(each, frame))
        elements.extend(_points(prefix, each, labels, frame, index % SHAPES))
    return picture(title, whole, height, elements, natural=natural)


def ceiling(value: float) -> float:
    """The least of 1, 2, 4, 5 or 10 times a power of ten that is not less; 1 for nothing."""
    if value <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * times for times in (1, 2, 4, 5, 10) if power * times >= value)


def number(value: float) -> str:
    """`12`, `0,5`: as on the axis."""
    return f"{value:.6g}".replace(".", ",")


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Values that follow each other without a gap."""
    run: list[tuple[int, float]] = []
    for index, value in enumerate(values):
        if value is not None:
            run.append((index, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(each: Series, frame: _Frame) -> Iterator[svg.Element]:
    for run in _runs(each.values):
        if len(run) > 1:
            yield svg.Polyline(
                points=[frame.at(index, value) for index, value in run], fill="none",
                stroke=FILLS[each.tone], stroke_width=2,
                stroke_dasharray=[6, 4] if each.dashed else None,
            )  # fmt: skip


def _point(x: float, y: float, tone: str, shape: int) -> svg.Element:
    fill = FILLS[tone]
    if shape == 0:
        return svg.Circle(cx=x, cy=y, r=3.5, fill=fill)
    if shape == 1:
        return svg.Rect(x=round(x - 3.2, 1), y=round(y - 3.2, 1), width=6.4, height=6.4, fill=fill)
    corners = ((x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y))
    return svg.Polygon(points=[svg.Point(round(a, 1), round(b, 1)) for a, b in corners], fill=fill)


def _points(
    prefix: str, each: Series, labels: Sequence[str], frame: _Frame, shape: int
) -> Iterator[svg.Element]:
    for index, (value, name) in enumerate(zip(each.values, labels, strict=False)):
        if value is None:
            continue
        x, y = frame.x(index), frame.y(value)
        url = each.urls[index] if index < len(each.urls) else ""
        drawn = [_point(x, y, each.tone, shape)]
        if url:
            drawn.insert(0, ground(x - TARGET / 2, y - TARGET / 2, TARGET, TARGET))
        said = each.words[index] if index < len(each.words) else number(value)
        yield linked(f"{prefix}-{each.key}-{index}", url, f"{name} {each.label}: {said}", drawn)


def _band(band: Band, frame: _Frame) -> Iterator[svg.Element]:
    lows, highs = band
    edge = [frame.at(index, value) for index, value in enumerate(highs)]
    edge += [frame.at(index, value) for index, value in reversed(list(enumerate(lows[: len(highs)])))]
    if len(edge) > 2:
        yield svg.Polygon(points=edge, fill=FILLS["info"], fill_opacity=0.2, class_=["chart__band"])


def _flag(mark: Mark, frame: _Frame, whole: float) -> Iterator[svg.Element]:
    x, foot = frame.x(mark.at), frame.y(0)
    yield svg.Line(
        x1=x, x2=x, y1=frame.top - 14, y2=foot, stroke=TEXT, stroke_width=1, stroke_dasharray=[2, 3],
        class_=["chart__mark"],
    )  # fmt: skip
    over = x + 6 + width_of(mark.label) > whole
    yield text(mark.label, x - 6 if over else x + 6, frame.top - 5, "end" if over else "start", "500")


def _heads(series: Sequence[Series], band: bool, width: float) -> tuple[list[svg.Element], int]:
    """Each line's own sample with its label, on as many rows as they need, and how high these are."""
    drawn: list[svg.Element] = []
    x, row = 0.0, 0
    entries: list[Series | None] = [*series, *([None] if band else [])]
    for index, each in enumerate(entries):
        label = each.label if each else _("range")
        room = 34 + width_of(label) + 16
        if x and x + room > width:
            x, row = 0.0, row + 1
        y = 10 + 20 * row
        if each is None:
            drawn.append(
                svg.Rect(x=round(x, 1), y=y - 6, width=26, height=12, fill=FILLS["info"], fill_opacity=0.2)
            )
        else:
            drawn.append(
                svg.Line(x1=round(x, 1), x2=round(x + 26, 1), y1=y, y2=y, stroke=FILLS[each.tone],
                         stroke_width=2, stroke_dasharray=[6, 4] if each.dashed else None)
            )  # fmt: skip
            drawn.append(_point(round(x + 13, 1), y, each.tone, index % SHAPES))
        drawn.append(text(label, x + 34, y + 4.5))
        x += room
    return drawn, HEAD + 20 * row if entries else 0
