"""Bytes that are kept, how long what is kept is kept, and the proof that it was destroyed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


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
    # Of a decision to erase, never of a row: it was ordered, so no legal hold stands against it.
    ordered = False

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
    # Of a run of numbered rows that went together: the last of them; `subject_id` is the first.
    subject_last = models.BigIntegerField(null=True)
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
