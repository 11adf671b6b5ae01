"""The board's tiles and cards of now and today, each with its formula and the way to the records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.enums import PackageState
from contracts.models import Package
from desk import workdays
from desk.people.enums import PresenceState
from desk.people.models import User
from desk.people.spans import clock_text, minutes_text
from stats import charts, counts
from stats.cards import Card, Tile, Way, records
from stats.enums import Channel
from stats.figures import FIGURES, Chosen, Sums, to_records
from stats.goals import in_words, reached
from stats.promises import Month
from tickets.enums import State as TicketState
from tickets.models import Escalation
from tickets.workflow import RETURNED

PRESENCE_TONES = {
    PresenceState.AVAILABLE: "ok",
    PresenceState.RINGING: "warn",
    PresenceState.ON_CALL: "info",
    PresenceState.WRAP_UP: "info",
    PresenceState.BREAK: "muted",
    PresenceState.AWAY: "muted",
}
# What is done needs nobody; the board shows what somebody still has to move.
PACKAGES_OPEN = [
    PackageState.DRAFTING,
    PackageState.RENDERED,
    PackageState.SENT,
    PackageState.RETURNED,
    PackageState.DEFICIENT,
    PackageState.AWAITING_AGENCY,
    PackageState.ACCEPTED,
    PackageState.PUBLISHED,
    PackageState.EXPIRED,
]
TICKETS_OPEN = [state for state in TicketState if state != TicketState.CLOSED]


@dataclass(frozen=True)
class Person:
    """A line of the list of people: who, what he does, and for how long; told to those who lead."""

    name: str
    state: str
    spent: str


def today(now: datetime) -> Chosen:
    """Today's calls, as the pages of figures choose them."""
    day = workdays.day_of(now)
    return Chosen(day, day, channels=(Channel.PHONE,))


def _trouble(number: int) -> str:
    return "bad" if number else ""


def _figure(code: str, sums: Sums, chosen: Chosen, goal: Mapping[str, float], *, label: str = "") -> Tile:
    """A figure of today, coloured by its goal."""
    figure = FIGURES[code]
    met = reached(code, sums, goal)
    return Tile(
        label or str(figure.label), figure.words(sums), "" if met is None else "ok" if met else "bad",
        to_records(code, chosen), figure.how(), in_words(code, sums, goal),
    )  # fmt: skip


def call_tiles(day: counts.Day, queue: counts.Queue, goal: Mapping[str, float], now: datetime) -> list[Tile]:
    """Who waits, and how today's calls went."""
    chosen = today(now)
    lost = FIGURES["lost"]
    level = FIGURES["service_level"]
    met = reached("service_level", day.lately, goal)
    return [
        Tile(
            _("waiting now"), str(queue.waiting), _trouble(queue.waiting), records("calls:rotation"),
            _("Incoming calls that ring and that nobody has answered."),
        ),
        Tile(
            _("longest wait now"), clock_text(queue.longest(now)) if queue.waiting else "–",
            _trouble(queue.waiting), records("calls:rotation"),
            _("Time since the first of them began to ring."),
        ),
        _figure("service_level", day.sums, chosen, goal, label=_("service level today")),
        Tile(
            _("service level of the last 30 minutes"), level.words(day.lately),
            "" if met is None else "ok" if met else "bad", records("calls:index"),
            _("The same of the calls that began in the last 30 minutes."),
            in_words("service_level", day.lately, goal),
        ),
        Tile(
            _("calls today"), FIGURES["offered"].words(day.sums), "", to_records("offered", chosen),
            FIGURES["offered"].how(),
        ),
        _figure("answered", day.sums, chosen, goal),
        Tile(
            str(lost.label), lost.words(day.sums), _trouble(day.sums["lost"]),
            to_records("lost", chosen, measure="lost"), lost.how(),
        ),
    ]  # fmt: skip


def owed_tiles(owed: counts.Owed, now: datetime) -> list[Tile]:
    """What waits for the desk beside the telephone."""
    late = _("%(count)s of them late") % {"count": owed.callbacks_late} if owed.callbacks_late else ""
    return [
        Tile(
            _("callbacks due"), str(owed.callbacks), _trouble(owed.callbacks_late),
            records("calls:callbacks", whose="all"),
            _("Promised callbacks whose time has come and that nobody has made; late: 30 minutes after it."),
            late,
        ),
        Tile(
            _("promises due today"), str(owed.promises), "",
            records("enquiries:promises", list="all"),
            _("Open promises to clients that fall due later today."),
        ),
        late_tile(owed.promises_late),
        Tile(
            _("enquiries past their deadline"), str(owed.enquiries_late), _trouble(owed.enquiries_late),
            records("enquiries:index", due="late"),
            _("Open enquiries whose deadline has passed; while the client is waited for it stands still."),
        ),
        Tile(
            _("letters to sort"), str(owed.letters), "", records("enquiries:inbox"),
            _("Letters of people that nobody has taken and nobody has set aside."),
        ),
        Tile(
            _("visitors waiting"), str(owed.visitors.waiting), "", records("counter:index"),
            _("Visitors in the waiting room who have not been called; the wait is that of the first one."),
            _("for %(time)s") % {"time": minutes_text(owed.visitors.longest(now))}
            if owed.visitors.waiting
            else "",
        ),
        Tile(
            _("tickets standing still"), str(owed.still), _trouble(owed.still),
            records("tickets:list", show="late"),
            _("Tickets at the second level in which nothing has moved for as long as its unit may take."),
        ),
    ]  # fmt: skip


def late_tile(number: int) -> Tile:
    """Promises whose time has passed."""
    return Tile(
        _("promises late"), str(number), _trouble(number), records("enquiries:promises", list="late"),
        _("Open promises to clients whose time has passed."),
    )  # fmt: skip


