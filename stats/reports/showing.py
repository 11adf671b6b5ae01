"""A digest in the words of a page or a sheet: every cell as it is read."""

from collections.abc import Sequence
from dataclasses import dataclass

from stats.reports.digest import Digest, Line, Table, written


@dataclass(frozen=True)
class ShownLine:
    """A figure: for each span its value, and of how many."""

    label: str
    how: str
    times: list[tuple[str, str]]


@dataclass(frozen=True)
class ShownTable:
    """A table with its cells in words, and its chart."""

    table: Table
    chart: str
    rows: list[tuple[str, list[str]]]

    @property
    def total(self) -> tuple[str, list[str]] | None:
        """The last row, where it is the sum of the others."""
        return self.rows[-1] if self.table.totalled and self.rows else None

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """The rows without it."""
        return self.rows[:-1] if self.table.totalled else self.rows


@dataclass(frozen=True)
class Shown:
    """A digest with its charts."""

    digest: Digest
    drawn: Sequence[tuple[Table, str]]

    @property
    def lines(self) -> list[ShownLine]:
        """The figures in words."""
        return [line_in_words(line) for line in self.digest.lines]

    @property
    def tables(self) -> list[ShownTable]:
        """The tables in words."""
        return [table_in_words(table, chart) for table, chart in self.drawn]


def line_in_words(line: Line) -> ShownLine:
    """A figure's values as they are read, each with its denominator."""
    whole = [written(time.whole) if time.whole is not None else "" for time in line.times]
    return ShownLine(
        line.label,
        line.how,
        [(line.words(time), among) for time, among in zip(line.times, whole, strict=True)],
    )


def table_in_words(table: Table, chart: str = "") -> ShownTable:
    """A table's cells as they are read."""
    kinds = [heading.kind for heading in table.headings]
    rows = [
        (row.label, [written(cell, kind) for cell, kind in zip(row.cells, kinds, strict=True)])
        for row in table.rows
    ]
    return ShownTable(table, chart, rows)
