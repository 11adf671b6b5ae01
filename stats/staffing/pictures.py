"""Forecasts and proposals as cards: drawing, table, formula."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.people.enums import Language
from desk.workdays import TALLINN
from stats.cards import Card
from stats.charts import Bar, Line, Mark, Series, heat, lines
from stats.enums.staffing import Method, Shifted
from stats.figures.words import clock, number, percent
from stats.models import Forecast, Proposal
from stats.staffing.counting import hour

Number = tuple[date, int, float, float, float]  # day, minute, low, expected, high


def numbers(forecast: Forecast, monday: date) -> list[Number]:
    """The half-hours of one week of the forecast."""
    found: list[Number] = []
    for at, low, expected, high in forecast.numbers:
        wall = datetime.fromisoformat(at).astimezone(TALLINN)
        if monday <= wall.date() < monday + timedelta(days=7):
            found.append((wall.date(), wall.hour * 60 + wall.minute, low, expected, high))
    return found


def day_name(day: date) -> str:
    """`E 30.11` in the language of the page."""
    return date_format(day, "D d.m")


def forecast_card(forecast: Forecast, monday: date) -> Card:
    """One week: calls expected in each half-hour within their range, and the days as a table."""
    shown = numbers(forecast, monday)
    labels = [hour(minute) for _day, minute, *_rest in shown]
    starts = [i for i, each in enumerate(shown) if i == 0 or shown[i - 1][0] != each[0]]
    title = _("Calls expected in each half-hour")
    series = Series(
        "expected",
        _("expected"),
        [each[3] for each in shown],
        words=[number(round(each[3], 1)) for each in shown],
    )
    chart = lines(
        "forecast",
        title,
        labels,
        [series],
        ([each[2] for each in shown], [each[4] for each in shown]),
        width=1080,
        marks=[Mark(index, day_name(shown[index][0])) for index in starts],
    )
    return Card(
        "forecast", title, chart, *_table(shown),
        _(
            "Each half-hour's expected number with the range in which four in five of such half-hours lay in"
            " the backtest. Calls given up at once are left out. Hours are those of Tallinn."
        ),
        wide=True,
    )  # fmt: skip


def _table(shown: Sequence[Number]) -> tuple[list[str], list[list[str | int]]]:
    days = sorted({each[0] for each in shown})
    cells = {
        (day, minute): f"{number(round(expected, 1))} ({low:.0f}–{high:.0f})"
        for day, minute, low, expected, high in shown
    }
    rows: list[list[str | int]] = [
        [hour(minute), *(cells.get((day, minute), "–") for day in days)]
        for minute in sorted({each[1] for each in shown})
    ]
    sums = [sum(each[3] for each in shown if each[0] == day) for day in days]
    rows.append([_("Together"), *(number(round(total)) for total in sums)])
    return [_("Half-hour"), *(day_name(day) for day in days)], rows


def error_rows(forecast: Forecast) -> list[dict[str, str | bool]]:
    """What the backtest found of each method, the one that is used first."""
    rows = []
    for method, found in forecast.errors.items():
        coverage = found["coverage"]
        rows.append(
            {
                "method": str(Method(method).label),
                "used": method == forecast.method,
                "day": percent(100 * found["wape_day"]),
                "half": percent(100 * found["wape"]),
                "bias": f"{100 * found['bias']:+.1f}%".replace(".", ",").replace("-", "−"),
                "coverage": "–" if coverage is None else percent(100 * coverage),
            }
        )
    return sorted(rows, key=lambda row: not row["used"])


def error_words(forecast: Forecast) -> str:
    """The error of the method that is used, in a sentence."""
    found = forecast.errors.get(forecast.method)
    if found is None:
        return _("There was too little history for a backtest, so how far off this is, nobody can say.")
    tests = ngettext(
        "Tested once on the past, it was off by %(day)s of a day's calls",
        "Tested %(folds)s times on the past, it was off by %(day)s of a day's calls",
        found["folds"],
    )
    said = tests % {"folds": found["folds"], "day": percent(100 * found["wape_day"])}
    rest = _("and by %(half)s of a half-hour's.") % {"half": percent(100 * found["wape"])}
    return f"{said} {rest}"


def heat_card(proposal: Proposal, monday: date) -> Card:
    """One week: people on the roster and people needed, by day and half-hour."""
    slots = slots_of(proposal, monday)
    by_day: dict[date, dict[int, dict[str, Any]]] = defaultdict(dict)
    for slot in slots:
        by_day[date.fromisoformat(slot["day"])][slot["minute"]] = slot
    minutes = sorted({slot["minute"] for slot in slots})
    rows = [
        Line(day_name(day), [_cell(day, minute, halves.get(minute)) for minute in minutes])
        for day, halves in sorted(by_day.items())
    ]
    title = _("On the roster / needed, by half-hour")
    table: list[list[str | int]] = [
        [hour(minute), *(_words(halves.get(minute)) for _day, halves in sorted(by_day.items()))]
        for minute in minutes
    ]
    return Card(
        "need", title, heat("need", title, rows, [hour(minute) for minute in minutes]),
        [_("Half-hour"), *(row.label for row in rows)], table,
        _(
            "Needed: the fewest people on the line that keep the service level (Erlang C, with patience"
            " Erlang A), divided by the part of paid time that is not lost, rounded up. On the roster: shifts"
            " for calls without absences and lunches; a half-hour counts when it is covered whole. Too few"
            " are outlined."
        ),
        wide=True,
    )  # fmt: skip


def slots_of(proposal: Proposal, monday: date) -> list[dict[str, Any]]:
    """The half-hours of one week of the result."""
    last = str(monday + timedelta(days=6))
    return [slot for slot in proposal.result.get("slots", ()) if str(monday) <= slot["day"] <= last]


def _cell(day: date, minute: int, slot: dict[str, Any] | None) -> Bar:
    if slot is None:
        return Bar(f"{day}-{minute}", hour(minute), 0, words="–")
    short = slot["rostered"] < slot["people"]
    return Bar(
        f"{day}-{minute}", hour(minute), slot["people"], "bad" if short else "info", words=_words(slot)
    )


def _words(slot: dict[str, Any] | None) -> str:
    return "–" if slot is None else f"{slot['rostered']}/{slot['people']}"


def move_words(move: dict[str, Any]) -> str:
    """`9.00–17.00 → 8.00–16.00` of one change."""
    after = "–".join(hour(each) for each in move["after"])
    if move["before"] is None:
        return after
    return f"{'–'.join(hour(each) for each in move['before'])} → {after}"


def whole_rows(proposal: Proposal) -> list[dict[str, str]]:
    """The three ways to staff these weeks, as people read them."""
    names = {
        "needed": _("as needed"), "rostered": _("as in the roster"), "after": _("with the changes"),
    }  # fmt: skip
    whole = proposal.result.get("whole", {})
    return [{"name": names[key], **_whole(whole[key])} for key in names if key in whole]


def _whole(each: dict[str, Any]) -> dict[str, str]:
    return {
        "hours": number(round(each["people_hours"], 1)),
        "service": percent(100 * each["service"]),
        "occupancy": "–" if each["occupancy"] is None else percent(100 * each["occupancy"]),
        "idle": number(round(each["idle_hours"], 1)),
    }


def mondays(first: date, weeks: int) -> Iterable[date]:
    """The weeks of a forecast or a proposal."""
    return (first + timedelta(weeks=index) for index in range(weeks))


def handle_rows(handle: dict[str, Any]) -> list[tuple[str, str]]:
    """Handling time by hour and by language, as people read it."""
    found = [(f"{int(each):02}.00", clock(mean)) for each, mean in sorted(handle.get("hours", {}).items())]
    found += [
        (str(Language(code).label), clock(mean)) for code, mean in sorted(handle.get("languages", {}).items())
    ]
    return found


def work_rows(proposal: Proposal) -> list[dict[str, str]]:
    """Other work to be expected, and its hours by the norms."""
    names = {
        "letters": _("letters"), "documents": _("packages of documents"), "tickets": _("tickets"),
        "visits": _("visits"),
    }  # fmt: skip
    work = proposal.result.get("other", {}).get("work", {})
    return [
        {
            "name": label,
            "amount": number(round(work[key]["amount"], 1)),
            "minutes": str(work[key]["minutes"]),
            "hours": number(work[key]["hours"]),
        }
        for key, label in names.items()
        if key in work
    ]


@dataclass(frozen=True)
class Room:
    """Hours in which other work can be done, beside those it needs."""

    needs: float
    idle: float  # usable of the time between calls, with the changes
    duty: float  # rostered for it
    freed: float  # by shortened shifts

    @property
    def has(self) -> float:
        """Together."""
        return round(self.idle + self.duty + self.freed, 1)

    @property
    def fits(self) -> bool:
        """Whether everything that is expected can be done."""
        return self.has >= self.needs

    @property
    def balance(self) -> str:
        """Hours left over, or missing."""
        return number(round(abs(self.has - self.needs), 1))

    def words(self) -> dict[str, str]:
        """Each as people read it."""
        return {
            name: number(value)
            for name, value in (
                ("needs", self.needs), ("idle", self.idle), ("duty", self.duty), ("freed", self.freed),
                ("has", self.has),
            )
        }  # fmt: skip


def room_of(proposal: Proposal) -> Room:
    """How much other work fits beside the calls, with the changes of the proposal."""
    result = proposal.result
    idle = result["whole"]["after"]["idle_hours"] * proposal.idle_use / 100
    other = result["other"]
    return Room(other["hours"], round(idle, 1), other["duty_hours"], other["freed_hours"])


def truth(proposal: Proposal) -> dict[str, str]:
    """What the service level costs a small desk: how much of the time on the line is between calls."""
    line, fewer = (proposal.result["whole"][name] for name in ("line", "fewer"))
    busy = round(100 * (line["occupancy"] or 0.0), 1)
    return {
        "busy": percent(busy),
        "free": percent(100 - busy),
        "fewer_busy": percent(100 * (fewer["occupancy"] or 0.0)),
        "fewer_service": percent(100 * fewer["service"]),
    }


def kind_words(move: dict[str, Any]) -> str:
    """What would be done with the shift."""
    return str(Shifted(move["kind"]).label)
