"""When the night is in which clients with documents in force are asked about. Times of Tallinn."""

from datetime import date, datetime, time, timedelta

from django.conf import settings

from desk import workdays


def night_of(moment: datetime) -> date:
    """The day whose night it is or will be: the small hours still belong to the evening before."""
    local = moment.astimezone(workdays.TALLINN)
    return local.date() - timedelta(days=1) if local.hour < settings.RECHECK_UNTIL else local.date()


def is_night(moment: datetime) -> bool:
    """Whether the register may be asked now for what nobody waits for."""
    hour = moment.astimezone(workdays.TALLINN).hour
    begins, ends = settings.RECHECK_FROM, settings.RECHECK_UNTIL
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends


def asked_since(day: date) -> datetime:
    """Who was asked since then is not asked again in the night of this day."""
    first = day - timedelta(days=settings.RECHECK_EVERY_DAYS - 1)
    return workdays.at(first, time(settings.RECHECK_UNTIL))
