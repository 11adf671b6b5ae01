"""The dashboard's cards: counts drawn as charts, each with its table, its formula, the way to the records."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from contracts.enums import PackageState
from contracts.models import Package
from desk.people.enums import PresenceState
from stats import charts, counts
from stats.cards import Card, Tile, Way, records
from stats.figures.words import percent
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
GOAL = 80  # percent; the common goal of contact centres, only colours the figure
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


def figures(found: counts.Calls, late: int) -> list[Tile]:
    """The row of numbers on top."""
    level = found.service_level
    return [
        Tile(_("calls today"), str(found.offered), url=records("calls:index")),
        Tile(
            _("waiting now"),
            str(found.waiting),
            "bad" if found.waiting else "",
            records("calls:index", state="ringing"),
        ),
        Tile(_("answered"), str(found.answered)),
        Tile(
            _("given up"),
            str(found.lost),
            "bad" if found.lost else "",
            records("calls:index", state="abandoned"),
        ),
        Tile(_("service level"), percent(level), "" if level is None else "ok" if level >= GOAL else "bad"),
        Tile(
            _("promises late"),
            str(late),
            "bad" if late else "",
            records("enquiries:promises", list="late"),
        ),
    ]


def service_level_formula() -> str:
    """How the service level is counted, with the numbers of this installation."""
    return _(
        "Service level = calls answered within %(seconds)s s ÷ (answered + given up) × 100. "
        "Calls given up before %(short)s s are left out. Incoming calls that began today."
    ) % {
        "seconds": settings.STATS_SERVICE_LEVEL_SECONDS,
        "short": settings.STATS_SHORT_ABANDON_SECONDS,
    }


def calls_card(hours: Iterable[counts.Hour]) -> Card:
    """Calls of the day by hour."""
    hours = list(hours)
    url = records("calls:index")
    steps = [
        charts.Column(
            f"{hour.hour}",
            [
                charts.Bar(f"answered-{hour.hour}", _("answered"), hour.answered, "info", url),
                charts.Bar(f"lost-{hour.hour}", _("given up"), hour.lost, "bad", url),
                charts.Bar(f"waiting-{hour.hour}", _("waiting"), hour.waiting, "warn", url),
            ],
        )
        for hour in hours
    ]
    return Card(
        key="calls",
        title=_("Calls today by hour"),
        chart=charts.columns("calls", _("Calls today by hour"), steps),
        heads=[_("Hour"), _("answered"), _("given up"), _("waiting")],
        rows=[[f"{h.hour}–{h.hour + 1}", h.answered, h.lost, h.waiting] for h in hours],
        formula=_("Incoming calls by the hour they began; given up: ended before anybody answered.")
        + " "
        + service_level_formula(),
        wide=True,
    )


def _states_card(key: str, title: str, bars: list[charts.Bar], formula: str, width: int = 420) -> Card:
    return Card(
        key=key,
        title=title,
        chart=charts.bars(key, title, bars, width),
        heads=[_("State"), _("Number")],
        rows=[[bar.label, bar.value] for bar in bars],
        formula=formula,
    )


def people_card() -> Card:
    """People of the desk by what they do now."""
    bars = [
        charts.Bar(state.value, str(state.label), n, PRESENCE_TONES[state]) for state, n in counts.people()
    ]
    return _states_card(
        "people", _("People now"), bars,
        _("Active specialists and their heads by present state; who has set none is away."),
        width=300,
    )  # fmt: skip


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


def tickets_card() -> Card:
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
        for state, n in counts.by_state(Escalation.objects.all(), TICKETS_OPEN)
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
