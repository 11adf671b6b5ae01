"""What a portal's list says and what stands here, side by side. Pure: values in, differences out.

A line is recognised by the portal's own reference, by the document's number, or by client, kind and person,
in this order; always together with the person's code. What is on its way to the portal is no difference.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.enums import DifferenceWhat
from contracts.life.standing import Span
from contracts.portal.users import Line


@dataclass(frozen=True)
class Ours:
    """A document that opens the portal, for one of its persons (none: it names nobody).

    `there`: by our own record it was in the portal when the list was made; `moving`: its end had not been
    told to the portal then.
    """

    document: int
    person: int | None
    client: int
    client_codes: tuple[str, ...]
    kind: str
    number: str
    code: str
    references: tuple[str, ...]
    span: Span
    there: bool
    moving: bool


@dataclass(frozen=True)
class Difference:
    """One of the sides may be missing."""

    what: DifferenceWhat
    ours: Ours | None
    line: Line | None

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes it the same difference in the next list. Holds codes: for a hash, never to be kept."""
        said: list[object] = [self.what]
        if self.ours:
            said += [self.ours.document, self.ours.person or 0]
        elif self.line:
            said += [self.line.client_code, self.line.kind, self.line.number, self.line.code]
            said += [self.line.reference]
        if self.line and self.what == DifferenceWhat.OTHER_PERIOD:
            said += [self.line.valid_from or "", self.line.valid_until or ""]
        return tuple(str(each) for each in said)


Rows = dict[Hashable, list[Ours]]


class Known:
    """What we have, found by what a line tells of it."""

    def __init__(self, rows: Iterable[Ours]) -> None:
        self.rows = list(rows)
        self._by: list[Rows] = [defaultdict(list), defaultdict(list), defaultdict(list)]
        for row in self.rows:
            for reference in row.references:
                self._by[0][reference, row.code].append(row)
            for client in row.client_codes:
                self._by[1][client, row.number, row.code].append(row)
                self._by[2][client, row.kind, row.code].append(row)

    def of(self, line: Line) -> list[Ours]:
        """Those that the line may mean, by the best that it tells."""
        keys: list[Hashable] = [
            (line.reference, line.code),
            (line.client_code, line.number, line.code),
            (line.client_code, line.kind, line.code),
        ]
        return next((found for rows, key in zip(self._by, keys, strict=True) if (found := rows.get(key))), [])


def compare(rows: Iterable[Ours], lines: Sequence[Line], on: date) -> list[Difference]:
    """How the list of this day differs; each of our rows and each line stands in one difference at most.

    Some portals list persons only: then no agreement is missed.
    """
    agreements = any(not line.code for line in lines)
    known = Known(row for row in rows if row.code or agreements)
    seen: set[tuple[int, int | None]] = set()
    found: list[Difference] = []
    for line in lines:
        over = line.valid_until is not None and line.valid_until < on
        candidates = known.of(line)
        ours = next((each for each in candidates if each.span.stands(on)), None) or next(
            iter(candidates), None
        )
        if ours is None:
            if not over:
                found.append(Difference(DifferenceWhat.UNKNOWN_HERE, None, line))
            continue
        seen.add((ours.document, ours.person))
        what = _of_pair(ours, line, over, on)
        if what is not None:
            found.append(Difference(what, ours, line))
    for row in known.rows:
        missing = row.span.stands(on) and row.there and (row.document, row.person) not in seen
        if missing and not row.moving:
            found.append(Difference(DifferenceWhat.MISSING_THERE, row, None))
    return _once(found)


def _of_pair(ours: Ours, line: Line, over: bool, on: date) -> DifferenceWhat | None:
    if ours.span.stands(on):
        same = line.valid_until == ours.span.last and not _begins_otherwise(ours, line, on)
        return None if same or ours.moving or not ours.there else DifferenceWhat.OTHER_PERIOD
    if ours.span.over(on) and not over and not ours.moving:
        return DifferenceWhat.STILL_THERE
    return None


def _begins_otherwise(ours: Ours, line: Line, on: date) -> bool:
    """Whether the first days differ in what still matters: one that has passed is as good as another."""
    first, theirs = ours.span.valid_from or on, line.valid_from or on
    return max(first, on) != max(theirs, on)


def _once(found: Iterable[Difference]) -> list[Difference]:
    """A person who stands twice in the list is one difference."""
    return list({each.identity: each for each in reversed(list(found))}.values())[::-1]
