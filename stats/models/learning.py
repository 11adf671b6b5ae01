"""Trainings and meetings: when, who comes, what is handed out, and what everybody must have been taught."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.guides.models import Guide
from desk.people.enums import Role
from desk.people.models import User
from desk.people.models.user import Bilingual
from desk.records.models import Blob
from stats.enums.learning import AttendeeState, SessionKind


def specialists() -> list[str]:
    """Of whom something is required until told otherwise."""
    return [Role.SPECIALIST.value, Role.SENIOR.value]


class Requirement(Bilingual):
    """What people in these roles must have been taught, once or again after so many months."""

    name_et = models.CharField(_("name in Estonian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices), verbose_name=_("of whom"), default=specialists
    )
    months = models.PositiveSmallIntegerField(
        _("again after so many months"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Empty: once is enough."),
    )  # fmt: skip

    history = HistoricalRecords()

    class Meta(Bilingual.Meta):
        verbose_name = _("required training")
        verbose_name_plural = _("required trainings")


class LearningSessionQuerySet(models.QuerySet["LearningSession"]):
    """Trainings and meetings, by what the desk asks of them."""

    def standing(self) -> Self:
        """Those that were not called off."""
        return self.filter(called_off_at=None)

    def of(self, user: User) -> Self:
        """Those to which this person is invited, or which the person organises."""
        mine = Attendee.objects.filter(user=user).values("session")
        return self.filter(Q(pk__in=mine) | Q(organiser=user))

    def coming(self, now: datetime) -> Self:
        """Those that are not over, the next one first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def over(self, now: datetime) -> Self:
        """Those that are over, the last one first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")


class LearningSession(models.Model):
    """A training or a meeting of the desk."""

    kind = models.CharField(_("kind"), max_length=8, choices=SessionKind, default=SessionKind.TRAINING)
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what it is about"), max_length=4000, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    organiser = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("organiser"))
    # Who was there has this.
    teaches = models.ForeignKey(
        Requirement, models.PROTECT, null=True, blank=True, related_name="sessions",
        verbose_name=_("required training"),
    )  # fmt: skip
    guides = models.ManyToManyField(Guide, verbose_name=_("guides"), blank=True, related_name="+")
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    # A calendar takes a later number as the newer words about the same thing (RFC 5545 3.8.7.4).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True, editable=False)
    called_off_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    called_off_reason = models.CharField(_("why"), max_length=300, blank=True, editable=False)

    objects = LearningSessionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("training or meeting")
        verbose_name_plural = _("trainings and meetings")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(name="stats_session_end", fields=["ends_at"]),
            models.Index(name="stats_session_start", fields=["-starts_at", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="stats_session_runs_forward", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="stats_session_called_off",
                condition=Q(called_off_at=None, called_off_by=None, called_off_reason="")
                | (Q(called_off_at__isnull=False, called_off_by__isnull=False) & ~Q(called_off_reason="")),
            ),
            models.CheckConstraint(
                name="stats_session_has_a_place", condition=~Q(place="") | ~Q(link="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stats:session", args=[self.pk])


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    """Who is invited, by what the desk asks of them."""

    def unanswered(self, *user_ids: int, now: datetime) -> Self:
        """Invitations of these people to what has not begun, and to which they have not said a word."""
        return self.filter(
            user__in=user_ids, state=AttendeeState.INVITED, session__starts_at__gt=now,
            session__called_off_at=None,
        )  # fmt: skip


class Attendee(models.Model):
    """One person at one session. Whether somebody was there is said by one who leads."""

    session = models.ForeignKey(LearningSession, models.PROTECT, related_name="attendees")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=9, choices=AttendeeState, default=AttendeeState.INVITED)
    invited_at = models.DateTimeField(_("invited"), default=clock.now)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    marked_at = models.DateTimeField(_("marked"), null=True, blank=True)
    marked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = AttendeeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes = [models.Index(name="stats_attendee_user", fields=["user", "session"])]
        constraints = [
            models.UniqueConstraint(name="stats_attendee_once", fields=["session", "user"]),
            models.CheckConstraint(
                name="stats_attendee_marked",
                condition=Q(
                    state__in=[AttendeeState.ATTENDED, AttendeeState.ABSENT],
                    marked_at__isnull=False, marked_by__isnull=False,
                )
                | Q(
                    state__in=[AttendeeState.INVITED, AttendeeState.CONFIRMED, AttendeeState.DECLINED],
                    marked_at=None, marked_by=None,
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.session_id} {self.user_id}"


class Material(models.Model):
    """A file that participants are given; one put away by mistake is withdrawn, not destroyed."""

    session = models.ForeignKey(LearningSession, models.PROTECT, related_name="materials")
    name = models.CharField(_("name"), max_length=200)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"), default=clock.now)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="stats_material_withdrawn",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PassedQuerySet(models.QuerySet["Passed"]):
    """What people have been taught, by what the desk asks of it."""

    def last_of(self, user_ids: Collection[int]) -> dict[tuple[int, int], date]:
        """The last day on which each of these people was taught each thing: {(person, requirement): day}."""
        rows = self.filter(user__in=user_ids).order_by().values_list("user", "requirement")
        return {(user, what): day for user, what, day in rows.annotate(last=models.Max("on_day"))}


class Passed(models.Model):
    """That a person was taught something: at a session of ours, or elsewhere, by a paper."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, related_name="passed", verbose_name=_("what")
    )
    on_day = models.DateField(_("day"))
    attendee = models.OneToOneField(Attendee, models.PROTECT, null=True, related_name="passed")
    paper = models.CharField(_("paper"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered"), default=clock.now)

    objects = PassedQuerySet.as_manager()

    class Meta:
        verbose_name = _("training passed")
        verbose_name_plural = _("trainings passed")
        indexes = [models.Index(name="stats_passed_last", fields=["user", "requirement", "-on_day"])]
        constraints = [
            models.CheckConstraint(
                name="stats_passed_is_shown", condition=Q(attendee__isnull=False) | ~Q(paper="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.requirement_id}"
