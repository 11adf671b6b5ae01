"""What enquiries are about and how contacts end, as the administrator words them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import workdays
from desk.enquiries.enums import Competence
from desk.enquiries.models.limits import Limit
from desk.people.enums import Language
from desk.people.models import Unit


def every_language() -> list[str]:
    """The languages in which a topic is answered until the administrator says otherwise."""
    return [language.value for language in Language]


class Trilingual(models.Model):
    """A row that the administrator words in the three languages of the desk."""

    name_et = models.CharField(_("name in Estonian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, Estonian when it has no other."""
        language = (get_language() or "et")[:2]
        return str(getattr(self, f"name_{language}", "") or self.name_et)


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics, by what the desk asks of them."""

    def selectable(self) -> Self:
        """Topics that a new enquiry may have: second level, in use today, in the administrator's order."""
        return (
            self.in_use_on(workdays.today())
            .filter(active=True, parent__active=True)
            .select_related("parent", "unit")
            .order_by("parent__position", "parent__code", "position", "code")
        )

    def in_use_on(self, day: date) -> Self:
        """Those whose days cover this one."""
        begun = Q(from_day=None) | Q(from_day__lte=day)
        return self.filter(begun, Q(until_day=None) | Q(until_day__gte=day))

    def in_their_order(self) -> Self:
        """As the administrator put them, used and unused ones alike."""
        return self.select_related("parent", "unit").order_by("parent__position", "position", "code")

    def handed_on_or(self, pks: Collection[int]) -> Self:
        """Those in use that level 1 must hand on (by themselves or their group), and these."""
        must = Q(competence=Competence.HANDS_ON) | Q(
            competence=Competence.ANSWERS, parent__competence=Competence.HANDS_ON
        )
        return self.filter(Q(pk__in=pks) | (must & Q(active=True, parent__isnull=False)))

    def within_reach_of(self, user_id: int, since: datetime) -> Self:
        """Selectable ones with the person's `key` of each, and the `times` that they used it since then."""
        mine = FavouriteTopic.objects.filter(user_id=user_id, topic=OuterRef("pk")).values("position")
        used = FilteredRelation(
            "enquiries", condition=Q(enquiries__owner_id=user_id, enquiries__opened_at__gte=since)
        )
        return self.selectable().annotate(used=used, key=Subquery(mine[:1]), times=Count("used"))


class Topic(Trilingual):
    """What an enquiry is about, in two levels: a group and the reason within it."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("group"),
        limit_choices_to={"parent": None},
    )  # fmt: skip
    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="topics", verbose_name=_("owner unit"),
        help_text=_("The unit whose matter this is: its head reads the figures."),
    )  # fmt: skip
    competence = models.CharField(
        _("competence of level 1"), max_length=8, choices=Competence, default=Competence.ANSWERS
    )
    hand_on_et = models.CharField(_("when to hand on, in Estonian"), max_length=300, blank=True)
    hand_on_en = models.CharField(_("when to hand on, in English"), max_length=300, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices), verbose_name=_("answered in"),
        default=every_language,
    )  # fmt: skip
    limit = models.ForeignKey(
        Limit, models.PROTECT, null=True, blank=True, related_name="topics",
        verbose_name=_("limit of its questions"),
        help_text=_("Empty: the limit of the group, else that of every question."),
    )  # fmt: skip
    # By its code, since portals stand in a room above this one.
    portal = models.SlugField(
        _("portal"), max_length=40, blank=True, db_index=False,
        help_text=_("Code of the portal that its questions are about; empty: of none."),
    )  # fmt: skip
    from_day = models.DateField(_("in use from"), null=True, blank=True)
    until_day = models.DateField(_("in use until"), null=True, blank=True)
    # A renamed or merged topic keeps its years: figures follow it to whoever took its place.
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors",
        verbose_name=_("succeeded by"),
    )  # fmt: skip

    objects = TopicQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(name="topic_not_its_own_group", condition=~Q(parent=F("id"))),
            models.CheckConstraint(name="topic_not_its_own_successor", condition=~Q(succeeded_by=F("id"))),
            models.CheckConstraint(
                name="topic_days_run_forward",
                condition=Q(from_day=None) | Q(until_day=None) | Q(until_day__gte=F("from_day")),
            ),
        ]


class FavouriteTopic(models.Model):
    """A topic that a person has put within one key's reach: 1 to 9."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourite_topics")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("key"))

    class Meta:
        verbose_name = _("favourite topic")
        verbose_name_plural = _("favourite topics")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="favouritetopic_once", fields=["user", "topic"]),
            models.UniqueConstraint(name="favouritetopic_key_once", fields=["user", "position"]),
            models.CheckConstraint(
                name="favouritetopic_key", condition=Q(position__gte=1) & Q(position__lte=9)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class OutcomeCodeQuerySet(models.QuerySet["OutcomeCode"]):
    """Outcome codes, by what the desk asks of them."""

    def selectable(self) -> Self:
        """Codes in use, in the administrator's order."""
        return self.filter(active=True)


class OutcomeCode(Trilingual):
    """How a contact ended; the flags say what follows from it. Never deleted, only taken out of use."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)
    solved = models.BooleanField(_("question is solved"), default=False)
    needs_callback = models.BooleanField(_("client must be called back"), default=False)
    promised = models.BooleanField(_("something was promised"), default=False)
    escalated = models.BooleanField(_("handed to the second level"), default=False)
    documents_sent = models.BooleanField(_("documents were sent"), default=False)
    no_client = models.BooleanField(_("possible without a client"), default=False)
    no_enquiry = models.BooleanField(_("possible without an enquiry"), default=False)

    objects = OutcomeCodeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("outcome code")
        verbose_name_plural = _("outcome codes")
        ordering = ["position", "code"]
