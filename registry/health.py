"""How the register is reached and how it goes: the same for the page of those who lead and for `doctor`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk import clock, workdays
from desk.outbox import OutsideTrouble
from desk.records.models import TimelineEntry
from desk.records.words import Line as Told
from desk.records.words import line as told
from registry import line, mandates, names, rulebook
from registry.enums import Channel, LineState, RefreshKind
from registry.models import Check, ClassifierValue, DailyUse, Line, Refresh

_LISTS_OLD = timedelta(days=15)  # two Mondays missed
_STORY = 10  # lines of what happened with the channels


@dataclass(frozen=True)
class Way:
    """One channel as it stands now."""

    row: Line
    used: int  # requests today
    budget: int | None  # None: not bounded
    chosen: bool  # the channel of the settings

    @property
    def left(self) -> int | None:
        """Requests left today; None where not bounded."""
        return None if self.budget is None else max(0, self.budget - self.used)


@dataclass(frozen=True)
class Part:
    """A part of which the contract was seen by nobody of us in use."""

    name: str | Promise
    on: bool


@dataclass(frozen=True)
class Health:
    """Everything that a person asks about the register as a system. `badge`: live, sample or manual."""

    badge: str
    ways: list[Way]
    waiting: int
    given_up: int
    lists: Refresh | None  # the last fetching that came to its end
    lists_wait: Refresh | None  # one that is under way, or was given up
    unknown: list[ClassifierValue]
    unverified: list[Part]


def health() -> Health:
    """As it is now; reads the database, asks nobody."""
    fetchings = Refresh.jobs.filter(what=RefreshKind.CLASSIFIERS).order_by("-day")
    newest = fetchings.first()
    done = newest if newest and newest.done_at else fetchings.exclude(done_at=None).first()
    return Health(
        badge=badge(),
        ways=_ways(),
        waiting=Check.objects.waiting().count(),
        given_up=Check.objects.unanswered().count(),
        lists=done,
        lists_wait=newest if newest and not newest.done_at else None,
        unknown=list(ClassifierValue.objects.unknown_to_rules()),
        unverified=unverified(),
    )


def badge() -> str:
    """live, sample (a simulator answers) or manual (not set up: proof is taken by hand)."""
    if not settings.REGISTRY_URL:
        return "manual"
    return "sample" if settings.REGISTRY_SAMPLE else "live"


def unverified() -> list[Part]:
    """Parts that are built after a description alone; each has its switch, off unless set."""
    return [
        Part(_("Daily changes of the register"), settings.REGISTRY_CHANGE_FEED),
        Part(_("Search by name in the register"), bool(settings.REGISTRY_NAMES_URL)),
        Part(_("State's system of mandates (Pääsuke)"), bool(settings.PAASUKE_URL)),
        Part(_("Dated rows of the card (detailandmed_v3)"), bool(settings.REGISTRY_URL)),
    ]


def story() -> list[Told]:
    """What happened with the channels, newest first."""
    entries = TimelineEntry.objects.filter(subject_kind="line").order_by("-at", "-pk").told()[:_STORY]
    return [told(entry) for entry in entries]


def _ways() -> list[Way]:
    rows = {row.channel: row for row in Line.objects.select_related("opened_by")}
    used = dict(DailyUse.objects.filter(day=workdays.today()).values_list("channel", "requests"))
    chosen = settings.REGISTRY_CHANNEL if settings.REGISTRY_URL else ""
    if chosen and chosen not in rows:
        rows[chosen] = Line(channel=chosen, since=clock.now())  # nobody has asked yet
    return [
        Way(
            row=rows[channel],
            used=used.get(channel, 0),
            budget=line.budget(channel) if channel == Channel.DIRECT else None,
            chosen=channel == chosen,
        )
        for channel in sorted(rows, key=lambda channel: (channel != chosen, channel))
    ]


# ---- what `doctor` says ------------------------------------------------------------------------


def parts() -> Iterator[tuple[str, str, str]]:
    """Part, state (ok, sample, manual, failed) and detail, for `manage.py doctor`. In English."""
    found = health()
    good = "ok" if found.badge == "live" else found.badge
    for way in found.ways:
        if way.chosen:
            shut = way.row.state != LineState.OPEN
            yield f"register line {way.row.channel}", "failed" if shut else good, _way(way)
    yield "register lists of codes", *_lists(found, good)
    yield "register rules", *_rules()
    for part, word in zip(found.unverified, ("change feed", "names", "mandates", "dated rows"), strict=True):
        yield f"register {word}", *_unverified(part, _PINGS.get(word, _feed), good)


def _rules() -> tuple[str, str]:
    book = rulebook.current()
    if not (book.roles and book.statuses - book.deleted):
        return "failed", "no rules, so nobody has a right: run reference_data"
    return "ok", f"{book.version}, {len(book.roles)} roles represent"


def _unverified(part: Part, look: Callable[[], str | None], good: str) -> tuple[str, str]:
    if not part.on:
        return "manual", "off, unverified"
    try:
        detail = look()
    except OutsideTrouble as trouble:
        return "failed", f"on, unverified, {trouble.code}"
    return good if good != "manual" else "ok", f"on, unverified{f', {detail}' if detail else ''}"


def _feed() -> str | None:
    newest = Refresh.jobs.filter(what=RefreshKind.CHANGES).order_by("-day").first()
    if newest is None:
        return None
    return f"{newest.state} for {newest.day}" + (f": {newest.reason}" if newest.reason else "")


# What each is asked for a sign of life; the rest have the register's own.
_PINGS: dict[str, Callable[[], str | None]] = {
    "names": names.ping,
    "mandates": mandates.ping,
    "dated rows": lambda: None,
}


def _way(way: Way) -> str:
    row = way.row
    words = [f"{row.state} since {_stamp(row.since)}"]
    if row.reason and row.state != LineState.OPEN:
        words.append(row.reason)
    if row.rests_until:
        words.append(f"until {_stamp(row.rests_until)}")
    words.append(f"{way.used} requests today" + (f" of {way.budget}" if way.budget is not None else ""))
    words.append(f"last success {_stamp(row.succeeded_at)}" if row.succeeded_at else "no success yet")
    return ", ".join(words)


def _lists(found: Health, good: str) -> tuple[str, str]:
    if found.badge == "manual":
        return "manual", "no register is set up"
    unknown = ", ".join(value.code for value in found.unknown[:10])
    detail = f"fetched for {found.lists.day}" if found.lists else "never fetched"
    if found.unknown:
        detail += f", {len(found.unknown)} unknown to the rules: {unknown}"
    late = found.lists is not None and workdays.today() - found.lists.day > _LISTS_OLD
    return "failed" if late else good, detail


def _stamp(moment: datetime | date) -> str:
    local = moment.astimezone(workdays.TALLINN) if isinstance(moment, datetime) else moment
    return f"{local:%d.%m.%Y %H:%M}"
