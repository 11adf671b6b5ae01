"""Topics side by side: how much each was asked, how it moved, what was solved, asked again, handed on."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from stats import spans
from stats.contacts import change
from stats.contacts.tree import Tree
from stats.contacts.what import ordered
from stats.figures import FIGURES, Chosen, Sums, by, to_records
from stats.models import Contacts

# By what the table can be sorted; what is sorted by a figure begins with the greatest.
SORTS = {
    "opened": _("Enquiries"),
    "rise": _("Change"),
    "repeats": _("Asked again"),
    "hand_over": _("Handed on"),
    "fcr": _("Solved at once"),
    "on_time": _("In time"),
    "name": _("Topic"),
}
SHARES = ("fcr", "repeats", "hand_over", "on_time")
LEAST = 20  # of fewer enquiries a share is shown, and does not come first


@dataclass(frozen=True)
class Cell:
    """A figure of a topic with the way to its records."""

    words: str
    url: str


@dataclass(frozen=True)
class Row:
    """One topic: its figures now, and how many enquiries more or fewer than before and last year."""

    pk: int
    group: str
    topic: str
    now: Sums
    before: Sums
    year: Sums
    opened: Cell
    against_before: str
    against_year: str
    shares: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """The topic behind its group."""
        return f"{self.group} › {self.topic}" if self.group else self.topic

    def rise(self) -> int:
        """Enquiries more than before."""
        return self.now["opened"] - self.before["opened"]


def rows(chosen: Chosen, tree: Tree, sort: str = "opened") -> list[Row]:
    """Every topic that was asked now or before; three sums are read."""
    now = by(Contacts, chosen, "topic")
    before = by(Contacts, spans.before(chosen), "topic")
    year = by(Contacts, chosen.year_before(), "topic")
    known = [
        pk
        for pk in ordered({*now, *before, *year}, tree)
        if any(each.get(pk, Sums())["opened"] for each in (now, before, year))
    ]
    found = [
        _row(pk, tree, chosen, now.get(pk, Sums()), before.get(pk, Sums()), year.get(pk, Sums()))
        for pk in known
    ]
    return _sorted(found, sort)


def _row(pk: int, tree: Tree, chosen: Chosen, now: Sums, before: Sums, year: Sums) -> Row:
    own = chosen.narrowed(topics=(pk,))
    opened = FIGURES["opened"]
    return Row(
        pk, tree.name(tree.group(pk)) if tree.group(pk) != pk else "", tree.name(pk), now, before, year,
        Cell(opened.words(now), to_records("opened", own)),
        change.against(opened, now, before),
        change.against(opened, now, year),
        tuple(Cell(FIGURES[code].words(now), to_records(code, own)) for code in SHARES),
    )  # fmt: skip


def _sorted(found: list[Row], sort: str) -> list[Row]:
    if sort == "name":
        return found
    if sort == "rise":
        return sorted(found, key=lambda row: -row.rise())
    if sort in SHARES:
        figure = FIGURES[sort]
        return sorted(
            found, key=lambda row: (row.now["opened"] < LEAST, -(figure.of(row.now) or 0), -row.now["opened"])
        )
    return sorted(found, key=lambda row: -row.now["opened"])
