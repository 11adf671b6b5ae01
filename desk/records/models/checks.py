"""Random checks of looks: which were drawn, what the person said, and what the head decided."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.records.enums import DECIDED, CheckState
from desk.records.models.access import AccessLogEntry


class LookCheckQuerySet(models.QuerySet["LookCheck"]):
    def open(self) -> Self:
        """Nobody has decided yet."""
        return self.exclude(state__in=DECIDED)

    def decided(self) -> Self:
        """In order, or not."""
        return self.filter(state__in=DECIDED)

    def visible_to(self, user_id: int) -> Self:
        """Nobody checks himself, nor sees that he is checked before he is asked."""
        return self.exclude(user_id=user_id)

    def told(self) -> Self:
        """With everyone whom the row names, and the look, which may be gone by its own rule."""
        return self.select_related("user", "asked_by", "decided_by").prefetch_related("look")


class LookCheck(models.Model):
    """One look that was drawn for a check. The look itself stays in the access log."""

    # Without a constraint: the log is destroyed by its own rule.
    look = models.OneToOneField(AccessLogEntry, models.DO_NOTHING, db_constraint=False, related_name="drawn")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who looked")
    )
    day = models.DateField(_("drawn"))
    signs = models.JSONField(default=list)
    work = models.CharField(_("work behind it"), max_length=100, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=CheckState.choices, default=CheckState.DRAWN.value
    )
    asked_at = models.DateTimeField(null=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    explanation = models.TextField(_("explanation"), blank=True)
    explained_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = LookCheckQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("random check")
        verbose_name_plural = _("random checks")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "-day"], name="records_lookcheck_user"),
            models.Index(fields=["-day"], name="records_lookcheck_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="records_lookcheck_asked",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="records_lookcheck_decided",
            ),
            models.CheckConstraint(
                condition=(Q(decided_by=None) | ~Q(decided_by=models.F("user")))
                & (Q(asked_by=None) | ~Q(asked_by=models.F("user"))),
                name="records_lookcheck_not_himself",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_in_order") | ~Q(reason=""), name="records_lookcheck_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        """The check's page, for the head and the auditor."""
        return reverse("records:check", args=[self.pk])
