"""Spans of days that people choose by a word, and with what each is compared. Days are those of Tallinn."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stats.figures import Chosen

RECENT, OWN, PERIOD = "recent", "own", "period-"  # a declaration period is said by its id: period-12
LONGEST = 1100  # days: three years
WEEKS = 13  # of the span that is shown when nothing else was asked for
# What is said in a word; a saved choice keeps the word, so that it moves on with time.
PRESETS: Mapping[str, Promise] = {
    RECENT: _("last 13 weeks"),
    "week": _("this week"),
    "last_week": _("last week"),
    "month": _("this month"),
    "last_month": _("last month"),
    "quarter": _("this quarter"),
    "last_quarter": _("last quarter"),
    "year": _("last 52 weeks"),
    OWN: _("own dates"),
}


def monday(day: date) -> date:
    """The first day of the week that holds this one."""
    return day - timedelta(days=day.weekday())


def of(preset: str, today: date) -> tuple[date, date]:
    """The first and the last day; of what still goes on the last is today. Raises KeyError."""
    week, month = monday(today), today.replace(day=1)
    quarter = month.replace(month=month.month - (month.month - 1) % 3)
    spans = {
        RECENT: (week - timedelta(weeks=WEEKS - 1), today),
        "week": (week, today),
        "last_week": (week - timedelta(weeks=1), week - timedelta(days=1)),
        "month": (month, today),
        "last_month": ((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        "quarter": (quarter, today),
        "last_quarter": (_quarter_before(quarter), quarter - timedelta(days=1)),
        "year": (week - timedelta(weeks=51), today),
    }
    return spans[preset]


def _quarter_before(quarter: date) -> date:
    last = quarter - timedelta(days=1)
    return last.replace(month=last.month - 2, day=1)


def before(chosen: Chosen) -> Chosen:
    """The same weekdays, the fewest whole weeks earlier at which no day is in both.

    So a Monday is compared with a Monday, and three days of a week with three days.
    """
    weeks = timedelta(weeks=-(-chosen.days // 7))
    return chosen.narrowed(first=chosen.first - weeks, last=chosen.last - weeks)


def weeks_of(chosen: Chosen, most: int = 53) -> list[date]:
    """The Mondays of the weeks that the span touches, the last `most` of them."""
    first, last = monday(chosen.first), monday(chosen.last)
    count = (last - first).days // 7 + 1
    return [last - timedelta(weeks=back) for back in range(min(count, most) - 1, -1, -1)]


def week_within(chosen: Chosen, week: date) -> Chosen:
    """What of this week is chosen."""
    return chosen.narrowed(first=max(chosen.first, week), last=min(chosen.last, week + timedelta(days=6)))


def is_whole(chosen: Chosen, week: date, today: date) -> bool:
    """Whether all days of the week are chosen and over: others are marked as incomplete."""
    end = week + timedelta(days=6)
    return chosen.first <= week and end <= chosen.last and end < today
