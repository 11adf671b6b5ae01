"""From what has been counted to a digest: a unit's own topics, small numbers hidden."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from desk.enquiries import topics as succession
from desk.enquiries.models import Topic
from desk.orders.models import Period
from desk.people.enums import Language
from desk.people.models import Unit
from stats.enums import Channel
from stats.figures import FIGURES, Sums, by, together, total
from stats.models import Contacts, Handed, Promised, Report
from stats.reports import reasons, spans, summary
from stats.reports.digest import Digest, Heading, Line, Row, Table, Time, compared, headings
from stats.reports.spans import Span
from stats.suppression import WITHHELD, Told, column, hidden, mean, parted, share, told

MONTHS = 13  # of the drawing over time
# Figure: its part, its whole, and what the whole is a part of.
SHARES: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "fcr": ("first_contact", ("opened",), ""),
    "on_time": ("in_time", ("due",), "opened"),
    "repeats": ("repeats", ("opened",), ""),
    "hand_over": ("level2", ("opened",), ""),
    "promises_kept": ("kept", ("kept", "late", "broken", "open"), ""),
    "tickets_back": ("returned", ("made",), ""),
}
# Figure: the seconds, of how many, and what those are a part of.
MEANS = {"ticket_answer": ("answer_s", "answered", "made")}
NUMBERS = {"opened": "opened", "tickets": "made"}
ORDER = (
    "opened", "fcr", "on_time", "repeats", "hand_over", "promises_kept", "tickets", "tickets_back",
    "ticket_answer",
)  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """Everything that is counted of one span, before anything is hidden."""

    span: Span
    contacts: Mapping[tuple[Any, ...], Sums]  # by topic, channel and language
    sums: Mapping[type[Model], Sums]

    def opened(self, at: int) -> Counter[Any]:
        """Enquiries by topic (0), channel (1) or language (2)."""
        found: Counter[Any] = Counter()
        for key, sums in self.contacts.items():
            found[key[at]] += sums["opened"]
        return found


def count(span: Span, unit: int) -> Counted:
    """Sums of a span for the unit's own topics, whatever they were called then."""
    chosen = span.chosen(unit)
    contacts = by(Contacts, chosen, "topic", "channel", "language")
    return Counted(
        span,
        contacts,
        {
            Contacts: together(contacts.values()),
            Promised: total(Promised, chosen),
            Handed: total(Handed, chosen),
        },
    )


def of_report(report: Report) -> Digest:
    """What this report says, in its plan's language."""
    with translation.override(report.plan.language):
        return reckon(report.unit, report.plan.kind, report.first, report.period, report.plan.language)


def reckon(unit: Unit, kind: str, first: date, period: Period | None, language: str) -> Digest:
    """What a report on the span that begins on `first` says."""
    times = [count(span, unit.pk) for span in spans.three(first, period)]
    names = tuple(each.span.name for each in times)
    if period is not None:
        names = (names[0], f"{times[1].span.first:%d.%m.%Y}–", f"{times[2].span.first:%d.%m.%Y}–")
    labels = Topics.of(unit)
    lines = tuple(line(code, times) for code in ORDER)
    this = times[0].span
    topics = _compared("topics", _("Enquiries by topic"), _("Topic"), times, names, 0, labels.listed(times))
    return Digest(
        unit=str(unit),
        title=spans.title(kind, this),
        first=this.first,
        last=this.last,
        language=language,
        spans=names,
        summary=summary.sentences(times, lines, topics, labels.name),
        lines=lines,
        tables=(
            topics,
            _compared(
                "channels", _("Enquiries by channel"), _("Channel"), times, names, 1, _choices(Channel)
            ),
            _compared(
                "languages", _("Enquiries by language"), _("Language"), times, names, 2, _choices(Language)
            ),
            _weeks(unit, times) if period else _months(unit, this),
        ),
        reasons=reasons.of(this, unit),
        notes=_notes(times),
    )


def line(code: str, times: Sequence[Counted]) -> Line:
    """One figure in every span, as told."""
    figure = FIGURES[code]
    return Line(
        code, str(figure.label), figure.how(), figure.unit.value,
        tuple(_time(code, each.sums[figure.model]) for each in times),
    )  # fmt: skip


def _time(code: str, sums: Sums) -> Time:
    if code in NUMBERS:
        number = told(sums[NUMBERS[code]])
        return Time(number, None, number)
    if code in MEANS:
        seconds, answered, made = MEANS[code]
        count, _rest, _all = parted(sums[answered], sums[made])
        value = mean(sums[seconds], count)
        shown = value is not None and value != WITHHELD
        return Time(sums[seconds] if shown else WITHHELD if count else None, count, value)
    name, parts, around = SHARES[code]
    among = sum(sums[each] for each in parts)
    if around and hidden(sums[around] - among):
        return Time(WITHHELD, WITHHELD, WITHHELD)
    part, rest, whole = parted(sums[name], among)
    return Time(part, whole, share(part, rest, whole))


