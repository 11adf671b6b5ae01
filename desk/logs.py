"""What the processes write to their logs: what happened, never to whom."""

from typing import Any


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: one line an event on the console, masked by a last net."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"personal": {"()": "desk.records.logs.WithoutPersonalData"}},
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["personal"]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "zeep": {"level": "INFO"},
            "jira": {"level": "WARNING"},
            # Its warnings quote whole addresses, and two of the other systems want codes and names in theirs.
            **{name: {"level": "ERROR"} for name in ("urllib3", "weasyprint", "fontTools", "django.request")},
            # Its own handlers would write addresses that ours masks.
            "django": {"handlers": [], "level": "INFO"},
        },
    }
