"""Legal holds, and the rounds in which what is due is destroyed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import workdays


class HoldQuerySet(models.QuerySet["Hold"]):
    """Legal holds, by whether they stand."""

    def standing(self) -> Self:
        """Neither lifted nor over."""
        today = workdays.today()
        return self.filter(models.Q(until_day=None) | models.Q(until_day__gte=today), lifted_at=None)


class Hold(models.Model):
    """Nothing of this client, or of this thing, is destroyed or erased while it stands, unless ordered."""

    subject_kind = models.CharField(_("what it keeps"), max_length=30)
    subject_id = models.BigIntegerField(_("number"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    until_day = models.DateField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_why = models.CharField(_("why it was lifted"), max_length=300, blank=True)

    objects = HoldQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id"], name="records_hold_standing",
                condition=models.Q(lifted_at=None),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="records_hold_once",
                condition=models.Q(lifted_at=None),
            ),
            models.CheckConstraint(
                name="records_hold_lifted_pair",
                condition=models.Q(lifted_at=None, lifted_by=None, lifted_why="")
                | (models.Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~models.Q(lifted_why="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class RetentionRun(models.Model):
    """One round of destroying by rule: when, by whom (nobody: the night's own), at most how many things.

    Append-only. A run without steps did not come to its end; the next one goes on.
    """

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    most = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("round of destruction")
        verbose_name_plural = _("rounds of destruction")
        indexes = [models.Index(fields=["-at"], name="records_run_at")]

    def __str__(self) -> str:
        return str(self.at)


class RetentionStep(models.Model):
    """What one round did with one store. Append-only.

    `destroyed` things went, `held` were kept by a legal hold set meanwhile, `failed` could not be destroyed;
    `troubles` names some of those by key and kind of error. `more`: the round's limit or time was over before
    the store was; the next one of the night goes on beyond the key `last`.
    """

    run = models.ForeignKey(RetentionRun, models.PROTECT, related_name="steps")
    store = models.CharField(_("store"), max_length=60)
    days = models.PositiveIntegerField(_("days"))
    destroyed = models.PositiveIntegerField(_("destroyed"))
    held = models.PositiveIntegerField(_("held"))
    failed = models.PositiveIntegerField(_("failed"))
    troubles = models.JSONField(default=list)
    more = models.BooleanField()
    last = models.BigIntegerField(default=0)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("part of a round of destruction")
        verbose_name_plural = _("parts of a round of destruction")
        constraints = [models.UniqueConstraint(fields=["run", "store"], name="records_step_once")]

    def __str__(self) -> str:
        return self.store
