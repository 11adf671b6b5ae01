"""Every column that keys have a part in. A test compares it with the calls of desk.sealed.

By labels and paths: the rooms stand beside this one, or above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from desk import clock, sealed


@dataclass(frozen=True)
class Column:
    """A column whose text is sealed. `digest` is the column beside it that holds the digest of the same text,
    `purpose` the path of what `desk.sealed.digest` is asked for."""

    model: str
    name: str
    digest: str = ""
    purpose: str = ""

    def __str__(self) -> str:
        return f"{self.model}.{self.name}"

    def rows(self) -> QuerySet[Any]:
        """All rows that hold something sealed."""
        rows: QuerySet[Any] = apps.get_model(self.model)._base_manager.all()
        return rows.exclude(**{self.name: ""}).order_by("pk")


@dataclass(frozen=True)
class Trace:
    """A column of digests of texts that nobody has any more: it cannot be made anew and goes with its rows.

    `made` names when such a row was made, `living` says which rows still need the key, `advice` what to do.
    """

    model: str
    name: str
    made: str
    living: Callable[[], Q]
    advice: Any

    def __str__(self) -> str:
        return f"{self.model}.{self.name}"

    def before(self, moment: datetime) -> int:
        """How many rows still need a key that was first before then."""
        rows = apps.get_model(self.model)._base_manager.filter(self.living(), **{f"{self.made}__lt": moment})
        return int(rows.exclude(**{self.name: ""}).count())


SEALED: tuple[Column, ...] = (
    Column("login.Identity", "code_sealed", "code_digest", "desk.login.models.identity.CODE"),
    Column("login.SecondFactor", "secret_sealed"),
    Column("login.Session", "tokens"),
    Column("clients.Erased", "key_sealed"),
)

TRACES: tuple[Trace, ...] = (
    Trace(
        "login.RecoveryCode", "digest", "factor__made_at", lambda: Q(used_at=None),
        _("have these people make new recovery codes"),
    ),
    Trace(
        "login.PasswordAccess", "start_digest", "given_at", lambda: Q(start_until__gt=clock.now()),
        _("wait until these links for setting a password are used or over"),
    ),
)  # fmt: skip

# Digests that nothing breaks without: a browser is strange once more, an address counts anew, a logout that
# was obeyed is obeyed again, a checkpoint is proved by the next one. They hold no key back.
COMFORT = (
    "login.SpentToken.digest",
    "login.Session.device", "login.Session.address", "login.Attempt.who", "login.Attempt.address",
    "login.Attempt.device", "login.LoginEvent.address", "records.AccessCheckpoint.seal",
)  # fmt: skip


def reseal(column: Column, *, at_once: int = 200) -> Iterator[int]:
    """Bring every row to the first key, some in a transaction; how many of each portion were changed.

    Raises desk.sealed.Broken where none of the keys opens a row.
    """
    after = 0
    while True:
        with transaction.atomic():
            rows = list(column.rows().select_for_update(of=("self",)).filter(pk__gt=after)[:at_once])
            yield sum(_resealed(column, row) for row in rows)
        if len(rows) < at_once:
            return
        after = rows[-1].pk


def _resealed(column: Column, row: Any) -> bool:
    kept = getattr(row, column.name)
    if sealed.by_first(kept):
        return False
    fresh = {column.name: sealed.resealed(kept)}
    if column.digest:
        fresh[column.digest] = sealed.digest(import_string(column.purpose), sealed.unseal(kept))
    # The same content: no version of it is kept.
    type(row)._base_manager.filter(pk=row.pk).update(**fresh)
    return True


def still_by(column: Column, key: str) -> int:
    """How many rows are sealed by this key."""
    return sum(sealed.by(key, text) for text in column.rows().values_list(column.name, flat=True).iterator())
