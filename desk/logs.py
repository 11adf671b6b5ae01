"""What the processes write to their logs: what happened, never to whom.

One event a line, as text or as JSON (LOG_FORMAT). Every line says which request and which task it belongs to
(desk/tracing.py); a request's own line says the person by id, the view by name, and never the address.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from desk import tracing

# What a line may say beside its message, where whoever wrote it gave it as `extra`.
FIELDS = ("method", "view", "status", "ms", "user", "task")


class WithIds(logging.Filter):
    """Puts the ids of the request and of the task onto a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = tracing.request_id.get() or "-"
        record.task_id = tracing.task_id.get() or "-"
        return True


class Json(logging.Formatter):
    """A line as one JSON object: time (UTC), level, logger, message, request_id, task_id, and FIELDS."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        for name in ("request_id", "task_id"):
            if getattr(record, name, "-") != "-":
                said[name] = getattr(record, name)
        said |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            said["exception"] = record.exc_text
        return json.dumps(said, ensure_ascii=False, default=str)


def own_every_line() -> None:
    """What a server has set up for its own lines gives way: they too go through ours, at our level.

    Its log of requests is left as it is where it is off (it holds addresses, and we write a line of our own):
    a handler above it would turn it on.
    """
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi", "uvicorn.access"):
        logger = logging.getLogger(name)
        if name == "uvicorn.access" and not logger.handlers:
            continue
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.NOTSET)


def configuration(level: str, form: str = "line") -> dict[str, Any]:
    """Django's LOGGING: one line an event on the console, masked by a last net. `form`: line or json."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "ids": {"()": "desk.logs.WithIds"},
            "personal": {"()": "desk.records.logs.WithoutPersonalData"},
        },
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s %(task_id)s] %(message)s"},
            "json": {"()": "desk.logs.Json"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["ids", "personal"]}
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
