"""When JIRA may be asked again, from the headers of its refusal: pure but for the clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from desk import clock

LONGEST = timedelta(hours=1)  # whatever it says: a wrong header must not stop the queue for a day


def ready_at(headers: Mapping[str, str]) -> datetime | None:
    """From `Retry-After` (seconds, also with a fraction, or an HTTP date) or `X-RateLimit-Reset` (ISO).

    None where neither says anything, or a moment that is past: then the outbox waits by its own rule. Data
    Center says 0 also when it has just refused.
    """
    wait = _seconds(headers.get("Retry-After", ""))
    if wait is None:
        wait = _until(_http_date(headers.get("Retry-After", "")), headers)
    if wait is None:
        wait = _until(_iso(headers.get("X-RateLimit-Reset", "")), headers)
    if wait is None or wait <= timedelta():
        return None
    return clock.now() + min(wait, LONGEST)


def _seconds(text: str) -> timedelta | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    # Written so that "nan" falls through too.
    return timedelta(seconds=min(seconds, LONGEST.total_seconds())) if seconds >= 0 else None


def _until(moment: datetime | None, headers: Mapping[str, str]) -> timedelta | None:
    """Their moment by their own clock, where the answer says what time it is there."""
    if moment is None:
        return None
    return moment - (_http_date(headers.get("Date", "")) or datetime.now(UTC))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)  # "2026-03-05T10:15Z": Cloud says no seconds
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
