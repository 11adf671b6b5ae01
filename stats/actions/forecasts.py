"""A forecast is asked for by a person, made by the worker, and then never changed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, outbox, workdays
from desk.http import Refused
from desk.outbox import JobState
from desk.people import roster
from desk.people.models import User
from stats.models import Forecast
from stats.staffing import making

TASK = "stats.forecast"
_KEPT = [
    "method", "made_at", "history_first", "history_last", "errors", "numbers", "handle", "load",
]  # fmt: skip


@transaction.atomic
def ask(*, first: date, weeks: int, by_hand: int | None, by: User) -> Forecast:
    """Have the weeks from the Monday of `first` forecast; the same asked twice is one while it waits."""
    monday = roster.monday_of(first)
    if monday < roster.monday_of(workdays.today()):
        raise Refused(_("These weeks are over: choose this week or a later one."))
    # The row of the person keeps two clicks from asking twice.
    User.objects.select_for_update().get(pk=by.pk)
    waiting: Forecast | None = Forecast.objects.filter(
        first=monday, weeks=weeks, by_hand=by_hand, state__in=[JobState.PENDING, JobState.SENDING]
    ).first()
    if waiting is not None:
        return waiting
    made = Forecast.objects.create(first=monday, weeks=weeks, by_hand=by_hand, asked_by=by)
    outbox.wake(TASK, made.pk)
    return made


def work(*, forecast_id: int) -> bool:
    """The worker's part; whether this call did it."""
    return outbox.drain(Forecast, forecast_id, ask=making.make, record=record)


def wake_waiting() -> int:
    """Those whose task was lost, or whose worker died, go on."""
    return outbox.wake_due(Forecast, TASK)


@transaction.atomic
def try_again(*, forecast: Forecast, by: User) -> bool:
    """A person has one that failed made once more; whether it was one."""
    again = outbox.retry(forecast)
    if again:
        outbox.wake(TASK, forecast.pk)
    return again


def record(forecast: Forecast, answer: making.Answer) -> None:
    """What was made of it is kept; in the transaction that ends the job, or in one of its own."""
    forecast.method, forecast.made_at = answer.method, clock.now()
    forecast.history_first, forecast.history_last = answer.history_first, answer.history_last
    forecast.errors, forecast.handle, forecast.load = answer.errors, answer.handle, answer.load
    forecast.numbers = [list(each) for each in answer.numbers]
    forecast.save(update_fields=_KEPT)
