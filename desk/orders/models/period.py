"""What clients declare, and when: periods with their due dates and the peaks that they bring."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.enquiries.models import Trilingual
from desk.orders.enums import Frequency


class Obligation(Trilingual):
    """Something that clients declare: `day` of `month` after the period's end, moved to a working day.

    Of a quarterly one `month` is counted from the quarter's end (1: the month after it); of a yearly one it
    is the month of the next year. Seeds: facts/domain.md 1.2.
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    frequency = models.CharField(_("how often"), max_length=7, choices=Frequency)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    # Working days before and after the due date on which more people turn to us.
    peak_before = models.PositiveSmallIntegerField(_("days of the peak before"), default=10)
    peak_after = models.PositiveSmallIntegerField(_("days of the peak after"), default=3)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("obligation to declare")
        verbose_name_plural = _("obligations to declare")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="orders_obligation_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(name="orders_obligation_day", condition=Q(day__gte=1, day__lte=31)),
        ]


class PeriodQuerySet(models.QuerySet["Period"]):
    def due_within(self, first: date, last: date) -> Self:
        """Those that fall due from `first` to `last`, both included."""
        return self.filter(due_on__gte=first, due_on__lte=last).order_by("due_on", "pk")

    def peaking_within(self, first: date, last: date) -> Self:
        """Those whose peak touches these days."""
        return self.filter(peak_from__lte=last, peak_until__gte=first).order_by("due_on", "pk")

    def over(self, day: date) -> Self:
        """Those that had fallen due before this day, the last one first."""
        return self.filter(due_on__lt=day).order_by("-due_on", "pk")


class Period(models.Model):
    """One period of an obligation with its due date; a date set by a person is never counted anew."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="periods", verbose_name=_("obligation")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number in the year"), default=1)
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    due_on = models.DateField(_("due"))
    peak_from = models.DateField(_("peak from"))
    peak_until = models.DateField(_("peak until"))
    overridden = models.BooleanField(_("set by hand"), default=False)
    reason = models.CharField(_("why it was set by hand"), max_length=200, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("declaration period")
        verbose_name_plural = _("declaration periods")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="orders_period_once", fields=["obligation", "year", "number"]),
            models.CheckConstraint(
                name="orders_period_runs_forward",
                condition=Q(ends_on__gt=F("starts_on"), peak_until__gte=F("peak_from")),
            ),
            models.CheckConstraint(
                name="orders_period_overridden_with_reason",
                condition=Q(overridden=False, reason="") | (Q(overridden=True) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"
