"""Tables of contacts as they leave the desk: the figures of the page, small numbers hidden."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.people.enums import Language
from stats import spans, suppression
from stats.contacts import themes, when, words
from stats.contacts.leaving import words as safe
from stats.contacts.tree import Tree
from stats.contacts.what import ordered
from stats.enums import Channel
from stats.figures import FIGURES, Chosen, Sums, by
from stats.models import Contacts, Traffic

Table = tuple[list[str], list[list[str]]]  # headings, rows


def _with_totals(names: Sequence[str], heads: Sequence[str], numbers: list[list[int]]) -> list[list[str]]:
    """Rows and columns with their totals, small numbers and what gives them back withheld."""
    if not numbers or not heads:
        return []
    told = suppression.table(numbers)
    return [[name, *map(str, row)] for name, row in zip([*names, _("all")], told, strict=True)]


def by_week(chosen: Chosen, tree: Tree) -> Table:
    """Groups of topics by week."""
    weeks = spans.weeks_of(chosen, most=160)
    found: dict[int, dict[date, int]] = {}
    for (week, topic), sums in by(Contacts, chosen, "week", "topic").items():
        row = found.setdefault(tree.group(topic) if not chosen.topics else topic, {})
        row[week] = row.get(week, 0) + sums["opened"]
    pks = ordered(found, tree)
    heads = [f"{week:%d.%m.%Y}" for week in weeks]
    numbers = [[found[pk].get(week, 0) for week in weeks] for pk in pks]
    return [_("Topic"), *heads, _("all")], _with_totals([tree.name(pk) for pk in pks], heads, numbers)


def by_topic(chosen: Chosen, tree: Tree) -> Table:
    """Topics with how they moved, and their shares."""
    heads = [_("Topic"), _("Enquiries"), _("Enquiries before"), _("Enquiries a year before")]
    heads += [str(FIGURES[code].label) for code in themes.SHARES]
    rows = themes.rows(chosen, tree, "name")
    if not rows:
        return heads, []
    columns = [
        suppression.column([getattr(row, name)["opened"] for row in rows])
        for name in ("now", "before", "year")
    ]
    shares = [
        [
            safe(FIGURES[code], row.now) if isinstance(columns[0][at], int) else suppression.WITHHELD
            for at, row in enumerate(rows)
        ]
        for code in themes.SHARES
    ]
    lines = [
        [row.name, *(str(column[at]) for column in columns), *(share[at] for share in shares)]
        for at, row in enumerate(rows)
    ]
    lines.append([_("all"), *(str(column[-1]) for column in columns), *("" for _share in shares)])
    return heads, lines


def by_hour(chosen: Chosen, tree: Tree) -> Table:
    """What came in by weekday and hour."""
    sums = by(Traffic, chosen, "weekday", "hour")
    hours = sorted({hour for _day, hour in sums})
    names, heads = when.weekdays(), [f"{hour}–{hour + 1}" for hour in hours]
    numbers = [[sums.get((day, hour), Sums())["offered"] for hour in hours] for day in range(1, 8)]
    return [_("Weekday"), *heads, _("all")], _with_totals(names, heads, numbers)


def by_channel(chosen: Chosen, tree: Tree) -> Table:
    """Channels by language."""
    sums = by(Contacts, chosen, "channel", "language")
    heads = [str(each.label) for each in Language]
    numbers = [
        [sums.get((channel.value, language.value), Sums())["opened"] for language in Language]
        for channel in Channel
    ]
    return [_("Channel"), *heads, _("all")], _with_totals(
        [str(each.label) for each in Channel], heads, numbers
    )


def by_word(chosen: Chosen, tree: Tree) -> Table:
    """Words whose share rose most."""
    heads = [_("Word"), _("Language"), _("Enquiries"), _("Enquiries before")]
    rows = [
        [each.word, each.language, str(suppression.told(each.now)), str(suppression.told(each.before))]
        for each in words.risen(chosen)
    ]
    return heads, rows


def _how(*codes: str) -> Callable[[], str]:
    return lambda: " ".join(f"{FIGURES[code].label}: {FIGURES[code].how()}" for code in codes)


# The tables by the name that stands in the address: what it is called, its rows, how they are counted.
TABLES: Mapping[str, tuple[Promise, Callable[[Chosen, Tree], Table], Callable[[], str]]] = {
    "weeks": (gettext_lazy("topics by week"), by_week, _how("opened")),
    "topics": (gettext_lazy("topics"), by_topic, _how("opened", *themes.SHARES)),
    "hours": (gettext_lazy("weekdays by hour"), by_hour, _how("offered")),
    "channels": (gettext_lazy("channels by language"), by_channel, _how("opened")),
    "words": (gettext_lazy("words"), by_word, words.how),
}
