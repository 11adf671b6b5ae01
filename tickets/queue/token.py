"""When the token of our account in JIRA ends, and who must hear of it in time: pure but for the settings."""

from datetime import date

from django.conf import settings

WARNINGS = (1, 7, 30)  # days before


def days_left(today: date) -> int | None:
    """Days on which the token is still good, this one not counted; None: nobody said when it ends."""
    last: date | None = settings.JIRA_TOKEN_EXPIRES
    return (last - today).days if last else None


def warning(today: date) -> int | None:
    """Which of the warnings is due: 30, 7 or 1 days before, 0 once it is over; None: none yet."""
    left = days_left(today)
    if left is None:
        return None
    return 0 if left < 0 else next((step for step in WARNINGS if left <= step), None)
