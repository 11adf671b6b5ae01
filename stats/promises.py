"""What became of promises, by the month in which they fell due: kept, kept late, broken, still open."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from desk.enquiries.models import Promise
from desk.enquiries.models.promise import OUTCOMES
from desk.workdays import TALLINN, day_of
from stats.models import Promised


@dataclass(frozen=True)
class Month:
    """The promises that fell due in one month of Tallinn; each is counted once.

    `broken` stays although it was made good later. `overdue` are those of `open` whose time has passed.
    """

    month: str
    kept: int
    late: int
    broken: int
    open: int
    overdue: int

    @property
    def all(self) -> int:
        """How many fell due."""
        return self.kept + self.late + self.broken + self.open


def by_month(now: datetime, since: datetime | None = None, until: datetime | None = None) -> list[Month]:
    """The months in which promises fell due, the oldest first; practice is not counted.

    `since` and `until` are first moments of months. What changed in the last minute may not be counted yet.
    """
    rows = Promised.objects.all()
    owed = Promise.objects.counted().ended_as("open").filter(due_at__lt=now)
    if since is not None:
        rows, owed = rows.filter(day__gte=day_of(since)), owed.filter(due_at__gte=since)
    if until is not None:
        rows, owed = rows.filter(day__lt=day_of(until)), owed.filter(due_at__lt=until)
    of = TruncMonth("due_at", tzinfo=TALLINN)
    overdue = {month.date(): n for month, n in owed.order_by().values_list(of).annotate(n=Count("pk"))}
    figures = [Sum(name) for name in OUTCOMES]
    months = rows.order_by().annotate(of=TruncMonth("day")).values("of").annotate(*figures)
    found = months.order_by("of").values("of", *(f"{name}__sum" for name in OUTCOMES))
    return [
        Month(
            f"{row['of']:%Y-%m}", **{name: row[f"{name}__sum"] for name in OUTCOMES},
            overdue=overdue.get(row["of"], 0),
        )
        for row in found
    ]  # fmt: skip


def first_of(month: str) -> datetime:
    """The first moment of `2026-11` in Tallinn."""
    year, number = (int(part) for part in month.split("-"))
    return datetime(year, number, 1, tzinfo=TALLINN)


def months_later(moment: datetime, count: int) -> datetime:
    """The first moment of the month so many months after that of `moment`; negative counts back."""
    day = moment.astimezone(TALLINN).date()
    whole = day.year * 12 + day.month - 1 + count
    return datetime.combine(date(whole // 12, whole % 12 + 1, 1), datetime.min.time(), TALLINN)
