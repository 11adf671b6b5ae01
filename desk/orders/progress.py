"""How far an order is, and when its last row will be done at the pace of the last working days (pure but for
the two readers at the end).

The pace of a day is the number of rows done on it. The forecast is a range: at the slower and at the quicker
third of the last working days, each rounded up to whole working days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from desk import clock, workdays
from desk.enquiries import deadlines
from desk.orders.enums import ItemState
from desk.orders.models import Order

DAYS = 10  # working days that are looked at
LEAST_DAYS, LEAST_ROWS = 2, 5  # fewer say nothing of a pace


@dataclass(frozen=True)
class Progress:
    """Rows by state and result; `days`: (day, rows done on it) of the last working days, the oldest first."""

    open: int
    done: int
    dropped: int
    results: dict[str, int]
    days: tuple[tuple[date, int], ...]
    forecast: tuple[date, date] | None

    @property
    def all(self) -> int:
        """Rows that somebody does or did."""
        return self.open + self.done

    @property
    def percent(self) -> int:
        """How much is done, rounded down so that a hundred means all."""
        return 100 * self.done // self.all if self.all else 0


def span(left: int, per_day: Sequence[int]) -> tuple[int, int] | None:
    """Working days until `left` rows are done, at the quicker and the slower pace; None: nothing can be said.

    >>> span(20, [4, 6, 10])
    (2, 5)
    """
    if len(per_day) < LEAST_DAYS or sum(per_day) < LEAST_ROWS:
        return None
    paces = sorted(per_day)
    third = (len(paces) - 1) // 3
    quick, slow = paces[-1 - third], paces[third]
    # A day without any row says that people did something else, not that it never ends.
    slow = slow or max(sum(paces) // (2 * len(paces)), 1)
    return -(-left // max(quick, 1)), -(-left // slow)


def progress(order: Order) -> Progress:
    """How far the order is now."""
    counted = order.items.order_by().values_list("state", "result").annotate(rows=Count("pk"))
    states: dict[str, int] = {}
    results: dict[str, int] = {}
    for state, result, rows in counted:
        states[state] = states.get(state, 0) + rows
        if state == ItemState.DONE:
            results[result] = rows
    days = _days(order)
    left = states.get(ItemState.OPEN, 0)
    return Progress(
        left, states.get(ItemState.DONE, 0), states.get(ItemState.DROPPED, 0), results, days,
        _forecast(left, days),
    )  # fmt: skip


def _days(order: Order) -> tuple[tuple[date, int], ...]:
    """Rows done on each of the last working days since the order was given, those without any too."""
    today = workdays.today()
    since = today - timedelta(days=2 * DAYS)
    done = order.items.filter(state=ItemState.DONE, done_at__gte=clock.now() - timedelta(days=2 * DAYS + 1))
    on = done.order_by().annotate(day=TruncDate("done_at", tzinfo=workdays.TALLINN))
    found = dict(on.values_list("day").annotate(rows=Count("pk")))
    given = workdays.day_of(order.given_at) if order.given_at else today
    each = (since + timedelta(days=number) for number in range(2 * DAYS + 1))
    # Today is not over: it counts once something was done, and not as a day of no work.
    days = [
        day for day in each if day >= given and (found.get(day) or (workdays.is_working(day) and day < today))
    ]
    return tuple((day, found.get(day, 0)) for day in days[-DAYS:])


def _forecast(left: int, days: Sequence[tuple[date, int]]) -> tuple[date, date] | None:
    wanted = span(left, [rows for _day, rows in days]) if left else None
    if wanted is None:
        return None
    first, last = (deadlines.working_day(workdays.today(), count) for count in wanted)
    return first, last