def calls_card(hours: Iterable[counts.Hour], chosen: Chosen) -> Card:
    """Calls of the day by hour."""
    hours = list(hours)

    def way(hour: counts.Hour, measure: str) -> str:
        return to_records(measure, chosen, hour=str(hour.hour), measure=measure)

    steps = [
        charts.Column(
            f"{hour.hour}",
            [
                charts.Bar(
                    f"answered-{hour.hour}", _("answered"), hour.answered, "info", way(hour, "answered")
                ),
                charts.Bar(f"lost-{hour.hour}", _("given up"), hour.lost, "bad", way(hour, "lost")),
                charts.Bar(
                    f"waiting-{hour.hour}", _("waiting"), hour.waiting, "warn", records("calls:rotation")
                ),
            ],
        )
        for hour in hours
    ]
    rows: list[list[str | int | Way]] = [
        [f"{h.hour}–{h.hour + 1}", *(Way(part.value, part.url) if part.value else 0 for part in step.parts)]
        for h, step in zip(hours, steps, strict=True)
    ]
    return Card(
        key="calls",
        title=_("Calls today by hour"),
        chart=charts.columns("calls", _("Calls today by hour"), steps),
        heads=[_("Hour"), _("answered"), _("given up"), _("waiting")],
        rows=rows,
        formula=_("Incoming calls by the hour they began; given up: ended before anybody answered.")
        + " "
        + FIGURES["service_level"].how(),
        wide=True,
    )


def _states_card(key: str, title: str, bars: list[charts.Bar], formula: str, width: int = 420) -> Card:
    return Card(
        key=key,
        title=title,
        chart=charts.bars(key, title, bars, width),
        heads=[_("State"), _("Number")],
        rows=[[bar.label, Way(bar.value, bar.url) if bar.url else bar.value] for bar in bars],
        formula=formula,
    )


def people_card(here: Iterable[counts.Here]) -> Card:
    """People of the desk by what they do now."""
    bars = [
        charts.Bar(state.value, str(state.label), n, PRESENCE_TONES[state])
        for state, n in counts.people(here)
    ]
    return _states_card(
        "people", _("People now"), bars,
        _("Active specialists and their heads by present state; who has set none is away."),
        width=300,
    )  # fmt: skip


def people_list(here: Iterable[counts.Here], now: datetime) -> list[Person]:
    """Who does what and for how long, by state and then by the alphabet."""
    return [
        Person(
            str(each.person),
            f"{each.state.label}: {each.reason}" if each.reason else str(each.state.label),
            minutes_text(now - each.since) if each.since else "",
        )
        for each in here
    ]


def packages_card() -> Card:
    """Packages of documents that somebody still has to move, by state."""
    waits_for_us = {PackageState.RENDERED, PackageState.RETURNED, PackageState.AWAITING_AGENCY}
    trouble = {PackageState.DEFICIENT, PackageState.EXPIRED}
    bars = [
        charts.Bar(
            state,
            str(PackageState(state).label),
            n,
            "warn" if state in waits_for_us else "bad" if state in trouble else "info",
            records("contracts:index", state=state),
        )
        for state, n in counts.by_state(Package.objects.all(), PACKAGES_OPEN)
    ]
    return _states_card(
        "packages", _("Documents in work"), bars,
        _("Packages of documents by state, without those finished or recalled."),
    )  # fmt: skip


def tickets_card(reader: User) -> Card:
    """Tickets that are not closed, by state."""
    waits_for_us = {TicketState.ANSWERED, TicketState.TOLD, *RETURNED}
    bars = [
        charts.Bar(
            state,
            str(TicketState(state).label),
            n,
            "warn" if state in waits_for_us else "bad" if state == TicketState.LOST else "info",
            records("tickets:list", state=state),
        )
        for state, n in counts.by_state(Escalation.objects.readable_by(reader), TICKETS_OPEN)
    ]
    return _states_card(
        "tickets", _("Tickets at the second level"), bars,
        _("Open tickets by state; closed ones are not counted."),
    )  # fmt: skip


def promises_card(months: Iterable[Month]) -> Card:
    """Promises by the month they fell due, and what became of them."""
    months = list(months)
    tones = {"kept": "ok", "late": "warn", "broken": "bad", "open": "info"}
    names = {"kept": _("kept in time"), "late": _("kept late"), "broken": _("broken"), "open": _("open")}

    def way(month: Month, outcome: str) -> str:
        return records("enquiries:promises", month=month.month, outcome=outcome)

    steps = [
        charts.Column(
            f"{each.month[5:]}.{each.month[:4]}",
            [
                charts.Bar(f"{key}-{each.month}", names[key], getattr(each, key), tone, way(each, key))
                for key, tone in tones.items()
            ],
        )
        for each in months
    ]
    rows: list[list[str | int | Way]] = [
        [step.label, *(Way(part.value, part.url) for part in step.parts), each.overdue, each.all]
        for step, each in zip(steps, months, strict=True)
    ]
    return Card(
        key="promises",
        title=_("Promises by the month they fell due"),
        chart=charts.columns("promises", _("Promises by the month they fell due"), steps),
        heads=[_("Month"), *names.values(), _("of the open ones overdue"), _("all")],
        rows=rows,
        formula=_(
            "Each promise is counted once, in the month (of Tallinn) in which it fell due. Kept in time: "
            "shown to be kept not later than due; kept late: after that. Broken: not kept long after its "
            "time, also when made good later. Open: the client still waits, also because a letter came "
            "back. Practice is left out."
        ),
        wide=True,
    )
