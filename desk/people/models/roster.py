"""Who works when, and who does an absent person's work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock, workdays
from desk.people.enums import Duty
from desk.people.models.user import User


class _Span(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class _Days(Func):
    function = "DATERANGE"


class ShiftQuerySet(models.QuerySet["Shift"]):
    def at(self, moment: datetime) -> Self:
        """Those that are being worked at this moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that touch this span."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def of_day(self, day: date) -> Self:
        """Those that touch this day in Tallinn."""
        return self.within(day, day)

    def within(self, first: date, last: date) -> Self:
        """Those that touch the days from `first` to `last`, both included."""
        return self.between(workdays.at(first, time.min), workdays.at(last + timedelta(days=1), time.min))

    def taking_calls(self) -> Self:
        """Those in the duty of the rotation."""
        return self.filter(duty=Duty.CALLS)


class Shift(models.Model):
    """A span that a person works in one duty; the database refuses two at a time."""

    user = models.ForeignKey(User, models.CASCADE, related_name="shifts", verbose_name=_("person"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    duty = models.CharField(_("duty"), max_length=9, choices=Duty, default=Duty.CALLS)

    objects = ShiftQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "user"]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="people_shift_time")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="people_shift_runs_forward"),
            ExclusionConstraint(
                name="people_shift_one_at_a_time",
                expressions=[
                    (_Span("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("user", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_at:%d.%m.%Y %H:%M}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        """Those that cover this day and were not ended early."""
        return self.within(day, day)

    def within(self, first: date, last: date) -> Self:
        """Those that touch the days from `first` to `last`, both included."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Absence(models.Model):
    """Days on which a person is away and who does the work meanwhile. The reason is not kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name=_("absent person"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    deputy = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="deputises", verbose_name=_("deputy")
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    objects = AbsenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["first_day", "user"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="people_absence_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("user")), name="people_absence_deputy_is_another"
            ),
            ExclusionConstraint(
                name="people_absence_one_at_a_time",
                expressions=[
                    (
                        _Days("first_day", "last_day", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                    ("user", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first_day:%d.%m.%Y}"
