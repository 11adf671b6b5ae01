"""What the nightly questions to the register found out about clients with documents in force."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.enums import ChangeState


class Recheck(models.Model):
    """One night: how many clients have documents in force, and how far the night came with them."""

    day = models.DateField(_("day"), unique=True)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    clients = models.PositiveIntegerField(_("clients"), default=0)
    asked = models.PositiveIntegerField(_("asked"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unanswered = models.PositiveIntegerField(_("not answered"), default=0)
    # Why it ended before everyone was asked: "budget", "stopped", "morning"; empty when all were.
    stopped_by = models.CharField(_("stopped by"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("nightly check of representation")
        verbose_name_plural = _("nightly checks of representation")

    def __str__(self) -> str:
        return str(self.day)


class RepresentationChangeQuerySet(models.QuerySet["RepresentationChange"]):
    def open(self) -> Self:
        """Changes that nobody has looked at to the end, the oldest first."""
        return self.filter(state=ChangeState.OPEN).order_by("found_at", "pk")


class RepresentationChange(models.Model):
    """The card of a client with documents in force is no longer the card on which they were accepted."""

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="representation_changes")
    before = models.ForeignKey("registry.Check", models.PROTECT, related_name="+")
    after = models.ForeignKey("registry.Check", models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("found at"))
    state = models.CharField(_("state"), max_length=10, choices=ChangeState.choices, default=ChangeState.OPEN)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    note = models.TextField(_("what was done"), blank=True)

    objects = RepresentationChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("changed representation")
        verbose_name_plural = _("changed representations")
        indexes = [
            models.Index(
                fields=["found_at"], name="contracts_change_open", condition=Q(state=ChangeState.OPEN)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], name="contracts_change_one_open", condition=Q(state=ChangeState.OPEN)
            ),
            models.CheckConstraint(
                name="contracts_change_settled_pair",
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
