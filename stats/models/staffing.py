"""Forecasts of the load, proposals how to staff it, and what the head decided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.outbox import Job, JobQuerySet, JobState
from desk.people.models import User
from stats.enums.staffing import Load, Method, Outcome, ProposalState

LONGEST = 8  # weeks of a forecast
MOST_SHRINKAGE = 80  # per cent of paid time


class ForecastQuerySet(JobQuerySet):
    """Forecasts, by what pages ask of them."""

    def made(self) -> Self:
        """Those that have numbers."""
        return self.filter(state=JobState.SENT)

    def newest_first(self) -> Self:
        """The one asked last first."""
        return self.order_by("-asked_at", "-pk")


class Forecast(Job):
    """The load of some weeks by half-hours, as it was once expected; made by the worker, then never changed.

    `numbers` are `[start in UTC, low, expected, high]` of each half-hour in which the desk is open; `handle`
    seconds by hour of Tallinn and by language; `load` what else comes by weekday and half day; `errors` what
    the backtest found of each method.
    """

    first = models.DateField(_("first Monday"))
    weeks = models.PositiveSmallIntegerField(
        _("weeks"), default=2, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    by_hand = models.PositiveIntegerField(_("calls a week, given by hand"), null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    made_at = models.DateTimeField(_("made at"), null=True)
    method = models.CharField(_("method"), max_length=10, choices=Method, blank=True)
    history_first = models.DateField(null=True)
    history_last = models.DateField(null=True)
    errors = models.JSONField(default=dict)
    numbers = models.JSONField(default=list)
    handle = models.JSONField(default=dict)
    load = models.JSONField(default=dict)

    objects = ForecastQuerySet.as_manager()

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        indexes = [models.Index(name="stats_forecast_newest", fields=["-asked_at"])]
        constraints = [
            models.CheckConstraint(
                name="stats_forecast_weeks", condition=Q(weeks__gte=1, weeks__lte=LONGEST)
            ),
            models.CheckConstraint(
                name="stats_forecast_made_by_something",
                condition=Q(made_at=None, method="") | (~Q(made_at=None) & ~Q(method="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%d.%m.%Y} +{self.weeks}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stats:forecast", args=[self.pk])

    @property
    def last(self) -> date:
        """The Sunday with which it ends."""
        return self.first + timedelta(weeks=self.weeks, days=-1)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, by what pages ask of them."""

    def newest_first(self) -> Self:
        """The one written last first."""
        return self.order_by("-written_at", "-pk")

    def waiting(self) -> Self:
        """Those that wait for the head."""
        return self.filter(state=ProposalState.SENT)


def _percent(label: Any, usual: int) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(
        label,
        default=usual,
        validators=[MaxValueValidator(MOST_SHRINKAGE)],
    )


def _minutes(label: Any, usual: int) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(label, default=usual, validators=[MaxValueValidator(480)])


class Proposal(models.Model):
    """How some weeks should be staffed: assumptions, what comes of them (`result`), and the writer's words.

    While it is a draft `result` is counted anew with every change; once sent it is what the head was shown.
    """

    title = models.CharField(_("title"), max_length=200)
    forecast = models.ForeignKey(
        Forecast, models.PROTECT, related_name="proposals", verbose_name=_("forecast")
    )
    first = models.DateField(_("first Monday"))
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=1)
    # Assumptions.
    target = models.PositiveSmallIntegerField(
        _("service level aimed at, %"), default=80, validators=[MinValueValidator(10), MaxValueValidator(99)]
    )
    threshold_s = models.PositiveSmallIntegerField(
        _("answered within, seconds"), default=20, validators=[MaxValueValidator(3600)]
    )
    patience_s = models.PositiveSmallIntegerField(
        _("callers wait before they give up, seconds on average"), null=True, blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(7200)],
    )  # fmt: skip
    handle_s = models.PositiveSmallIntegerField(
        _("handling time by hand, seconds"), null=True, blank=True,
        validators=[MinValueValidator(10), MaxValueValidator(7200)],
    )  # fmt: skip
    planned_for = models.CharField(_("plan for"), max_length=8, choices=Load, default=Load.EXPECTED)
    least = models.PositiveSmallIntegerField(
        _("people on the line at least"), default=1, validators=[MaxValueValidator(50)]
    )
    shrink_leave = _percent(_("holidays not yet in the roster, %"), 0)
    shrink_unforeseen = _percent(_("unforeseen absence, %"), 4)
    shrink_meetings = _percent(_("meetings, %"), 4)
    shrink_training = _percent(_("training and coaching, %"), 3)
    letter_minutes = _minutes(_("a letter, minutes"), 10)
    document_minutes = _minutes(_("a package of documents, minutes"), 20)
    ticket_minutes = _minutes(_("a ticket, minutes"), 15)
    visit_minutes = _minutes(_("a visit, minutes"), 12)
    idle_use = models.PositiveSmallIntegerField(
        _("share of the time between calls that other work can use, %"), default=60,
        validators=[MaxValueValidator(100)],
    )  # fmt: skip
    # What comes of them.
    result = models.JSONField(default=dict)
    text = models.TextField(_("proposal in words"), max_length=10_000, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ProposalState, default=ProposalState.DRAFT)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"), default=clock.now)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    carried_at = models.DateTimeField(_("carried out at"), null=True)
    carried_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ProposalQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["result"])

    class Meta:
        verbose_name = _("staffing proposal")
        verbose_name_plural = _("staffing proposals")
        indexes = [models.Index(name="stats_proposal_newest", fields=["-written_at"])]
        constraints = [
            models.CheckConstraint(name="stats_proposal_weeks", condition=Q(weeks__gte=1, weeks__lte=4)),
            models.CheckConstraint(
                name="stats_proposal_target", condition=Q(target__gte=10, target__lte=99)
            ),
            models.CheckConstraint(
                name="stats_proposal_shrinks_in_part",
                violation_error_message=_("The parts of time that is lost come to more than 80 per cent."),
                condition=Q(
                    shrink_leave__lte=MOST_SHRINKAGE
                    - F("shrink_unforeseen") - F("shrink_meetings") - F("shrink_training")
                ),
            ),
            models.CheckConstraint(
                name="stats_proposal_sent_when",
                condition=Q(state=ProposalState.DRAFT, sent_at=None)
                | Q(state=ProposalState.DROPPED)
                | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="stats_proposal_carried_by_somebody",
                condition=Q(carried_at=None, carried_by=None) & ~Q(state=ProposalState.CARRIED)
                | Q(carried_at__isnull=False, carried_by__isnull=False, state=ProposalState.CARRIED),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stats:proposal", args=[self.pk])

    @property
    def last(self) -> date:
        """The Sunday with which it ends."""
        return self.first + timedelta(weeks=self.weeks, days=-1)

    @property
    def shrinkage(self) -> float:
        """The part of paid time that is lost to the line, 0 to 0.8."""
        parts = (self.shrink_leave, self.shrink_unforeseen, self.shrink_meetings, self.shrink_training)
        return sum(parts) / 100


class Decision(models.Model):
    """What the head made of a proposal, and why; append-only."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=5000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("decision on a proposal")
        verbose_name_plural = _("decisions on proposals")
        constraints = [models.CheckConstraint(name="stats_decision_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.outcome}"
