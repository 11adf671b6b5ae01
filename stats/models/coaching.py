"""What follows from reviews: what was agreed to be practised, and calls that a lead listens to."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.calls.models import Call
from stats.enums.quality import BookingState
from stats.models.quality import Review

_PERSON = settings.AUTH_USER_MODEL


class CoachingQuerySet(models.QuerySet["Coaching"]):
    """What was agreed, by what is asked of it."""

    def open(self) -> Self:
        """Not done, the first due first."""
        return self.filter(done_at=None).order_by("due_on", "pk")

    def overdue(self, day: date) -> Self:
        """Not done though its day has passed."""
        return self.open().filter(due_on__lt=day)

    def shown(self) -> Self:
        """With its people."""
        return self.select_related("person", "coach", "done_by", "review", "follow_up")


class Coaching(models.Model):
    """One thing that a person and a coach agreed on after a review."""

    person = models.ForeignKey(
        _PERSON, models.PROTECT, related_name="coachings", verbose_name=_("who practises")
    )
    coach = models.ForeignKey(
        _PERSON, models.PROTECT, related_name="coachings_given", verbose_name=_("who supports")
    )
    # Empty where it did not come from one review, and once that review was destroyed by rule.
    review = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="coachings")
    criterion = models.CharField(_("criterion"), max_length=30, blank=True)
    what = models.CharField(
        _("what changes"), max_length=200, help_text=_("Stands in lists: no names or codes of clients.")
    )
    how = models.TextField(_("how it is practised"), blank=True)
    due_on = models.DateField(_("due"))
    made_at = models.DateTimeField(_("agreed"), default=clock.now, editable=False)
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", editable=False)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    done_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    evidence = models.TextField(_("what shows it"), blank=True)
    # The review in which it was looked at whether it helped.
    follow_up = models.ForeignKey(
        Review, models.SET_NULL, null=True, blank=True, related_name="followed", editable=False
    )

    objects = CoachingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("coaching action")
        verbose_name_plural = _("coaching actions")
        indexes = [
            models.Index(fields=["due_on", "id"], name="stats_coaching_open", condition=Q(done_at=None)),
            models.Index(fields=["person", "-made_at"], name="stats_coaching_person"),
        ]
        constraints = [
            models.CheckConstraint(name="stats_coaching_two_people", condition=~Q(person=F("coach"))),
            models.CheckConstraint(
                name="stats_coaching_done",
                condition=Q(done_at=None, done_by=None)
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(evidence="")),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stats:coached", args=[self.pk])


class BookingQuerySet(models.QuerySet["Booking"]):
    """Times booked for listening."""

    def standing(self) -> Self:
        """Those that may still come about, the next first."""
        states = [BookingState.BOOKED, BookingState.AGREED, BookingState.DECLINED]
        return self.filter(state__in=states).order_by("starts_at", "pk")

    def from_now(self, now: datetime) -> Self:
        """Whose time is not over."""
        return self.filter(ends_at__gt=now)


class Booking(models.Model):
    """A time at which a lead listens along; nothing is recorded, and the specialist knows it beforehand."""

    person = models.ForeignKey(
        _PERSON, models.PROTECT, related_name="bookings", verbose_name=_("whose calls")
    )
    lead = models.ForeignKey(
        _PERSON, models.PROTECT, related_name="bookings_made", verbose_name=_("who listens")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    note = models.CharField(_("what is listened for"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("told"), default=clock.now, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=BookingState, default=BookingState.BOOKED)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    # The call that was heard and reviewed; linked afterwards.
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+")

    objects = BookingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("booked listening")
        verbose_name_plural = _("booked listenings")
        indexes = [models.Index(fields=["person", "-starts_at"], name="stats_booking_person")]
        constraints = [
            models.CheckConstraint(name="stats_booking_two_people", condition=~Q(person=F("lead"))),
            models.CheckConstraint(name="stats_booking_time", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="stats_booking_told_before", condition=Q(told_at__lt=F("starts_at"))),
            models.CheckConstraint(
                name="stats_booking_heard",
                condition=Q(state=BookingState.HEARD, call__isnull=False)
                | (~Q(state=BookingState.HEARD) & Q(call=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%d.%m.%Y %H:%M}"