@dataclass(frozen=True)
class Topics:
    """The unit's topics of today by id, with their groups' names."""

    names: Mapping[int, str]

    @classmethod
    def of(cls, unit: Unit) -> "Topics":
        """Those that somebody can ask about."""
        found = Topic.objects.filter(unit=unit).in_their_order()
        ends = succession.current()
        return cls({t.pk: t.name for t in found if ends.get(t.pk) == t.pk})

    def name(self, pk: int) -> str:
        """A topic's name; a dash for one that is no longer the unit's."""
        return self.names.get(pk, "–")

    def listed(self, times: Sequence[Counted]) -> Mapping[Any, str]:
        """Those that anybody asked about, the most often asked first."""
        counts = [each.opened(0) for each in times]
        asked = {pk for each in counts for pk, number in each.items() if number}
        return {pk: self.name(pk) for pk in sorted(asked, key=lambda pk: (-counts[0][pk], self.name(pk)))}


def _choices(enum: Any) -> Mapping[Any, str]:
    return {each.value: str(each.label) for each in enum}


def _compared(
    key: str, title: str, first: str, times: Sequence[Counted], names: Sequence[str], at: int,
    labels: Mapping[Any, str],
) -> Table:  # fmt: skip
    counts = [each.opened(at) for each in times]
    told_now = [column([each[name] for name in labels]) for each in counts]
    rows = compared([*labels.values(), _("all")], told_now)
    how = FIGURES["opened"].how()
    return Table(key, title, how, first, headings(names), rows, chart="bars" if at < 2 else "")


def _months(unit: Unit, this: Span) -> Table:
    """The last months, one number each."""
    firsts = [this.first]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    firsts.reverse()
    found = by(Contacts, replace(this.chosen(unit.pk), first=firsts[0]), "month")
    numbers = [found[first]["opened"] if first in found else 0 for first in firsts]
    shown = column(numbers, total=False)
    rows = [Row(f"{first:%m.%Y}", (cell,)) for first, cell in zip(firsts, shown, strict=True)]
    return Table(
        "months", _("Enquiries by month"), FIGURES["opened"].how(), _("Month"), (Heading(_("enquiries")),),
        tuple(rows), totalled=False, chart="columns",
    )  # fmt: skip


def _weeks(unit: Unit, times: Sequence[Counted]) -> Table:
    """The weeks around the due date beside those of a year before."""
    this, _before, year = (each.span for each in times)
    of_this, of_year = spans.weeks_of(this), spans.weeks_of(year)
    offsets = sorted({*of_this, *of_year})
    columns: list[list[Told]] = []
    for span, mondays in ((this, of_this), (year, of_year)):
        found = by(Contacts, span.chosen(unit.pk), "week")
        sums = [found.get(mondays.get(offset), Counter()) for offset in offsets]
        columns.append(column([each["opened"] for each in sums]))
    labels = [*map(_week, offsets), _("all")]
    rows = tuple(Row(label, (now, before)) for label, now, before in zip(labels, *columns, strict=True))
    heads = (Heading(f"{this.first:%d.%m.%Y}–"), Heading(f"{year.first:%d.%m.%Y}–"))
    return Table(
        "weeks", _("Enquiries by week around the due date"), FIGURES["opened"].how(), _("Week"), heads, rows,
        chart="columns",
    )  # fmt: skip


def _week(offset: int) -> str:
    if not offset:
        return _("week of the due date")
    return _("week %(number)s") % {"number": f"{offset:+d}".replace("-", "−")}


def _days(counted: Counted) -> str:
    span = counted.span
    return _("%(name)s: %(first)s–%(last)s, %(days)s working days") % {
        "name": span.name,
        "first": f"{span.first:%d.%m.%Y}",
        "last": f"{span.last:%d.%m.%Y}",
        "days": span.working_days,
    }


def _notes(times: Sequence[Counted]) -> tuple[str, ...]:
    return (
        *map(_days, times),
        _(
            "Only enquiries about the unit's own topics are counted. A renamed or merged topic is counted"
            " with the one that took its place."
        ),
        _(
            "Numbers from 1 to 4 are written “<5”, so that nobody can be recognised; “…” stands where another"
            " number would tell a hidden one."
        ),
        _(
            "Something rose or fell only where the number a working day changed by more than chance: by more"
            " than 1.96 standard errors of two Poisson numbers (at 95 percent)."
        ),
    )


def so_far(unit: Unit, today: date) -> tuple[tuple[Line, ...], Table]:
    """The unit's month as it is now: figures of its enquiries, and its topics. Read on the unit's page."""
    span = spans.month(today)
    span = replace(span, last=today)
    contacts = by(Contacts, span.chosen(unit.pk), "topic", "channel", "language")
    counted = Counted(span, contacts, {Contacts: together(contacts.values())})
    lines = tuple(line(code, [counted]) for code in ORDER if FIGURES[code].model is Contacts)
    labels = Topics.of(unit).listed([counted])
    shown = column([counted.opened(0)[pk] for pk in labels])
    rows = tuple(Row(label, (cell,)) for label, cell in zip([*labels.values(), _("all")], shown, strict=True))
    how = FIGURES["opened"].how()
    table = Table("now", _("Enquiries by topic"), how, _("Topic"), (Heading(span.name),), rows)
    return lines, table
