"""The charts of a report, drawn from its digest alone: the same on the page and on paper."""

from django.utils.safestring import SafeString

from stats import charts
from stats.reports.digest import Cell, Table, written

TONES = ("info", "muted")


def chart(table: Table, width: int = 640) -> SafeString | None:
    """The table's first numbers as bars or columns. What is hidden has no length, only its mark."""
    if table.chart == "bars" and table.parts:
        rows = [
            charts.Bar(f"{at}", row.label, _length(row.cells[0]), words=written(row.cells[0]))
            for at, row in enumerate(table.parts)
        ]
        return charts.bars(f"report-{table.key}", table.title, rows, width)
    if table.chart == "columns" and len(table.headings) == 1:
        steps = [
            charts.Column(
                row.label,
                [charts.Bar(f"{at}", table.title, _length(row.cells[0]), words=written(row.cells[0]))],
                written(row.cells[0]),
            )
            for at, row in enumerate(table.parts)
        ]
        return charts.columns(f"report-{table.key}", table.title, steps, width)
    if table.chart == "columns":
        series = [
            charts.Series(
                f"{at}", heading.head, [_value(row.cells[at]) for row in table.parts], TONES[at % 2],
                dashed=bool(at),
            )
            for at, heading in enumerate(table.headings)
        ]  # fmt: skip
        labels = [row.label for row in table.parts]
        return charts.lines(f"report-{table.key}", table.title, labels, series, width=width)
    return None


def _length(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _value(cell: Cell) -> float | None:
    return cell if isinstance(cell, int) else None
