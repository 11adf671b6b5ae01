"""Where people are: one open interval a person."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.people.enums import PresenceState
from desk.people.models.user import Bilingual, User


class BreakReason(Bilingual):
    """Why somebody takes no calls for a while: of work and rest, never of health."""

    history = HistoricalRecords()

    class Meta(Bilingual.Meta):
        verbose_name = _("break reason")
        verbose_name_plural = _("break reasons")


class PresenceQuerySet(models.QuerySet["Presence"]):
    def open(self) -> Self:
        """What people do now."""
        return self.filter(ended_at=None)

    def ended_before(self, moment: datetime) -> Self:
        """What is over and long past."""
        return self.filter(ended_at__lt=moment)


class Presence(models.Model):
    """An interval in one state; the partial unique index keeps one open interval a person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="presences")
    state = models.CharField(_("state"), max_length=10, choices=PresenceState.choices)
    reason = models.ForeignKey(
        BreakReason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reason")
    )
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="people_presence_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
                name="people_presence_time_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(reason=None) | Q(state=PresenceState.BREAK),
                name="people_presence_reason_of_a_break",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-started_at"], name="people_presence_user_time"),
            models.Index(fields=["ended_at"], name="people_presence_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}"
