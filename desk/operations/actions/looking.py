"""The round of the doctor: signs of life, a look every few minutes, and one at once when somebody asks."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from desk import outbox
from desk.operations import doctor
from desk.operations.doctor import house, words
from desk.operations.models import Look
from desk.people.models import User
from desk.slots import Finding

EVERY = timedelta(minutes=5)
LOOK = "operations.look"
_LOCK = 0x6C6F6F6B  # two workers never look at once


@dataclass(frozen=True)
class Seen:
    """One finding of the last look, in the language of the page."""

    part: str
    label: str
    state: str
    detail: str
    todo: str


def alive(part: str = house.BEAT) -> None:
    """A sign of life, by the database's own time: the clock of a demo may be moved, processes are not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO operations_heartbeat (part, at) VALUES (%s, clock_timestamp())"
            " ON CONFLICT (part) DO UPDATE SET at = EXCLUDED.at",
            [part],
        )


def due() -> bool:
    """Whether the last look is old, or somebody wants a new one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at < clock_timestamp() - make_interval(secs => %s) OR wanted_at IS NOT NULL"
            " FROM operations_look",
            [EVERY.total_seconds()],
        )
        found = cursor.fetchone()
    return found is None or bool(found[0])


@transaction.atomic
def want(*, by: User) -> None:
    """Somebody wants to know at once; who it was is of no matter. Pressed twice, it is looked once."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE operations_look SET wanted_at = clock_timestamp() WHERE wanted_at IS NULL")
    outbox.wake(LOOK, 0)


def look_around() -> bool:
    """Look at everything and write it down for the page; whether it was this worker that looked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        mine = bool(cursor.fetchone()[0])
    if not mine:
        return False
    try:
        _write(*_looked())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return True


def _looked() -> tuple[list[dict[str, Any]], float]:
    began = time.monotonic()
    found = list(doctor.findings())
    return [_told(each) for each in found], time.monotonic() - began


def _told(finding: Finding) -> dict[str, Any]:
    """With its words in every language of the staff, since it is not known yet who will read them."""
    said: dict[str, Any] = {"part": finding.part, "state": finding.state}
    for name in ("detail", "todo", "label"):
        said[name] = {}
        for language in settings.STAFF_LANGUAGES:
            with translation.override(language):
                text = words.label(finding.part) if name == "label" else getattr(finding, name)
                said[name][language] = str(text)
    return said


@transaction.atomic
def _write(found: list[dict[str, Any]], seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    Look.objects.update_or_create(
        pk=1, defaults={"at": now, "seconds": round(seconds, 2), "findings": found, "wanted_at": None}
    )


def seen(look: Look, language: str) -> list[Seen]:
    """The findings of a look as this language's page shows them."""
    return [
        Seen(
            part=each["part"],
            state=each["state"],
            **{name: each[name].get(language) or each[name]["en"] for name in ("label", "detail", "todo")},
        )
        for each in look.findings
    ]
