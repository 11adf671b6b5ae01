"""Horizontal bars, a row each."""

from collections.abc import Sequence

import svg
from django.utils.safestring import SafeString

from stats.charts.base import BAR, FILLS, ROW, Bar, axis, ground, linked, picture, text, width_of


def bars(prefix: str, title: str, rows: Sequence[Bar], width: int = 400) -> SafeString:
    """Horizontal bars, a row each: label, bar, value; `prefix` makes the links' ids unique on a page."""
    label_width = min(0.62 * width, 16 + width_of(*(row.label for row in rows)))
    most = max([row.value for row in rows], default=0) or 1
    room = max(width - label_width - max(48, 16 + width_of(*(row.said for row in rows))), 1)
    elements: list[svg.Element] = []
    for index, row in enumerate(rows):
        top = index * ROW
        length = room * max(row.value, 0) / most
        parts: list[svg.Element] = [
            ground(0, top, width, ROW),
            text(row.label, label_width - 10, top + ROW / 2 + 4.5, "end"),
        ]
        if row.value > 0:
            parts.append(
                svg.Rect(x=round(label_width, 1), y=top + (ROW - BAR) / 2, width=round(length, 1), height=BAR,
                         rx=3, fill=FILLS[row.tone])
            )  # fmt: skip
        parts.append(text(row.said, label_width + length + 8, top + ROW / 2 + 4.5, weight="500"))
        elements.append(linked(f"{prefix}-{row.key}", row.url, f"{row.label}: {row.said}", parts))
    elements.append(axis(label_width, 0, label_width, len(rows) * ROW))
    return picture(title, width, max(len(rows), 1) * ROW, elements)
