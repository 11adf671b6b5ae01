"""Clean-up of our own data in the course of an order: tried out, looked at by a second person, undone."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.orders.enums import BatchState, ChangeState, CleanUp
from desk.orders.models.order import Order


class BatchQuerySet(models.QuerySet["Batch"]):
    def under_way(self) -> Self:
        """Those that a worker is to go on with."""
        return self.filter(state__in=[BatchState.TRYING, BatchState.APPLYING, BatchState.UNDOING])


class Batch(models.Model):
    """Changes of one kind that are made, and taken back, together."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField(_("number"))
    what = models.CharField(_("what"), max_length=13, choices=CleanUp)
    state = models.CharField(_("state"), max_length=8, choices=BatchState, default=BatchState.TRYING)
    params = models.JSONField(default=dict)  # which field, from which column
    found = models.JSONField(default=dict)  # how many rows gave no change at all, by code
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("tried out"), default=clock.now)
    applied_at = models.DateTimeField(_("done"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_reason = models.CharField(_("why it was undone"), max_length=300, blank=True)

    objects = BatchQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(name="orders_batch_number", fields=["order", "number"]),
            models.CheckConstraint(
                name="orders_batch_undone_pair",
                condition=Q(undone_at=None, undone_by=None, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}-{self.number}"

    def get_absolute_url(self) -> str:
        """The batch's page."""
        return reverse("orders:batch", args=[self.pk])


class BatchChange(models.Model):
    """One change of a batch with what stood there before and after; undone in the reverse order."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="changes")
    position = models.PositiveIntegerField()
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    field = models.CharField(max_length=30, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    # What undoing needs beside it: the merge, the contact point that was made.
    made_kind = models.CharField(max_length=30, blank=True)
    made_id = models.BigIntegerField(null=True)
    # Whole rows: as it was tried out, as it was right before, as this change left it (cleanup.pictures).
    kept = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=ChangeState, default=ChangeState.PLANNED)
    why = models.CharField(max_length=60, blank=True)  # code of why it was left alone

    class Meta:
        verbose_name = _("change of a batch")
        verbose_name_plural = _("changes of batches")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="orders_batchchange_position", fields=["batch", "position"])
        ]
        indexes = [models.Index(name="batchchange_state", fields=["batch", "state", "position"])]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"
