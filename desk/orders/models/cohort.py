"""Whom a follow-up is about: selectors and an uploaded table, until they are frozen into rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.orders.enums import How
from desk.orders.models.order import Order
from desk.people.models import User
from desk.records.models import Blob


class Selection(models.Model):
    """A step of an order's cohort: a selector of some room with what it is asked, in their order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="selections")
    position = models.PositiveSmallIntegerField(default=0)
    how = models.CharField(_("how"), max_length=7, choices=How, default=How.ADD)
    # A code of the slot COHORT_SELECTORS; "upload" is the table below.
    selector = models.CharField(_("which clients"), max_length=60)
    params = models.JSONField(default=dict)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step of a cohort")
        verbose_name_plural = _("steps of cohorts")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.selector}"


class CohortUpload(models.Model):
    """A table of registry codes: its columns travel with the rows."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="upload")
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    columns = models.JSONField(default=list)  # headings, without that of the code
    rows_count = models.PositiveIntegerField(default=0)
    # What was left out when it was read, by row and column: {"wrong": n, "lines": [[row, heading, why]]}.
    troubles = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("table of a cohort")
        verbose_name_plural = _("tables of cohorts")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.rows_count}"


class CohortRow(models.Model):
    """A row of the table as it came; written by COPY."""

    upload = models.ForeignKey(CohortUpload, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()  # in the file, the headings are 1
    code = models.CharField(max_length=20)
    values = models.JSONField(default=list)

    class Meta:
        verbose_name = _("row of a table")
        verbose_name_plural = _("rows of tables")
        indexes = [models.Index(name="cohortrow_code", fields=["upload", "code"])]

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.line}"
