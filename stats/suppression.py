"""Small numbers in what leaves the desk: 1 to 4 are not told, and nothing told gives them back. Pure.

A number from 1 to 4 is written `<5`. Zero stays zero. Where totals stand beside a table, further numbers
are withheld (`…`) until no number of 1 to 4 can be reckoned from what is left; a total of 1 to 4 withholds
everything it is the total of, zeros included.

Who reads a table knows: what is told, that `<5` is one of 1 to 4, that `…` is any number from 0 on, and
that rows and columns add up. Such a table is a network in which each number flows from its row to its column
and each total back; what is hidden can be another number exactly if it lies on a circle along which all can
change by one (the bounds are whole numbers, so this is exact, not an estimate). The tests try every table.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

SMALLEST = 5  # the smallest number from 1 on that is told
FEW = "<5"
WITHHELD = "…"

Told = int | str  # a number, FEW or WITHHELD
_Cell = tuple[int, int]
_Free = -1  # the row's node where totals of rows are not told: nothing must add up there


def hidden(number: int) -> bool:
    """Whether this number is too small to be told."""
    return 0 < number < SMALLEST


def told(number: int) -> Told:
    """A number that stands alone."""
    return FEW if hidden(number) else number


def column(numbers: Sequence[int], *, total: bool = True) -> list[Told]:
    """Numbers below each other, as told; with `total` the last one is added: the sum of those before it."""
    if not total:
        return [told(number) for number in numbers]
    if not numbers:
        return [0]
    return [row[0] for row in table([[number] for number in numbers], of_rows=False)]


def table(
    rows: Sequence[Sequence[int]], *, of_rows: bool = True, without: Collection[int] = ()
) -> list[list[Told]]:
    """Numbers in rows and columns, as told, with their totals: a last row, and `of_rows` a last column.

    The totals of the rows `without` are withheld whatever they are: another table withholds them too.
    """
    numbers = [[*row, sum(row)] if of_rows else list(row) for row in rows]
    width = len(numbers[0]) if numbers else 0
    numbers.append([sum(row[at] for row in numbers) for at in range(width)])
    return _Table(numbers, of_rows, without).withheld()


def together(tables: Sequence[Sequence[Sequence[int]]]) -> list[list[list[Told]]]:
    """Tables over the same rows with the same totals of rows: a total that one withholds, all withhold."""
    without: set[int] = set()
    while True:
        shown = [table(rows, without=without) for rows in tables]
        hidden_ones = {at for each in shown for at, line in enumerate(each) if not isinstance(line[-1], int)}
        if hidden_ones <= without:
            return shown
        without |= hidden_ones


def parted(part: int, whole: int) -> tuple[Told, Told, Told]:
    """A part, the rest and the whole, as told: neither of the first two gives the other away."""
    shown = column([part, whole - part])
    return shown[0], shown[1], shown[2]


def share(part: Told, rest: Told, whole: Told) -> float | str | None:
    """Percent of `parted` numbers; `<8,3%` or `>91,7%` where one side is few, None without a whole.

    WITHHELD where not even that can be said.
    """
    if not isinstance(whole, int):
        return WITHHELD
    if not whole:
        return None
    if isinstance(part, int):
        return 100 * part / whole
    few = 100 * min(SMALLEST, whole) / whole
    if part == FEW:
        return f"<{_percent(few)}"
    return f">{_percent(100 - few)}" if rest == FEW else WITHHELD


def _percent(value: float) -> str:
    return f"{value:.1f}%".replace(".", ",").replace(",0%", "%")


def mean(amount: float, count: Told) -> float | str | None:
    """`amount` ÷ `count`, WITHHELD where the count is not told, None without a count."""
    if not isinstance(count, int):
        return WITHHELD
    return amount / count if count else None


@dataclass(frozen=True)
class _Arc:
    """One hidden number: it may flow `up` (be more by one) and `down` (be less)."""

    cell: _Cell
    start: int
    end: int
    up: bool
    down: bool


class _Table:
    """A table with its totals, of which more and more is withheld until the few are safe."""

    def __init__(self, numbers: list[list[int]], of_rows: bool, without: Collection[int]) -> None:
        self.numbers, self.of_rows = numbers, of_rows
        self.height, self.width = len(numbers), len(numbers[0])
        self.marks: dict[_Cell, str] = {
            (row, at): FEW
            for row, line in enumerate(numbers)
            for at, number in enumerate(line)
            if hidden(number)
        }
        self._without_the_parts_of_small_totals()
        self.marks |= {(row, self.width - 1): WITHHELD for row in without if numbers[row][-1]}

    def withheld(self) -> list[list[Told]]:
        """The table as told."""
        while given_away := self._given_away():
            for cell in given_away:
                self._withhold_for(cell)
        return [
            [self.marks.get((row, at), number) for at, number in enumerate(line)]
            for row, line in enumerate(self.numbers)
        ]

    def _parts(self, cell: _Cell) -> list[_Cell]:
        """What a total is the total of."""
        row, at = cell
        last_row, last = self.height - 1, self.width - 1
        rows = range(last_row) if row == last_row else (row,)
        columns = range(last) if self.of_rows and at == last else (at,)
        return [(r, c) for r in rows for c in columns if (r, c) != cell]

    def _without_the_parts_of_small_totals(self) -> None:
        for cell in list(self.marks):
            for part in self._parts(cell):
                self.marks[part] = WITHHELD

    def _arc(self, cell: _Cell) -> _Arc:
        row, at = cell
        last_row, last = row == self.height - 1, self.of_rows and at == self.width - 1
        start, end = (row if self.of_rows else _Free), self.height + at
        if not self.of_rows and last_row:
            start, end = end, start  # the total flows back out of its column
        elif last_row != last:
            start, end = end, start
        number = self.numbers[row][at]
        few = self.marks[cell] == FEW
        return _Arc(cell, start, end, not few or number < SMALLEST - 1, number > (1 if few else 0))

    def _given_away(self) -> list[_Cell]:
        """The few that are given away by what is told."""
        arcs = [self._arc(cell) for cell in self.marks]
        leaving: dict[int, list[tuple[int, _Cell]]] = {}
        for arc in arcs:
            if arc.up:
                leaving.setdefault(arc.start, []).append((arc.end, arc.cell))
            if arc.down:
                leaving.setdefault(arc.end, []).append((arc.start, arc.cell))
        return [
            arc.cell
            for arc in arcs
            if hidden(self.numbers[arc.cell[0]][arc.cell[1]])
            and not (arc.up and _reaches(leaving, arc.end, arc.start, arc.cell))
            and not (arc.down and _reaches(leaving, arc.start, arc.end, arc.cell))
        ]

    def _withhold_for(self, cell: _Cell) -> None:
        """Withhold one thing more, so that this number is not given away; what is dear last."""
        row, at = cell
        lines = [[(r, at) for r in range(self.height)]]
        if self.of_rows:
            lines.append([(row, c) for c in range(self.width)])
        for line in lines:
            if sum(each in self.marks for each in line) < 2 and self._withhold_smallest(line):
                return
        if self.marks[cell] == FEW:
            self.marks[cell] = WITHHELD
            return
        if self._withhold_smallest([each for line in lines for each in line]):
            return
        # Never left over: with its totals withheld too, any number may be one more together with them.
        for line in [*lines, [(self.height - 1, c) for c in range(self.width)]]:
            self.marks.update(dict.fromkeys([each for each in line if each in self.marks], WITHHELD))
            self._withhold_smallest(line)

    def _withhold_smallest(self, line: Sequence[_Cell]) -> bool:
        """Withhold the smallest number of these that is told and not zero, a total only after all others."""
        open_ones = [cell for cell in line if cell not in self.marks and self.numbers[cell[0]][cell[1]]]
        if not open_ones:
            return False
        cheapest = min(open_ones, key=lambda cell: (self._is_total(cell), self._value(cell), cell))
        self.marks[cheapest] = WITHHELD
        return True

    def _is_total(self, cell: _Cell) -> bool:
        return cell[0] == self.height - 1 or (self.of_rows and cell[1] == self.width - 1)

    def _value(self, cell: _Cell) -> int:
        return self.numbers[cell[0]][cell[1]]


def _reaches(leaving: dict[int, list[tuple[int, _Cell]]], start: int, end: int, without: _Cell) -> bool:
    """Whether there is a way from `start` to `end` that does not go through the number `without`."""
    if start == end:
        return True
    seen, waiting = {start}, [start]
    while waiting:
        for node, cell in leaving.get(waiting.pop(), ()):
            if cell == without or node in seen:
                continue
            if node == end:
                return True
            seen.add(node)
            waiting.append(node)
    return False
