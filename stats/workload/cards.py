"""Workload drawn and in tables: hours by kind of work beside the roster, figures beside their context."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.enquiries.models import Topic
from desk.people.enums import Language
from stats import charts
from stats.cards import Card, Tile, Way
from stats.figures import FIGURES, Chosen, Sums, said, to_records, together
from stats.figures.words import In
from stats.workload import load, mix, people
from stats.workload.people import Days, Row

# The figures of a person's work, in the order of the table; those of DONE open to their records.
RATES = ("handle", "occupancy", "adherence")
DONE = (
    "done_calls", "done_out", "done_visits", "done_letters", "done_enquiries", "done_documents",
    "done_tickets", "done_items",
)  # fmt: skip
OWN = (*RATES, *DONE, "done_tickets_back", "done_unanswered")
MINUTE = 60
TEAM, OWN_WEEKS = gettext_lazy("The team's work in hours by week"), gettext_lazy("Work in hours by week")


@dataclass(frozen=True)
class Bar:
    """One row of a drawing of hours."""

    key: str
    label: str
    days: Days
    url: str = ""


def hours_of(sums: Sums) -> str:
    """Planned hours, in words."""
    return FIGURES["planned"].words(sums)


def load_card(key: str, title: str, rows: Sequence[Bar], norms: load.Norms, head: str) -> Card:
    """Hours of each row by kind of work, with the planned hours behind them."""
    drawn, table = [], []
    for row in rows:
        found, sums = load.parts(row.days, norms), together(row.days.values())
        done, planned = load.hours(found), sums["planned_s"]
        words = _("%(done)s of %(planned)s") % {"done": said(done, In.HOURS), "planned": hours_of(sums)}
        # What the work does not fill of the roster is drawn too, so that the bar's length is the roster.
        parts = [*found, load.Part("idle", _("planned time beyond it"), max(0, planned - done), "muted")]
        bars = [
            charts.Bar(
                f"{row.key}-{part.code}", part.label, round(part.seconds / MINUTE), part.tone, row.url,
                said(part.seconds, In.HOURS),
            )
            for part in parts
        ]  # fmt: skip
        drawn.append(charts.Column(row.label, bars, words))
        cells = (said(part.seconds, In.HOURS) for part in found)
        table.append([row.label, *cells, said(done, In.HOURS), hours_of(sums)])
    kinds = [
        _("%(kind)s (estimate)") % {"kind": part.label} if part.estimated else part.label
        for part in load.parts({}, norms)
    ]
    return Card(
        key=key,
        title=title,
        chart=charts.stacked(key, title, drawn),
        heads=[head, *kinds, _("hours of work"), str(FIGURES["planned"].label)],
        rows=table,
        formula=load.formula(norms),
        wide=True,
    )


def of_people(rows: Sequence[Row], chosen: Chosen, norms: load.Norms) -> Card:
    """Everybody's hours, by the alphabet."""
    bars = [Bar(f"person-{row.person.pk}", str(row.person), row.days, address(row, chosen)) for row in rows]
    return load_card("load", _("Work in hours beside the roster"), bars, norms, _("Person"))


def of_weeks(days: Days, norms: load.Norms, title: Promise) -> Card:
    """The same over time, a row a week."""
    bars = [Bar(f"week-{week}", week_words(week), its) for week, its in people.by_week(days)]
    return load_card("weeks", str(title), bars, norms, _("Week"))


def of_days(days: Days, norms: load.Norms) -> Card:
    """A person's own days."""
    bars = [Bar(f"day-{day}", f"{day:%d.%m.}", {day: sums}) for day, sums in sorted(days.items())]
    return load_card("days", _("Work in hours by day"), bars, norms, _("Day"))


def week_words(monday: date) -> str:
    """`week 48 (23.11.)`."""
    return _("week %(number)s (%(day)s)") % {"number": monday.isocalendar().week, "day": f"{monday:%d.%m.}"}


def address(row: Row, chosen: Chosen) -> str:
    """One person's page, of the same span."""
    return f"{reverse('stats:person', args=[row.person.pk])}?{chosen.query(span='own')}"


def tiles(days: Days) -> list[Tile]:
    """The figures of the span in large."""
    sums = together(days.values())
    return [
        Tile(str(FIGURES[code].label), FIGURES[code].words(sums), formula=FIGURES[code].how())
        for code in ("planned", *RATES, "done_calls", "done_letters", "done_documents")
    ]


@dataclass(frozen=True)
class Line:
    """A figure of one person beside the team's."""

    label: str
    own: str | Way
    team: str
    note: str
    how: str


def lines(row: Row, work: people.Work, chosen: Chosen, first_kept: date) -> list[Line]:
    """Own figures beside the team's: of rates the rate of all, of counts the mean of a person."""
    whole = together(work.team.values())
    mean = people.mean_of_a_person(work.team)
    found = []
    for code in OWN:
        figure = FIGURES[code]
        rate = figure.unit is not In.NUMBER
        team = figure.words(whole if rate else mean) if mean is not None else _("too few people")
        own: str | Way = figure.words(row.sums)
        if code in DONE and figure.of(row.sums) and chosen.last >= first_kept:
            own = Way(str(own), to_records(code, chosen, user=str(row.person.pk)))
        found.append(Line(str(figure.label), own, team, _note(code, row), figure.how()))
    return found


def _note(code: str, row: Row) -> str:
    if code != "handle":
        return ""
    if row.few:
        return _("Under %(few)s calls: too few to judge.") % {"few": mix.FEW}
    return _("With this mix of languages and topics the team would take %(time)s.") % {
        "time": said(row.expected, In.TIME)
    }


def mix_rows(row: Row, team: mix.Calls) -> list[tuple[str, str, int, str, str]]:
    """The person's calls by kind: language, group of topics, how many, own mean, the team's mean.

    A mean of few calls is not said, neither the person's nor the team's.
    """
    names = {topic.pk: topic.name for topic in Topic.objects.filter(parent=None)} if row.calls else {}
    found = []
    for (language, topic), own in sorted(row.calls.items(), key=lambda each: -each[1].calls):
        whole = team[language, topic]
        means = [said(each.mean, In.TIME) if each.calls >= mix.FEW else "–" for each in (own, whole)]
        name = names.get(topic, _("no enquiry")) if topic else _("no enquiry")
        spoken = str(Language(language).label) if language else "–"
        found.append((spoken, name, own.calls, means[0], means[1]))
    return found
