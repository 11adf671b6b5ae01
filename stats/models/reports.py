"""Reports to heads of units: what is planned, what was made and sent, and what the unit answered."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock, workdays
from desk.mail.models import Message
from desk.orders.models import Obligation, Period
from desk.outbox import Job, JobState
from desk.people.enums import Language
from desk.people.models import Unit, User
from desk.records.models import Blob
from stats.enums.reports import LetterKind, ReportKind


class ReportPlan(models.Model):
    """Which unit gets which report, when, and who else reads it; the administrator's."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_plans", verbose_name=_("unit"))
    kind = models.CharField(_("about"), max_length=7, choices=ReportKind, default=ReportKind.MONTHLY)
    obligations = models.ManyToManyField(
        Obligation, blank=True, related_name="+", verbose_name=_("obligations"),
        help_text=_("Of a report after a declaration period: after the periods of these."),
    )  # fmt: skip
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("also to"),
        help_text=_("Beside the head of the unit. They read the report and may acknowledge it."),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=2, default=Language.ET,
        choices=[(each.value, each.label) for each in (Language.ET, Language.EN)],
    )  # fmt: skip
    day = models.PositiveSmallIntegerField(
        _("day"), default=1, validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("Of the next month; of a declaration period: how many days after its last week."),
    )  # fmt: skip
    hour = models.PositiveSmallIntegerField(
        _("from what hour"), default=7, validators=[MaxValueValidator(22)], help_text=_("In Tallinn.")
    )
    attach = models.BooleanField(
        _("send the files with the letter"), default=False,
        help_text=_("They hold no personal data and no small numbers. Otherwise the letter has a link only."),
    )  # fmt: skip
    active = models.BooleanField(_("in use"), default=True)
    since = models.DateField(
        _("first day"), default=workdays.today, help_text=_("Nothing is reported of what ended before.")
    )

    history = HistoricalRecords(m2m_fields=[obligations, recipients])

    class Meta:
        verbose_name = _("plan of reports to a unit")
        verbose_name_plural = _("plans of reports to units")
        ordering = ["unit__position", "unit__code", "kind"]
        constraints = [
            models.UniqueConstraint(
                name="stats_reportplan_once", fields=["unit", "kind"], condition=Q(active=True)
            ),
            models.CheckConstraint(name="stats_reportplan_day", condition=Q(day__gte=1, day__lte=28)),
            models.CheckConstraint(name="stats_reportplan_hour", condition=Q(hour__lte=22)),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_kind_display()}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, by what the desk asks of them."""

    def made(self) -> Self:
        """Those that were made and sent."""
        return self.filter(state=JobState.SENT)

    def newest(self) -> Self:
        """The last version of each, the last one on top."""
        return self.filter(replaced_by=None).order_by("-last", "unit__position", "-pk")

    def read_by(self, user: User) -> Self:
        """Those of units that this person heads today, or that were sent to him by name."""
        named = ReportLetter.objects.filter(user=user).values("report")
        return self.filter(Q(unit__head=user) | Q(pk__in=named))

    def silent(self) -> Self:
        """Made, and nobody has acknowledged the last version."""
        return self.made().filter(replaced_by=None, acknowledged_at=None)

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("unit__head", "plan", "content", "acknowledged_by", "period__obligation")


class Report(Job):
    """One report of a plan over a span: a row that waits to be made, then is made and sent, once.

    What was sent is `content`, which never changes; a correction is a new version that names the old one.
    """

    plan = models.ForeignKey(ReportPlan, models.PROTECT, related_name="reports", verbose_name=_("plan"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name=_("unit"))
    period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="+")
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    why = models.CharField(_("why it is made anew"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("ordered"), default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    raised_at = models.DateTimeField(_("senior told"), null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report to a unit")
        verbose_name_plural = _("reports to units")
        indexes = [
            models.Index(name="stats_report_newest", fields=["-last", "-id"]),
            models.Index(name="stats_report_of_unit", fields=["unit", "-last"]),
            models.Index(
                name="stats_report_waiting", fields=["next_at"],
                condition=Q(state__in=[JobState.PENDING, JobState.SENDING]),
            ),
            models.Index(
                name="stats_report_silent", fields=["asked_at"],
                condition=Q(state=JobState.SENT, acknowledged_at=None),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(name="stats_report_once", fields=["plan", "first", "last", "version"]),
            models.CheckConstraint(name="stats_report_runs_forward", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="stats_report_version",
                condition=Q(version=1, replaces=None, why="")
                | (Q(version__gt=1, replaces__isnull=False, asked_by__isnull=False) & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="stats_report_acknowledged_pair",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, state=JobState.SENT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first}–{self.last}"

    def get_absolute_url(self) -> str:
        """The report's page."""
        return reverse("stats:report", args=[self.pk])

    @property
    def span(self) -> str:
        """Its days as people write them."""
        return f"{self.first:%d.%m.%Y}–{self.last:%d.%m.%Y}"

    @property
    def reference(self) -> str:
        """By what it is called on paper and in names of files: subject-2026-10, -v2 for a correction."""
        number = f"-v{self.version}" if self.version > 1 else ""
        day = f"{self.first:%Y-%m}" if self.period_id is None else f"{self.first}"
        return f"{self.unit.code}-{day}{number}"


class ReportContent(models.Model):
    """What a report says, as it was when it was made: words, figures, files. Append-only.

    `figures` is a stats.reports.digest.Digest as JSON; small numbers are hidden in it already.
    """

    report = models.OneToOneField(Report, models.PROTECT, related_name="content")
    made_at = models.DateTimeField(_("made"))
    figures: Any = models.JSONField(_("figures"))
    pdf = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    xlsx = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("content of a report")
        verbose_name_plural = _("contents of reports")

    def __str__(self) -> str:
        return f"{self.report_id}"


class ReportLetter(models.Model):
    """To whom a report went, and by which letter; without one the person has no e-mail address."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=LetterKind, default=LetterKind.REPORT)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("letter with a report")
        verbose_name_plural = _("letters with reports")
        constraints = [
            models.UniqueConstraint(name="stats_reportletter_once", fields=["report", "user", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.user_id}"


class ReportAnswer(models.Model):
    """What the unit will change, said by its head or a reader named in the plan. Append-only."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="answers")
    text = models.TextField(_("what will you change"), max_length=2000)
    due_on = models.DateField(_("by when"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("answer to a report")
        verbose_name_plural = _("answers to reports")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="stats_reportanswer_says", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.report_id}"

    @property
    def is_done(self) -> bool:
        """Whether the last word on it is that it is done."""
        said = list(self.followed.all())
        return bool(said) and max(said, key=lambda each: each.pk).done


class FollowUp(models.Model):
    """What became of what a unit said it would change; the last word counts. Append-only."""

    answer = models.ForeignKey(ReportAnswer, models.PROTECT, related_name="followed")
    done = models.BooleanField(_("done"))
    note = models.TextField(_("what became of it"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("what became of an answer")
        verbose_name_plural = _("what became of answers")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="stats_followup_says", condition=~Q(note=""))]

    def __str__(self) -> str:
        return f"{self.answer_id}"
