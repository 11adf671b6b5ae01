"""What became of promises, by the month in which they fell due: kept, kept late, broken, still open."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from desk.enquiries.models import Promise
from desk.enquiries.models.promise import OUTCOMES
from desk.workdays import TALLINN


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
    """The months in which promises fell due, the oldest first; practice is not counted."""
    rows = Promise.objects.counted()
    if since is not None:
        rows = rows.filter(due_at__gte=since)
    if until is not None:
        rows = rows.filter(due_at__lt=until)
    figures = {name: Count("pk", filter=rule) for name, rule in OUTCOMES.items()}
    figures["overdue"] = Count("pk", filter=OUTCOMES["open"] & Q(due_at__lt=now))
    months = rows.order_by().annotate(of=TruncMonth("due_at", tzinfo=TALLINN)).values("of")
    found = months.annotate(**figures).order_by("of").values_list("of", *figures)
    return [Month(f"{of:%Y-%m}", *numbers) for of, *numbers in found]


def first_of(month: str) -> datetime:
    """The first moment of `2026-11` in Tallinn."""
    year, number = (int(part) for part in month.split("-"))
    return datetime(year, number, 1, tzinfo=TALLINN)


def months_later(moment: datetime, count: int) -> datetime:
    """The first moment of the month so many months after that of `moment`; negative counts back."""
    day = moment.astimezone(TALLINN).date()
    whole = day.year * 12 + day.month - 1 + count
    return datetime.combine(date(whole // 12, whole % 12 + 1, 1), datetime.min.time(), TALLINN)
