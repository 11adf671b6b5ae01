"""What must always be true in each room (slot INVARIANTS), looked at one by one; a slow one is given up."""

import logging
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from desk import slots
from desk.slots import Finding, Invariant

log = logging.getLogger(__name__)

SECONDS = 10  # for one of them
MOST = 100  # rows that are counted
TOLD = 5  # rows that are named


def every() -> Iterator[Invariant]:
    """All of them, room by room from the ground up."""
    for told in slots.each("INVARIANTS"):
        yield from told


def findings() -> Iterator[Finding]:
    """A finding each, its detail the sentence, and where it is not true how many rows and which."""
    for invariant in every():
        yield look(invariant)


def look(invariant: Invariant) -> Finding:
    """Whether it is true now. Reads only: PostgreSQL refuses anything else."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
            found = _rows(invariant.broken())
            cursor.execute("SET LOCAL statement_timeout = 0")
    except Exception as trouble:
        log.exception("the doctor could not look at %s", invariant.code)
        said = format_lazy(
            _("{sentence} Could not be looked at: {trouble}"), sentence=invariant.sentence,
            trouble=type(trouble).__name__,
        )  # fmt: skip
        return Finding(invariant.code, "warning", said, _("Look again when the machine is less busy."))
    if not found:
        return Finding(invariant.code, "ok", invariant.sentence)
    count = str(len(found)) if len(found) <= MOST else f"> {MOST}"
    said = format_lazy(
        _("{sentence} Not so: {count} ({rows})"), sentence=invariant.sentence, count=count,
        rows=", ".join(str(row) for row in found[:TOLD]),
    )  # fmt: skip
    return Finding(invariant.code, "failed" if invariant.grave else "warning", said, invariant.todo)


def _rows(broken: Any) -> list[Any]:
    if isinstance(broken, QuerySet):
        return list(broken.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    return list(broken)[: MOST + 1]
