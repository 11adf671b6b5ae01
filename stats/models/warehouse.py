"""Keys by which the agency's warehouse reads figures."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock, workdays
from stats.enums.reports import WarehouseTable

LONGEST = timedelta(days=366)  # how long a key may open anything


def in_a_year() -> date:
    """The last day of a key that is made today."""
    return workdays.today() + timedelta(days=365)


class WarehouseKeyQuerySet(models.QuerySet["WarehouseKey"]):
    """Keys, by what the desk asks of them."""

    def in_force(self) -> Self:
        """Those that open something today."""
        return self.filter(revoked_at=None, expires_on__gte=workdays.today())


class WarehouseKey(models.Model):
    """One key: shown once when it is made, kept as its sha256. It opens tables of figures, nothing else."""

    name = models.CharField(_("name"), max_length=80, help_text=_("Which system reads with it."))
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    tables = ArrayField(
        models.CharField(max_length=10, choices=WarehouseTable.choices), verbose_name=_("tables")
    )
    expires_on = models.DateField(_("last day"), default=in_a_year, help_text=_("At most a year from today."))
    made_on = models.DateField(_("made"), default=workdays.today, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("made by")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = WarehouseKeyQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["last_used_at", "sha256"])

    class Meta:
        verbose_name = _("key of the warehouse")
        verbose_name_plural = _("keys of the warehouse")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="stats_warehousekey_a_year",
                condition=Q(expires_on__gte=F("made_on"), expires_on__lte=F("made_on") + LONGEST),
            ),
            models.CheckConstraint(name="stats_warehousekey_opens", condition=~Q(tables=[])),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def opens(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and self.expires_on >= clock.now().astimezone(workdays.TALLINN).date()
