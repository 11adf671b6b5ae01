"""Working time and the terms counted in it, as the administrator sets them; and how a deadline moved."""

from collections.abc import Callable
from datetime import date, time
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.models import HistoricalRecords

from desk import clock
from desk.enquiries.enums import DEADLINE_REASONS, Term, Weekday
from desk.people.models import Bilingual

LENGTHS: dict[Term, Callable[[int], str]] = {
    Term.WORKING_HOURS: lambda n: ngettext("%(n)s working hour", "%(n)s working hours", n),
    Term.WORKING_DAYS: lambda n: ngettext("%(n)s working day", "%(n)s working days", n),
    Term.DAYS: lambda n: ngettext("%(n)s calendar day", "%(n)s calendar days", n),
    Term.MONTHS: lambda n: ngettext("%(n)s month", "%(n)s months", n),
    Term.TIMES: lambda n: ngettext("%(n)s time", "%(n)s times", n),
}


class OpenIntervalQuerySet(models.QuerySet["OpenInterval"]):
    """Intervals, by what the desk asks of them."""

    def in_force_on(self, day: date) -> Self:
        """Those of the timetable that stands on this day."""
        return self.filter(from_day__lte=day).filter(Q(until_day=None) | Q(until_day__gte=day))

    def lying_over(self, row: "OpenInterval") -> Self:
        """Those that share a moment with this row, on some day on which both are in force."""
        found = self.filter(weekday=row.weekday).filter(Q(until_day=None) | Q(until_day__gte=row.from_day))
        if row.until_day is not None:
            found = found.filter(from_day__lte=row.until_day)
        if row.ends_at != time.min:
            found = found.filter(starts_at__lt=row.ends_at)
        return found.filter(Q(ends_at=time.min) | Q(ends_at__gt=row.starts_at))


class OpenInterval(models.Model):
    """One stretch of working time on a weekday, in Tallinn; a day may have several (lunch between)."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"), help_text=_("00:00 is the midnight at the end of the day."))
    from_day = models.DateField(
        _("in force from"),
        help_text=_(
            "A day is counted by the rows in force on it. A day with none in force at all is counted as"
            " Monday to Friday 9.00 to 17.00."
        ),
    )
    until_day = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("Empty: until further notice.")
    )

    objects = OpenIntervalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("stretch of working time")
        verbose_name_plural = _("working time")
        ordering = ["from_day", "weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(
                name="openinterval_runs_forward",
                condition=Q(ends_at__gt=F("starts_at")) | Q(ends_at=time.min),
            ),
            models.CheckConstraint(
                name="openinterval_days_run_forward",
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"


class SpecialDay(models.Model):
    """A day on which the agency works otherwise: closed, or shorter. Public holidays are known without."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("why"), max_length=120)
    ends_at = models.TimeField(_("open until"), null=True, blank=True, help_text=_("Empty: closed."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


class Limit(Bilingual):
    """A term by name: how many, of what. Changing it changes what is counted from then on only."""

    amount = models.PositiveSmallIntegerField(_("how many"))
    term = models.CharField(_("of what"), max_length=13, choices=Term)
    basis = models.CharField(_("basis"), max_length=120, blank=True, help_text=_("Law or standard."))

    history = HistoricalRecords()

    class Meta(Bilingual.Meta):
        verbose_name = _("limit")
        verbose_name_plural = _("limits")

    @property
    def length(self) -> str:
        """How long it is, in words."""
        return LENGTHS[Term(self.term)](self.amount) % {"n": self.amount}


class PauseReason(Bilingual):
    """Why a deadline stands still."""

    history = HistoricalRecords()

    class Meta(Bilingual.Meta):
        verbose_name = _("reason of waiting")
        verbose_name_plural = _("reasons of waiting")


class Pause(models.Model):
    """A span in which the enquiry waits for the client and its deadline stands still; one open at a time."""

    enquiry = models.ForeignKey("enquiries.Enquiry", models.PROTECT, related_name="pauses")
    reason = models.ForeignKey(PauseReason, models.PROTECT, related_name="+", verbose_name=_("reason"))
    started_at = models.DateTimeField(_("since"), default=clock.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(name="pause_one_open", fields=["enquiry"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="pause_runs_forward", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id}"


class DeadlineChange(models.Model):
    """A deadline moved: from when to when, why, by whom (nobody: by a pause). Append-only.

    What has no `pause` sets the deadline anew; pauses after it are counted from there. The reason is a
    person's own words, or a code of `enums.DEADLINE_REASONS` when a rule moved it.
    """

    REOPENED = "reopened"
    CORRECTED = "corrected"
    RULES = (REOPENED, CORRECTED)

    enquiry = models.ForeignKey("enquiries.Enquiry", models.PROTECT, related_name="deadline_changes")
    pause = models.OneToOneField(
        Pause, models.PROTECT, null=True, related_name="change", verbose_name=_("pause")
    )
    before = models.DateTimeField(_("before"), null=True)
    after = models.DateTimeField(_("after"), null=True)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("change of a deadline")
        verbose_name_plural = _("changes of deadlines")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="deadlinechange_has_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.enquiry_id}"

    @property
    def why(self) -> str:
        """The reason in words: of the pause, of the rule, or of the person."""
        if self.pause is not None:
            return str(self.pause.reason)
        return str(DEADLINE_REASONS.get(self.reason, self.reason))
