"""By what work is reviewed: a scorecard for each kind of it, versioned."""

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.guides.models.guide import in_language
from stats.enums.quality import WorkKind

_KEY = RegexValidator(r"^[a-z][a-z0-9_]*\Z", _("Small letters, digits and _."))


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    """Versions of scorecards, by what reviewers ask of them."""

    def in_use(self) -> Self:
        """Of each kind of work the last version that was approved."""
        approved = Scorecard.objects.filter(work=models.OuterRef("work"), approved_at__isnull=False)
        newest = approved.order_by("-number").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest))

    def whole(self) -> Self:
        """With the criteria and the critical errors, in two more queries."""
        return self.prefetch_related("criteria", "errors")


class Scorecard(models.Model):
    """One version of the scorecard of one kind of work; never changed but for its approval."""

    work = models.CharField(_("what is reviewed"), max_length=8, choices=WorkKind)
    number = models.PositiveSmallIntegerField(_("version"))
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    # Nobody: the one that the house began with.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("made by"),
    )  # fmt: skip
    approved_at = models.DateTimeField(_("in use from"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("approved by"),
    )  # fmt: skip

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        ordering = ["work", "-number"]
        constraints = [
            models.UniqueConstraint(name="stats_scorecard_once", fields=["work", "number"]),
            models.CheckConstraint(
                name="stats_scorecard_approved", condition=Q(approved_by=None) | Q(approved_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_work_display()} {self.number}"

    @cached_property
    def sections(self) -> list[tuple[str, list["Criterion"]]]:
        """The criteria under the names of their sections, in their order."""
        found: dict[str, list[Criterion]] = {}
        for criterion in self.criteria.all():
            found.setdefault(criterion.section, []).append(criterion)
        return list(found.items())


class Worded(models.Model):
    """A line of a scorecard in the two languages of the staff; belongs to one version."""

    key = models.CharField(_("key"), max_length=30, validators=[_KEY])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_et = models.CharField(_("name in Estonian"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150)
    guidance_et = models.TextField(_("guidance in Estonian"), blank=True)
    guidance_en = models.TextField(_("guidance in English"), blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return in_language(self, "name")

    @property
    def guidance(self) -> str:
        """What the points mean, in the language of the page."""
        return in_language(self, "guidance")


class Criterion(Worded):
    """One thing that is looked at and given 0, 1 or 2 points."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="criteria")
    section_et = models.CharField(_("section in Estonian"), max_length=100)
    section_en = models.CharField(_("section in English"), max_length=100)

    class Meta(Worded.Meta):
        abstract = False
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [models.UniqueConstraint(name="stats_criterion_once", fields=["scorecard", "key"])]

    @property
    def section(self) -> str:
        """The name of the section in the language of the page."""
        return in_language(self, "section")


class CriticalError(Worded):
    """What makes the whole score nought, whatever else was good."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="errors")

    class Meta(Worded.Meta):
        abstract = False
        verbose_name = _("critical error")
        verbose_name_plural = _("critical errors")
        constraints = [models.UniqueConstraint(name="stats_criticalerror_once", fields=["scorecard", "key"])]
