"""What a report says, frozen: every form of it is made of this and of nothing else. Pure.

Small numbers are hidden in it already. Its words are those of the plan's language, as they were said then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext as _

from stats.figures import In, said
from stats.figures.words import number, percent
from stats.suppression import WITHHELD, Told

Cell = int | float | str | None  # counts, percents, FEW, WITHHELD
COUNT, CHANGE, SHARE = "count", "change", "share"
NONE = "–"


@dataclass(frozen=True)
class Heading:
    """A column of numbers; a `CHANGE` is from column `against` to column `of`, in percent.

    A `SHARE` is of the last row of column `of`, in percent.
    """

    head: str
    kind: str = COUNT
    of: int = 0
    against: int = 0


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Numbers in rows and columns. With `totalled` the last row is the sum of the others.

    `chart` is how it is drawn: bars of the first column, or columns over time; empty: not at all.
    """

    key: str
    title: str
    how: str
    first: str  # the head of the labels
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    totalled: bool = True
    chart: str = "bars"

    @property
    def parts(self) -> tuple[Row, ...]:
        """The rows without the total."""
        return self.rows[:-1] if self.totalled else self.rows


@dataclass(frozen=True)
class Time:
    """A figure in one span: `part` of `whole` makes `value`. Of times the part is seconds."""

    part: Cell
    whole: Cell
    value: Cell


@dataclass(frozen=True)
class Line:
    """One figure in the span and in those with which it is compared."""

    code: str
    label: str
    how: str
    unit: str  # In
    times: tuple[Time, ...]

    def words(self, time: Time) -> str:
        """Its value as people read it."""
        if time.value is None or isinstance(time.value, str):
            return time.value or NONE
        return said(time.value, In(self.unit))


@dataclass(frozen=True)
class Digest:
    """A whole report. `spans` are the one it is about and those with which it is compared."""

    unit: str
    title: str
    first: date
    last: date
    language: str
    spans: tuple[str, ...]
    summary: tuple[str, ...]
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    reasons: tuple[str, ...]  # what was missing in returned tickets, the most often first
    notes: tuple[str, ...]  # how it is counted, beside the formulas

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {**asdict(self), "first": str(self.first), "last": str(self.last)}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept."""
        tables = tuple(
            Table(
                **{
                    **each,
                    "headings": tuple(Heading(**head) for head in each["headings"]),
                    "rows": tuple(Row(row["label"], tuple(row["cells"])) for row in each["rows"]),
                }
            )
            for each in kept["tables"]
        )
        lines = tuple(
            Line(**{**each, "times": tuple(Time(**time) for time in each["times"])}) for each in kept["lines"]
        )
        texts = {name: tuple(kept[name]) for name in ("spans", "summary", "reasons", "notes")}
        days = {name: date.fromisoformat(kept[name]) for name in ("first", "last")}
        return cls(**{**kept, **texts, **days, "lines": lines, "tables": tables})


def change(now: Told, before: Told) -> Cell:
    """Percent from `before` to `now`, to a tenth; None from zero, WITHHELD where one is not told."""
    if not isinstance(now, int) or not isinstance(before, int):
        return WITHHELD
    return round(100 * (now - before) / before, 1) if before else None


def of_all(part: Told, whole: Told) -> Cell:
    """Percent of `part` in `whole`, to a tenth; None of nothing, WITHHELD where one is not told."""
    if not isinstance(part, int) or not isinstance(whole, int):
        return WITHHELD
    return round(100 * part / whole, 1) if whole else None


def written(cell: Cell, kind: str = COUNT) -> str:
    """A cell as people read it."""
    if cell is None or isinstance(cell, str):
        return cell or NONE
    if kind == CHANGE:
        return f"{cell:+.1f}%".replace(".", ",").replace(",0%", "%").replace("-", "−")
    if kind == SHARE:
        return percent(cell)
    return number(cell)


def compared(labels: Sequence[str], columns: Sequence[Sequence[Told]]) -> tuple[Row, ...]:
    """Rows of three spans (this, before, a year before), the last the sum; shares and changes."""
    whole = columns[0][-1]
    return tuple(
        Row(label, (now, before, year, of_all(now, whole), change(now, before), change(now, year)))
        for label, now, before, year in zip(labels, *columns, strict=True)
    )


def headings(spans: Sequence[str]) -> tuple[Heading, ...]:
    """The columns of `compared`."""
    return (
        *(Heading(span) for span in spans),
        Heading(_("share"), SHARE, 0),
        Heading(_("change from %(span)s") % {"span": spans[1]}, CHANGE, 0, 1),
        Heading(_("change from %(span)s") % {"span": spans[2]}, CHANGE, 0, 2),
    )
