"""How long a page lets the database work: for the web alone; commands and the worker may take longer."""

from typing import Any

from django.conf import settings
from django.db import connections

LOCK_SECONDS = 15  # for a row that somebody else holds
IDLE_SECONDS = 60  # of a transaction in which nothing is asked


def end_long_questions() -> None:
    """Connections that this process opens from now on end what takes longer than WEB_STATEMENT_SECONDS."""
    for alias in connections:
        told: dict[str, Any] = connections.settings[alias]["OPTIONS"]
        told["options"] = limits(str(told.get("options", "")), settings.WEB_STATEMENT_SECONDS)


def limits(options: str, seconds: int) -> str:
    """PostgreSQL's options with the limits; 0: without an end."""
    wanted = {
        "statement_timeout": seconds,
        "lock_timeout": min(LOCK_SECONDS, seconds),
        "idle_in_transaction_session_timeout": IDLE_SECONDS if seconds else 0,
    }
    told = [f"-c {name}={value * 1000}" for name, value in wanted.items() if name not in options]
    return " ".join(filter(None, [options, *told]))
