"""Guides: articles and process guides in three languages, each with an owner and a review day."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import CombinedExpression, Expression
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.guides.enums import GuideKind, VersionState
from desk.ordering import SEARCH_CONFIG

# D, C, B, A: the last part of a compound, the text, a step, the title.
WEIGHTS = [0.05, 0.2, 0.4, 1.0]
EACH_WORD = 0.25  # so that a guide with two of the words comes before one that has one of them often


def in_language(row: models.Model, field: str, language: str = "") -> str:
    """`field` of `row` in this language or the page's, Estonian where that is empty."""
    code = language or (get_language() or "et")[:2]
    return str(getattr(row, f"{field}_{code}", "") or getattr(row, f"{field}_et"))


class GuideQuerySet(models.QuerySet["Guide"]):
    """Guides, by what the desk asks of them."""

    def in_use(self) -> Self:
        """Those with a version in force, not taken out of use."""
        return self.filter(active=True, versions__state=VersionState.PUBLISHED)

    def about(self, *topic_codes: str) -> Self:
        """Those of at least one of these topics."""
        return self.filter(topic_codes__overlap=list(topic_codes))

    def review_due(self, day: date) -> Self:
        """Those in use whose review day has come."""
        return self.in_use().filter(review_on__lte=day)


class Guide(models.Model):
    """Advice of the house on some topics; what it says stands in its versions."""

    kind = models.CharField(_("kind"), max_length=7, choices=GuideKind, default=GuideKind.ARTICLE)
    # Codes of topics (slot GUIDE_TOPICS): the topics themselves live in a room above.
    topic_codes = ArrayField(
        models.SlugField(max_length=40), verbose_name=_("topics"), default=list, blank=True
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="guides", verbose_name=_("owner")
    )
    review_on = models.DateField(_("review on"))
    reviewed_at = models.DateTimeField(_("last reviewed"), null=True, editable=False)
    active = models.BooleanField(_("in use"), default=True)
    review_months = models.PositiveSmallIntegerField(
        _("reviewed every so many months"), default=6,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
    )  # fmt: skip
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)

    objects = GuideQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        indexes = [GinIndex(name="guides_guide_topics", fields=["topic_codes"])]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """The guide's page."""
        return reverse("guides:page", args=[self.pk])


class GuideVersionQuerySet(models.QuerySet["GuideVersion"]):
    """Versions, by what the desk asks of them."""

    def in_force(self) -> Self:
        """What the guides in use say now, each with its number of open remarks as `open_flags`."""
        return self.filter(state=VersionState.PUBLISHED, guide__active=True).flagged()

    def flagged(self) -> Self:
        """With `open_flags`, the number of open remarks on any version of the guide."""
        there = GuideFlag.objects.open().filter(version__guide=OuterRef("guide")).order_by()
        number = there.values("version__guide").annotate(number=Count("pk")).values("number")
        return self.annotate(open_flags=Coalesce(Subquery(number), 0)).select_related("guide", "guide__owner")

    def marked_wrong(self) -> Self:
        """Those of guides with an open remark."""
        there = GuideFlag.objects.open().filter(version__guide=OuterRef("guide"))
        return self.filter(Exists(there))

    def about(self, *topic_codes: str) -> Self:
        """Those of guides of at least one of these topics."""
        return self.filter(guide__topic_codes__overlap=list(topic_codes))

    def with_any_of(self, queries: Sequence[str]) -> Self:
        """Those with at least one of the sought words (`stems.sought`), with a `score`, best first."""
        score: Expression | CombinedExpression = Value(0.0)
        wanted = Q()
        for text in queries:
            query = SearchQuery(text, search_type="raw", config=SEARCH_CONFIG)
            there = Q(words=query)
            wanted |= there
            score = score + SearchRank(F("words"), query, weights=WEIGHTS)
            score = score + Case(When(there, then=Value(EACH_WORD)), default=Value(0.0))
        return self.filter(wanted).annotate(score=score).order_by("-score", "guide_id")


class GuideVersion(models.Model):
    """What a guide says, in Markdown; never changed once published (a trigger refuses)."""

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=9, choices=VersionState, default=VersionState.DRAFT)
    title_et = models.CharField(_("title in Estonian"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    title_ru = models.CharField(_("title in Russian"), max_length=150, blank=True)
    body_et = models.TextField(_("text in Estonian"), blank=True)
    body_en = models.TextField(_("text in English"), blank=True)
    body_ru = models.TextField(_("text in Russian"), blank=True)
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    words = SearchVectorField(null=True, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"), default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("in force from"), null=True)

    objects = GuideVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a guide")
        verbose_name_plural = _("versions of guides")
        ordering = ["-number"]
        indexes = [GinIndex(name="guides_version_words", fields=["words"])]
        constraints = [
            models.UniqueConstraint(name="guides_version_once", fields=["guide", "number"]),
            models.UniqueConstraint(
                name="guides_version_one_in_force", fields=["guide"],
                condition=Q(state=VersionState.PUBLISHED),
            ),
            models.UniqueConstraint(
                name="guides_version_one_draft", fields=["guide"], condition=Q(state=VersionState.DRAFT)
            ),
            models.CheckConstraint(
                name="guides_version_published_pair",
                condition=Q(state=VersionState.DRAFT, published_at=None, published_by=None)
                | (~Q(state=VersionState.DRAFT) & Q(published_at__isnull=False, published_by__isnull=False)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of this version."""
        return reverse("guides:version", args=[self.pk])

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return in_language(self, "title")


class GuideStep(models.Model):
    """One step of a process guide: what to do, and what to ask or read out to the client."""

    version = models.ForeignKey(GuideVersion, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    text_et = models.TextField(_("step in Estonian"))
    text_en = models.TextField(_("step in English"), blank=True)
    text_ru = models.TextField(_("step in Russian"), blank=True)

    class Meta:
        verbose_name = _("step of a guide")
        verbose_name_plural = _("steps of a guide")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="guides_step_once", fields=["version", "position"])]

    def __str__(self) -> str:
        return f"{self.position}"


class GuideFlagQuerySet(models.QuerySet["GuideFlag"]):
    """Remarks, by what the desk asks of them."""

    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(settled_at=None)

    def on(self, guide_id: int) -> Self:
        """Those on any version of this guide, the newest first."""
        return self.filter(version__guide=guide_id).select_related("by", "settled_by", "version")


class GuideFlag(models.Model):
    """Somebody says that a guide is wrong; its owner answers."""

    version = models.ForeignKey(GuideVersion, models.PROTECT, related_name="flags")
    note = models.CharField(_("what is wrong"), max_length=300, blank=True)
    # The enquiry in which it misled, by id: enquiries are a room above.
    enquiry_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = GuideFlagQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("remark on a guide")
        verbose_name_plural = _("remarks on guides")
        ordering = ["-at", "-pk"]
        constraints = [
            # Pressed twice, it is one remark.
            models.UniqueConstraint(
                name="guides_flag_one_open", fields=["version", "by"], condition=Q(settled_at=None)
            ),
            models.CheckConstraint(
                name="guides_flag_settled_pair",
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}"
