"""Declaration periods: made ahead at night, and a due date that a head sets for one of them."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from desk import workdays
from desk.http import Refused
from desk.orders import periods
from desk.orders.models import Obligation, Period
from desk.people.models import User
from desk.records.actions import note

_FIELDS = ["starts_on", "ends_on", "due_on", "peak_from", "peak_until"]


@dataclass(frozen=True)
class Prepared:
    """How many periods a run made, and of how many it moved the dates."""

    made: int
    moved: int


@transaction.atomic
def prepare(*, by: User | None = None) -> Prepared:
    """Periods of last year, this one and the next that are not there yet; those not yet due are counted anew.

    A date set by a person, and one that has gone by, stays. May run at any time and any number of times.
    """
    today, calendar = workdays.today(), periods.calendar()
    obligations = list(Obligation.objects.select_for_update().filter(active=True))
    there = {
        (each.obligation_id, each.year, each.number): each
        for each in Period.objects.filter(obligation__in=obligations, year__gte=today.year - 1)
    }
    new, moved = [], []
    for obligation in obligations:
        for year in range(today.year - 1, today.year + 2):
            for number in periods.numbers_of(obligation):
                dates = asdict(periods.counted(obligation, year, number, calendar))
                old = there.get((obligation.pk, year, number))
                if old is None:
                    new.append(Period(obligation=obligation, year=year, number=number, **dates))
                elif not old.overridden and old.due_on >= today and _move(old, dates):
                    moved.append(old)
    bulk_create_with_history(new, Period, default_user=by, default_change_reason="made ahead")
    if moved:
        bulk_update_with_history(moved, Period, _FIELDS, default_user=by)
    if new or moved:
        subject = ("obligation", obligations[0].pk)
        note(kind="orders.periods", subject=subject, client_id=None, by=by, made=len(new), moved=len(moved))
    return Prepared(len(new), len(moved))


def _move(period: Period, dates: dict[str, date]) -> bool:
    if all(getattr(period, name) == value for name, value in dates.items()):
        return False
    for name, value in dates.items():
        setattr(period, name, value)
    return True


@transaction.atomic
def override(*, period: Period, due_on: date, reason: str, by: User) -> None:
    """Another due date for this period alone; it is never counted anew, and its peak moves with it."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if not reason.strip():
        raise Refused(_("Say why the date is another one."))
    if due_on <= period.ends_on:
        raise Refused(_("It falls due after the period has ended."))
    period.due_on, period.overridden, period.reason = due_on, True, reason.strip()
    period.peak_from, period.peak_until = periods.peak(period.obligation, due_on, periods.calendar())
    _keep(period, "period_set", by)


@transaction.atomic
def count_again(*, period: Period, by: User) -> None:
    """The date that the obligation gives, in place of the one set by hand."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    dates = periods.counted(period.obligation, period.year, period.number, periods.calendar())
    _move(period, asdict(dates))
    period.overridden, period.reason = False, ""
    _keep(period, "period_counted", by)


def _keep(period: Period, what: str, by: User) -> None:
    period._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    period.save()
    day = f"{period.due_on:%d.%m.%Y}"
    note(kind=f"orders.{what}", subject=("period", period.pk), client_id=None, by=by, day=day)
