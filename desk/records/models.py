"""What proves something: files, the timeline, who looked at whose data. Append-only within retention."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.slots import Kept


class Clock(models.Model):
    """How far a test or demo database's clock was moved; never a row in a database with real data."""

    moved = models.DurationField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="records_clock_single_row")]

    def __str__(self) -> str:
        return str(self.moved)


class DemoMarker(models.Model):
    """The one row says: this database was made by `./run` itself and may hold demo data and logins."""

    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.made_at)


class Blob(models.Model):
    """Bytes in the private store, found by the sha256 of their content; the row holds no content."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class RetentionRule(models.Model):
    """How long what lies in one store is kept; the administrator's, seeded by the rooms."""

    store = models.SlugField(_("store"), max_length=40, unique=True)
    days = models.PositiveIntegerField(_("days"))
    basis = models.CharField(_("basis"), max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["store"]

    def __str__(self) -> str:
        return self.store


class Destruction(models.Model):
    """Proof that something was destroyed: what kind, whose, when, by what rule; never what it said.

    Append-only. `digests` are the sha256 of the bytes that were destroyed.
    """

    store = models.CharField(_("store"), max_length=40)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    digests = models.JSONField(default=list)
    days = models.PositiveIntegerField(_("days"))
    basis = models.CharField(_("basis"), max_length=200)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("destruction")
        verbose_name_plural = _("destructions")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="records_destruction_subject"),
            models.Index(fields=["store", "-at"], name="records_destruction_store"),
        ]

    def __str__(self) -> str:
        return f"{self.store} {self.subject_id}"


class TimelineQuerySet(models.QuerySet["TimelineEntry"]):
    def for_client(self, *client_ids: int) -> Self:
        """What happened with this client (and those merged into it), newest first."""
        return self.filter(client_id__in=client_ids).order_by("-at", "-pk")

    def for_subject(self, kind: str, pk: int) -> Self:
        """What happened with one thing, newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-at", "-pk")

    def in_place_of(self, user_id: int) -> Self:
        """What others did in this person's place, newest first."""
        return self.filter(in_place_of=user_id).order_by("-at", "-pk")

    def by_deputy(self, user_id: int) -> Self:
        """What this person did in the place of others, newest first."""
        return self.filter(in_place_of__isnull=False, by=user_id).order_by("-at", "-pk")

    def between(self, start: datetime, end: datetime) -> Self:
        """What happened in this span."""
        return self.filter(at__gte=start, at__lt=end)

    def without(self, kept: Collection[Kept]) -> Self:
        """Nothing about these, nor a line of another thing that names one of them."""
        numbers = [each.number for each in kept]
        rows = self
        for kind in {each.kind for each in kept}:
            pks = [each.pk for each in kept if each.kind == kind]
            rows = rows.exclude(subject_kind=kind, subject_id__in=pks)
        for name in ("number", "enquiry") if numbers else ():
            named = models.Q(**{f"params__{name}__in": numbers})
            rows = rows.filter(models.Q(**{f"params__{name}__isnull": True}) | ~named)
        return rows

    def told(self) -> Self:
        """With everyone whom a line names, in one query."""
        return self.select_related("by", "in_place_of")


class TimelineEntry(models.Model):
    """One thing that happened, written by the action that did it; `params` hold no personal data."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The absent person whose work this was, when a deputy did it.
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    params = models.JSONField(default=dict)

    objects = TimelineQuerySet.as_manager()

    class Meta:
        verbose_name = _("timeline entry")
        indexes = [
            models.Index(fields=["client_id", "-at", "-id"], name="records_timeline_client"),
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="records_timeline_subject"),
            models.Index(
                fields=["in_place_of", "-at"], name="records_timeline_in_place_of",
                condition=models.Q(in_place_of__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.kind


class AccessLogQuerySet(models.QuerySet["AccessLogEntry"]):
    def about(self, kind: str, pk: int) -> Self:
        """Who looked at this person or client, newest first."""
        return self.filter(shown_kind=kind, shown_id=pk).order_by("-at", "-pk")


class AccessLogEntry(models.Model):
    """Who looked at whose data, when, where and why."""

    at = models.DateTimeField()
    user_id = models.BigIntegerField()
    shown_kind = models.CharField(max_length=30)
    shown_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    view = models.CharField(max_length=100)
    purpose = models.CharField(max_length=100, blank=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("access log entry")
        indexes = [
            models.Index(fields=["shown_kind", "shown_id", "-at"], name="records_accesslog_shown"),
            models.Index(fields=["user_id", "-at"], name="records_accesslog_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.shown_kind} {self.shown_id}"
