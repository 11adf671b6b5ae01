"""Instructions to the team, and who has read them."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.guides.models.guide import Guide
from desk.people.enums import Role


class InstructionQuerySet(models.QuerySet["Instruction"]):
    """Instructions, by what the desk asks of them."""

    def standing(self, day: date) -> Self:
        """Published, not withdrawn and not past their last day; important ones first, then the newest."""
        known = self.filter(published_at__isnull=False, withdrawn_at=None)
        known = known.filter(Q(until_day=None) | Q(until_day__gte=day))
        return known.order_by("-important", "-published_at", "-pk")

    def meant_for(self, *roles: str) -> Self:
        """Those for at least one of these roles."""
        return self.filter(roles__overlap=list(roles))

    def unread_by(self, user_id: int) -> Self:
        """Those that this person has not confirmed."""
        return self.exclude(readings__user=user_id)


class Instruction(models.Model):
    """What the team must know from now on; published, it is not changed but replaced."""

    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text"))
    important = models.BooleanField(_("important"), default=False)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), verbose_name=_("for"))
    guide = models.ForeignKey(
        Guide, models.PROTECT, null=True, blank=True, related_name="instructions", verbose_name=_("guide")
    )
    until_day = models.DateField(_("until"), null=True, blank=True)
    read_by_day = models.DateField(_("to be read by"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    # A new wording is a new instruction: it is read anew, and the one it replaces no longer stands.
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = InstructionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="guides_instruction_withdrawn_pair",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The instruction's page."""
        return reverse("guides:instruction", args=[self.pk])


class Reading(models.Model):
    """A person confirms having read an instruction. Append-only."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("read"), default=clock.now)

    class Meta:
        verbose_name = _("read receipt")
        verbose_name_plural = _("read receipts")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="guides_reading_once", fields=["instruction", "user"])]

    def __str__(self) -> str:
        return f"{self.instruction_id}: {self.user_id}"
