"""Horizontal stacked bars: what a whole is made of, a row each."""

from collections.abc import Sequence

import svg
from django.utils.safestring import SafeString

from stats.charts.base import BAR, FILLS, ROW, Column, axis, ground, legend, linked, picture, text, width_of


def stacked(prefix: str, title: str, rows: Sequence[Column], width: int = 720) -> SafeString:
    """Horizontal bars of several parts, with their labels on top and each row's total behind it."""
    label_width = min(0.45 * width, 16 + width_of(*(row.label for row in rows)))
    most = max([row.total for row in rows], default=0) or 1
    room = max(width - label_width - max(48, 16 + width_of(*(row.said for row in rows))), 1)
    marks, marked = legend(
        [(part.label, part.tone) for row in rows for part in row.parts if part.value > 0], 0, 2, width
    )
    head = 20 * marked + (8 if marked else 0)
    elements: list[svg.Element] = [*marks]
    for index, row in enumerate(rows):
        top = head + index * ROW
        elements.append(text(row.label, label_width - 10, top + ROW / 2 + 4.5, "end"))
        x = label_width
        for part in row.parts:
            if part.value <= 0:
                continue
            length = room * part.value / most
            # A gap of one unit keeps neighbours apart where their tones are alike on paper.
            shape = svg.Rect(x=round(x, 1), y=top + (ROW - BAR) / 2, width=round(max(length - 1, 0.5), 1),
                             height=BAR, fill=FILLS[part.tone])  # fmt: skip
            name = f"{row.label}, {part.label}: {part.said}"
            place: list[svg.Element] = [ground(x, top + 1, length, ROW - 2), shape]
            elements.append(linked(f"{prefix}-{part.key}", part.url, name, place))
            x += length
        elements.append(text(row.said, x + 8, top + ROW / 2 + 4.5, weight="500"))
    elements.append(axis(label_width, head, label_width, head + len(rows) * ROW))
    return picture(title, width, head + max(len(rows), 1) * ROW, elements)
