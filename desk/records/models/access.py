"""Who looked at whose data, and the chain that shows whether a row of it was changed, removed or put in.

PostgreSQL numbers and links the rows itself (migration 0005), so whoever may only insert cannot forge a link.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AccessLogQuerySet(models.QuerySet["AccessLogEntry"]):
    def about(self, kind: str, pk: int) -> Self:
        """Who looked at this person or client, newest first."""
        return self.filter(shown_kind=kind, shown_id=pk).order_by("-at", "-pk")

    def about_any(
        self, clients: Collection[int], persons: Collection[int], users: Collection[int] = ()
    ) -> Self:
        """Every look at one of these clients (or at something of theirs), contact persons or colleagues."""
        return self.filter(
            Q(shown_kind="client", shown_id__in=clients)
            | Q(client_id__in=clients)
            | Q(shown_kind="person", shown_id__in=persons)
            | Q(shown_kind="user", shown_id__in=users)
        )

    def by_user(self, user_id: int) -> Self:
        """What this member of staff looked at, newest first."""
        return self.filter(user_id=user_id).order_by("-at", "-pk")

    def between(self, start: datetime, end: datetime) -> Self:
        """Looks in this span."""
        return self.filter(at__gte=start, at__lt=end)


class AccessLogEntry(models.Model):
    """Who looked at whose data, when, where and why: the part that can be destroyed when its time is over.

    `id` is given by PostgreSQL, without gaps, in the order of commits; the link of the same number stays.
    `salt` goes with the row, so that the link's digest tells nothing afterwards.
    """

    at = models.DateTimeField()
    user_id = models.BigIntegerField()
    shown_kind = models.CharField(max_length=30)
    shown_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    view = models.CharField(max_length=100)
    purpose = models.CharField(max_length=100, blank=True)
    salt = models.UUIDField(db_default=RandomUUID(), editable=False)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("access log entry")
        indexes = [
            models.Index(fields=["shown_kind", "shown_id", "-at"], name="records_accesslog_shown"),
            models.Index(fields=["user_id", "-at"], name="records_accesslog_user"),
            models.Index(
                fields=["client_id", "-at"], name="records_accesslog_client",
                condition=Q(client_id__isnull=False),
            ),
            BrinIndex(fields=["at"], name="records_accesslog_at"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user_id} {self.shown_kind} {self.shown_id}"


class AccessLink(models.Model):
    """One link of the chain: hashes and the moment alone. Never changed and never deleted.

    `payload` is the sha256 of the entry of the same number with its salt, `previous` the digest of the link
    before (zeros before the first), `digest` the sha256 of all of these (desk.records.chain).
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    payload = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("link of the access log")

    def __str__(self) -> str:
        return str(self.number)


class AccessCheckpoint(models.Model):
    """The head of the chain as it was at a moment, sealed by a key that the database does not hold."""

    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    key = models.CharField(max_length=8)  # says by which of ENCRYPTION_KEYS, without telling it
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("checkpoint of the access log")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.number)
