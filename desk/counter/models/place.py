"""Where people are served: offices, their desks, and when how many may be booked."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from desk.enquiries.models import Trilingual


class OfficeQuerySet(models.QuerySet["Office"]):
    """Offices, by what the desk asks of them."""

    def open(self) -> Self:
        """Those where clients are served, in the administrator's order."""
        return self.filter(active=True).order_by("position", "code")


class Office(Trilingual):
    """A place with a counter. The hash of the screen's key opens its waiting-room screen and nothing else."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    address = models.CharField(_("address"), max_length=200)
    # What stands before the number that a visitor is given: A-12.
    letter = models.CharField(_("letter of its numbers"), max_length=2, default="A")
    # Days between which a visit may be booked, and how long before it the client is reminded.
    book_days = models.PositiveSmallIntegerField(_("bookable days ahead"), default=30)
    remind_hours = models.PositiveSmallIntegerField(_("reminder, hours before"), default=24)
    # A booked visitor who is so late counts as one who did not come.
    late_minutes = models.PositiveSmallIntegerField(_("minutes until a booking lapses"), default=15)
    screen_key_hash = models.CharField(max_length=64, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = OfficeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                name="counter_office_screen", fields=["screen_key_hash"], condition=~Q(screen_key_hash="")
            )
        ]


class Desk(models.Model):
    """A desk of an office, as its number stands on the wall."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="desks", verbose_name=_("office"))
    number = models.PositiveSmallIntegerField(_("number"))
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("at a counter", "desk")
        verbose_name_plural = _("desks")
        ordering = ["office", "number"]
        constraints = [models.UniqueConstraint(name="counter_desk_once", fields=["office", "number"])]

    def __str__(self) -> str:
        return str(self.number)


class Opening(models.Model):
    """A weekly span in which visits of an office may be booked: `capacity` of them each `minutes`."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="openings", verbose_name=_("office"))
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # 0 is Monday
    starts = models.TimeField(_("from"))  # wall clock of Tallinn
    ends = models.TimeField(_("until"))
    minutes = models.PositiveSmallIntegerField(_("minutes of a visit"), default=30)
    capacity = models.PositiveSmallIntegerField(_("visits at a time"), default=1)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bookable time")
        verbose_name_plural = _("bookable times")
        ordering = ["office", "weekday", "starts"]
        constraints = [
            models.CheckConstraint(name="counter_opening_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="counter_opening_runs_forward", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="counter_opening_holds", condition=Q(minutes__gte=5, minutes__lte=240, capacity__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}"


class ClosedDayQuerySet(models.QuerySet["ClosedDay"]):
    def within(self, first: date, last: date) -> Self:
        """Those from `first` to `last`, both included."""
        return self.filter(day__gte=first, day__lte=last)


class ClosedDay(models.Model):
    """A day on which an office books nobody, beside the holidays of the working calendar."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="closed_days", verbose_name=_("office"))
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=200)

    objects = ClosedDayQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(name="counter_closedday_once", fields=["office", "day"])]

    def __str__(self) -> str:
        return f"{self.day}"
