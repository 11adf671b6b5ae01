"""What has come: calls by half-hours, how long one takes, and what else there is to do. Reads rollups."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from desk.workdays import TALLINN
from stats.enums import Channel
from stats.models import Drafted, Handed, Traffic
from stats.staffing.steps import half_of, midnight

WEEKS = 104  # of calls, at most
RECENT = timedelta(weeks=13)  # from which handling time and other work are taken
ENOUGH = 20  # calls of an hour or a language, before its own mean is believed
NOON = 12


@dataclass(frozen=True)
class Handling:
    """Mean seconds of a call and its wrap-up: of all, by hour of Tallinn, by language; 0: not known."""

    all: float
    hours: Mapping[str, float]
    languages: Mapping[str, float]


def first_day(before: date) -> date | None:
    """The first whole day with calls that is not older than two years; None without any before this day."""
    since = midnight(before - timedelta(weeks=WEEKS))
    phone = Traffic.objects.between(since, midnight(before)).filter(channel=Channel.PHONE)
    first = phone.order_by("slot").values_list("slot", flat=True).first()
    return None if first is None else first.astimezone(TALLINN).date()


def calls(first: date, last: date) -> Counter[datetime]:
    """Calls that came in each half-hour (its beginning in UTC), those given up at once left out."""
    rows = (
        Traffic.objects.between(midnight(first), midnight(last + timedelta(days=1)))
        .filter(channel=Channel.PHONE)
        .order_by()
        .values_list("slot")
        .annotate(Sum("offered"), Sum("short"))
    )
    found: Counter[datetime] = Counter()
    for slot, offered, short in rows:
        found[half_of(slot)] += offered - short
    return found


def handling(last: date) -> Handling:
    """(Conversation with what was on hold + wrap-up) ÷ finished calls of the last quarter of a year."""
    rows = (
        Traffic.objects.between(midnight(last - RECENT), midnight(last + timedelta(days=1)))
        .filter(channel=Channel.PHONE, finished__gt=0)
        .order_by()
        .values_list("slot", "language")
        .annotate(Sum("finished"), Sum("talk_s"), Sum("wrap_s"))
    )
    count: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for slot, language, finished, talk, wrap in rows:
        for key in ("all", f"{slot.astimezone(TALLINN).hour}", language):
            count[key] += finished
            seconds[key] += talk + wrap
    means = {key: round(seconds[key] / count[key], 1) for key in count if count[key] >= ENOUGH and key}
    return Handling(
        means.pop("all", 0.0),
        {key: mean for key, mean in means.items() if key.isdecimal()},
        {key: mean for key, mean in means.items() if not key.isdecimal()},
    )


def half_days(channel: Channel, last: date) -> dict[str, float]:
    """Contacts of a channel on a mean weekday's morning and afternoon: `{"0-am": 4.5, …}`, 0 is Monday."""
    begins = last - RECENT
    rows = (
        Traffic.objects.between(midnight(begins), midnight(last + timedelta(days=1)))
        .filter(channel=channel)
        .order_by()
        .values_list("slot")
        .annotate(Sum("offered"))
    )
    sums: Counter[str] = Counter()
    days: defaultdict[int, set[date]] = defaultdict(set)
    for slot, offered in rows:
        wall = slot.astimezone(TALLINN)
        sums[f"{wall.weekday()}-{'am' if wall.hour < NOON else 'pm'}"] += offered
        days[wall.weekday()].add(wall.date())
    return {key: round(value / len(days[int(key[0])]), 2) for key, value in sorted(sums.items())}


def a_week(last: date) -> dict[str, float]:
    """Packages of documents drafted and tickets made in a mean week of the last quarter of a year."""
    begins, weeks = last - RECENT + timedelta(days=1), RECENT.days / 7
    made = Handed.objects.within(begins, last).aggregate(of=Sum("made"))["of"] or 0
    drafted = Drafted.objects.within(begins, last).aggregate(of=Sum("drafted"))["of"] or 0
    return {"documents": round(drafted / weeks, 1), "tickets": round(made / weeks, 1)}
