"""What is to be reviewed and why, the reviews, what the reviewed say to them, and their sums."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from stats.enums.quality import ResponseKind, SampleState, Verdict, Whom, Why, WorkKind
from stats.models.rollups import RollupQuerySet, number
from stats.models.scorecards import Scorecard

_PERSON = settings.AUTH_USER_MODEL


class SamplingRule(models.Model):
    """How much of whose work is reviewed, or which event makes a contact worth a review."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    why = models.CharField(
        _("why"), max_length=9, default=Why.CHANCE,
        choices=[(each.value, each.label) for each in Why if each not in (Why.ASKED, Why.LISTENED)],
    )  # fmt: skip
    whom = models.CharField(_("whose work"), max_length=8, choices=Whom, default=Whom.EVERYONE)
    months = models.PositiveSmallIntegerField(
        _("months of service"), default=6, validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text=_("Of new staff: who began at the desk so many months ago or later."),
    )  # fmt: skip
    work = models.CharField(
        _("what is reviewed"), max_length=8, choices=WorkKind, blank=True, help_text=_("Empty: all of it.")
    )
    share = models.DecimalField(
        _("share, per cent"), max_digits=4, decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Where several rules meet, the reason of the lowest is kept.")
    )
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule of sampling")
        verbose_name_plural = _("rules of sampling")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="stats_samplingrule_share", condition=Q(share__gt=0) & Q(share__lte=100)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()}, {self.get_whom_display()}, {self.share.normalize():f}%"


class SampleQuerySet(models.QuerySet["Sample"]):
    """What was drawn, by what reviewers ask of it."""

    def open(self) -> Self:
        """Not reviewed yet, the oldest contact first."""
        return self.filter(state=SampleState.OPEN).order_by("happened_at", "pk")

    def free(self, now: datetime) -> Self:
        """Held by nobody now."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))

    def not_of(self, user_id: int) -> Self:
        """The work of others: nobody reviews his own."""
        return self.exclude(person_id=user_id)

    def without(self, subjects: "set[tuple[str, int]]") -> Self:
        """None about these contacts."""
        kept = Q(pk=None)
        for kind, pk in subjects:
            kept |= Q(subject_kind=kind, subject_id=pk)
        return self.exclude(kept)


class Sample(models.Model):
    """One contact, document or ticket that is to be reviewed; why it is stays beside it for good."""

    work = models.CharField(_("what is reviewed"), max_length=8, choices=WorkKind)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="samples", verbose_name=_("whose work"))
    happened_at = models.DateTimeField(_("when it was"))
    why = models.CharField(_("why"), max_length=9, choices=Why)
    # Further reasons that came while it waited.
    also = ArrayField(models.CharField(max_length=9, choices=Why), default=list)
    rule = models.ForeignKey(SamplingRule, models.PROTECT, null=True, related_name="samples")
    # The share for everyone draws it too: only such reviews speak for the work as a whole.
    by_chance = models.BooleanField(default=False)
    # Of a simulated call: reviewed for the trainee's sake, counted nowhere.
    practice = models.BooleanField(_("for practice"), default=False)
    note = models.CharField(_("what to look at"), max_length=300, blank=True)
    drawn_at = models.DateTimeField(_("drawn"), default=clock.now)
    claimed_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    claimed_until = models.DateTimeField(_("taken until"), null=True)
    state = models.CharField(_("state"), max_length=7, choices=SampleState, default=SampleState.OPEN)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    dropped_for = models.CharField(_("why it is not reviewed"), max_length=200, blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        indexes = [
            models.Index(
                fields=["happened_at", "id"], name="stats_sample_open", condition=Q(state=SampleState.OPEN)
            ),
            models.Index(fields=["closed_at"], name="stats_sample_closed"),
        ]
        constraints = [
            # What was drawn once is not drawn again, however often the drawing runs.
            models.UniqueConstraint(
                name="stats_sample_once", fields=["subject_kind", "subject_id", "why"]
            ),
            models.UniqueConstraint(
                name="stats_sample_one_open", fields=["subject_kind", "subject_id"],
                condition=Q(state=SampleState.OPEN),
            ),
            models.CheckConstraint(
                name="stats_sample_claimed",
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
            ),
            models.CheckConstraint(
                name="stats_sample_claimed_by_another",
                condition=Q(claimed_by=None) | ~Q(claimed_by=F("person")),
            ),
            models.CheckConstraint(
                name="stats_sample_closed_pair",
                condition=Q(state=SampleState.OPEN, closed_at=None)
                | (~Q(state=SampleState.OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="stats_sample_dropped_says_why",
                condition=~Q(state=SampleState.DROPPED) | ~Q(dropped_for=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_work_display()} {self.subject_id}"


class Calibration(models.Model):
    """The same work reviewed by several, each without seeing the others, then compared."""

    work = models.CharField(_("what is reviewed"), max_length=8, choices=WorkKind)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("whose work"))
    opened_at = models.DateTimeField(_("opened"), default=clock.now)
    opened_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    # What they agreed on: {key of the criterion: points}, and why.
    agreed = models.JSONField(default=dict)
    agreed_critical = models.JSONField(default=list)
    agreed_score = models.DecimalField(_("agreed score"), max_digits=4, decimal_places=1, null=True)
    note = models.TextField(_("what was agreed"), blank=True)

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="stats_calibration_one_open", fields=["subject_kind", "subject_id"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="stats_calibration_closed_pair",
                condition=Q(closed_at=None, closed_by=None, agreed_score=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, agreed_score__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_work_display()} {self.subject_id}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stats:calibration", args=[self.pk])


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, by what is asked of them."""

    def unfinished(self) -> Self:
        """Begun, or to begin, and not finished."""
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        """Those that count, the newest first."""
        return self.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")

    def shown_to(self, user_id: int) -> Self:
        """Of this person's work, and not for comparing reviewers."""
        return self.finished().filter(person_id=user_id, calibration=None)

    def unanswered(self) -> Self:
        """The reviewed person has not said anything yet."""
        return self.finished().filter(calibration=None, response=None)

    def whole(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related(
            "person", "reviewer", "scorecard", "response", "response__decided_by", "sample"
        )


class Review(models.Model):
    """One reviewer's view of one piece of work by one version of the scorecard.

    Once finished it is never changed (a trigger refuses); what an appeal changes stands in `Response`.
    """

    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="reviews")
    sample = models.OneToOneField(Sample, models.PROTECT, null=True, related_name="review")
    calibration = models.ForeignKey(Calibration, models.PROTECT, null=True, related_name="reviews")
    work = models.CharField(_("what is reviewed"), max_length=8, choices=WorkKind)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="reviews", verbose_name=_("whose work"))
    reviewer = models.ForeignKey(
        _PERSON, models.PROTECT, related_name="reviews_made", verbose_name=_("reviewer")
    )
    practice = models.BooleanField(_("for practice"), default=False)
    happened_at = models.DateTimeField(_("when it was"))
    started_at = models.DateTimeField(_("begun"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    # {key of the criterion: 0, 1, 2 or null where it does not apply}
    answers = models.JSONField(default=dict)
    critical = models.JSONField(default=list)
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=1, null=True)
    comment = models.TextField(_("comment"), blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [
            models.Index(fields=["person", "-finished_at"], name="stats_review_person"),
            models.Index(fields=["-finished_at", "-id"], name="stats_review_newest"),
            models.Index(fields=["reviewer"], name="stats_review_open", condition=Q(finished_at=None)),
            models.Index(fields=["subject_kind", "subject_id"], name="stats_review_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="stats_review_not_own", condition=~Q(person=F("reviewer"))
            ),
            models.CheckConstraint(
                name="stats_review_of_one_thing",
                condition=Q(sample=None, calibration__isnull=False)
                | Q(sample__isnull=False, calibration=None),
            ),
            models.CheckConstraint(
                name="stats_review_finished",
                condition=Q(finished_at=None, score=None)
                | Q(finished_at__gte=F("started_at"), score__gte=0, score__lte=100),
            ),
            models.UniqueConstraint(
                name="stats_review_one_a_calibrator", fields=["calibration", "reviewer"],
                condition=Q(calibration__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_work_display()} {self.subject_id}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stats:review", args=[self.pk])

    @property
    def standing(self) -> Decimal | None:
        """The score that counts: what an appeal made of it, else the reviewer's."""
        response = getattr(self, "response", None)
        changed = response.score if response is not None else None
        return self.score if changed is None else changed

    @property
    def minutes(self) -> float | None:
        """How long it took, from taking it up to finishing."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds() / 60


class ResponseQuerySet(models.QuerySet["Response"]):
    """Answers to reviews."""

    def waiting(self) -> Self:
        """Appeals that nobody has decided, the oldest first."""
        return self.filter(kind=ResponseKind.APPEALS, decided_at=None).order_by("at", "pk")


class Response(models.Model):
    """What the reviewed person says to the review, and what another lead decided on an appeal."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="response")
    kind = models.CharField(_("answer"), max_length=8, choices=ResponseKind)
    text = models.TextField(_("in your own words"), blank=True)
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    verdict = models.CharField(_("decision"), max_length=7, choices=Verdict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    answers = models.JSONField(null=True)
    critical = models.JSONField(null=True)
    score = models.DecimalField(_("changed score"), max_digits=4, decimal_places=1, null=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a review")
        verbose_name_plural = _("answers to reviews")
        indexes = [
            models.Index(
                fields=["at"], name="stats_response_waiting",
                condition=Q(kind=ResponseKind.APPEALS, decided_at=None),
            )
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="stats_response_has_words", condition=Q(kind=ResponseKind.AGREES) | ~Q(text="")
            ),
            models.CheckConstraint(
                name="stats_response_decided",
                condition=Q(decided_at=None, decided_by=None, verdict="", score=None)
                | Q(kind=ResponseKind.APPEALS, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(verdict="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="stats_response_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")),
            ),
            models.CheckConstraint(
                name="stats_response_changed_score",
                condition=Q(verdict=Verdict.CHANGED, score__isnull=False)
                | (~Q(verdict=Verdict.CHANGED) & Q(score=None)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.review_id}"


class Reviewed(models.Model):
    """Sums of reviews by the day of Tallinn on which they were finished; practice is left out.

    Written with each review, so that the figures stay when the reviews are destroyed by rule. Scores are in
    tenths of a per cent. `drawn…` are of those that the share for everyone drew.
    """

    day = models.DateField()
    work = models.CharField(max_length=8, choices=WorkKind)
    reviews = number()
    points = number()
    critical = number()
    drawn = number()
    drawn_points = number()
    drawn_squares = number()
    drawn_critical = number()
    appeals = number()
    changed = number()

    objects = RollupQuerySet.as_manager()

    class Meta:
        verbose_name = _("sums of reviews")
        verbose_name_plural = _("sums of reviews")
        constraints = [models.UniqueConstraint(name="stats_reviewed_once", fields=["day", "work"])]

    def __str__(self) -> str:
        return f"{self.day} {self.work}"
