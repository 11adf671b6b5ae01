"""Questions, what they were about, how they ended, and what was promised on the way."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.clients.models import Client, Person
from desk.enquiries.enums import Channel, Evidence, PromiseState, State
from desk.ordering import SEARCH_CONFIG
from desk.people.enums import Language


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
        """Topics that a new enquiry may have: second level, in use, in the administrator's order."""
        return (
            self.filter(active=True, parent__active=True)
            .select_related("parent")
            .order_by("parent__position", "parent__code", "position", "code")
        )

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

    objects = TopicQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(name="topic_not_its_own_group", condition=~Q(parent=F("id"))),
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

    objects = OutcomeCodeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("outcome code")
        verbose_name_plural = _("outcome codes")
        ordering = ["position", "code"]


class EnquirySeries(models.Model):
    """The last enquiry number given in a year; taken by one upsert, so two openings never share one."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("enquiry number series")
        verbose_name_plural = _("enquiry number series")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Enquiries, by what the desk asks of them."""

    def open(self) -> Self:
        """Everything not closed."""
        return self.exclude(state=State.CLOSED)

    def counted(self) -> Self:
        """What figures and worklists hold: nothing that was taken in a practice call."""
        return self.filter(practice=False)

    def for_client(self, client_id: int) -> Self:
        """Enquiries of this client."""
        return self.filter(client_id=client_id)

    def owned_by(self, *user_ids: int) -> Self:
        """Enquiries for which one of these people answers."""
        return self.filter(owner_id__in=user_ids)

    def unowned(self) -> Self:
        """Enquiries that nobody has taken yet."""
        return self.filter(owner=None)

    def asking(self, text: str) -> Self:
        """Enquiries whose question holds all these words."""
        vector = SearchVector("question", config=SEARCH_CONFIG)
        return self.alias(words=vector).filter(words=SearchQuery(text, config=SEARCH_CONFIG))

    def newest_first(self) -> Self:
        """The last opened on top, the id breaking ties (so that a page can start after a row)."""
        return self.order_by("-opened_at", "-pk")

    def after(self, pk: int) -> Self:
        """Rows that follow row `pk`, newest first; all when that row is gone."""
        row = Enquiry.objects.filter(pk=pk).values_list("opened_at", flat=True).first()
        if row is None:
            return self
        return self.filter(opened_at__lte=row).exclude(opened_at=row, pk__gte=pk)

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("topic__parent", "client", "person", "owner", "outcome")


class Enquiry(models.Model):
    """One question with its topic, who asked it on whose behalf, and how it ended."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="enquiries", verbose_name=_("topic"))
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="enquiries", verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="enquiries", verbose_name=_("enquirer")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="enquiries",
        verbose_name=_("responsible person"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.NEW)
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ET)
    question = models.TextField(_("question"), blank=True)
    # Taken in a practice call: no figure counts it, and nothing is sent about it.
    practice = models.BooleanField(_("for practice"), default=False, editable=False)
    opened_at = models.DateTimeField(_("opened"), default=clock.now, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    outcome = models.ForeignKey(
        OutcomeCode,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enquiries",
        verbose_name=_("outcome"),
    )

    objects = EnquiryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        indexes = [
            models.Index(name="enquiry_newest", fields=["-opened_at", "-id"]),
            models.Index(name="enquiry_open", fields=["-opened_at", "-id"], condition=~Q(state=State.CLOSED)),
            models.Index(name="enquiry_of_client", fields=["client", "-opened_at", "-id"]),
            models.Index(name="enquiry_of_owner", fields=["owner", "-opened_at", "-id"]),
            GinIndex(SearchVector("question", config=SEARCH_CONFIG), name="enquiry_words"),
        ]
        constraints = [
            models.CheckConstraint(name="enquiry_level", condition=Q(level__in=[1, 2])),
            models.CheckConstraint(
                name="enquiry_closed_with_outcome",
                condition=Q(state=State.CLOSED, closed_at__isnull=False, outcome__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The enquiry's page."""
        return reverse("enquiries:page", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether anything may still be done with it."""
        return self.state != State.CLOSED


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Promises, by what the desk asks of them."""

    def open(self) -> Self:
        """Neither kept nor broken."""
        return self.filter(state=PromiseState.OPEN)

    def owed(self) -> Self:
        """What the client still waits for: open, or broken and not made good since."""
        return self.exclude(state=PromiseState.KEPT)

    def late(self, at: datetime) -> Self:
        """Open after their due time."""
        return self.open().filter(due_at__lt=at)

    def due_before(self, at: datetime) -> Self:
        """Open ones that fall due before this time."""
        return self.open().filter(due_at__lt=at)

    def broken(self) -> Self:
        """Given up by rule and not made good since."""
        return self.filter(state=PromiseState.BROKEN)

    def counted(self) -> Self:
        """What figures and worklists hold: nothing that was promised in a practice call."""
        return self.filter(enquiry__practice=False)

    def for_client(self, client_id: int) -> Self:
        """Promises made to this client."""
        return self.filter(enquiry__client_id=client_id)

    def owned_by(self, *user_ids: int) -> Self:
        """Promises in enquiries for which one of these people answers."""
        return self.filter(enquiry__owner_id__in=user_ids)

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("enquiry__client", "enquiry__owner", "enquiry__person")


class Promise(models.Model):
    """What the client was promised, by when and by which channel; it closes only on evidence.

    A broken one stays broken in the figures (`broken_at`), and can still be made good.
    """

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="promises", verbose_name=_("enquiry"))
    what = models.CharField(_("what was promised"), max_length=300)
    due_at = models.DateTimeField(_("due"))
    channel = models.CharField(_("channel"), max_length=5, choices=Channel, default=Channel.CALL)
    state = models.CharField(_("state"), max_length=6, choices=PromiseState, default=PromiseState.OPEN)
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    kept_at = models.DateTimeField(_("kept"), null=True, blank=True, editable=False)
    broken_at = models.DateTimeField(_("broken"), null=True, blank=True, editable=False)
    evidence_kind = models.CharField(_("evidence"), max_length=12, blank=True, choices=Evidence)
    evidence_id = models.PositiveBigIntegerField(_("record of the evidence"), null=True, blank=True)

    objects = PromiseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        indexes = [
            models.Index(name="promise_owed", fields=["due_at", "id"], condition=~Q(state=PromiseState.KEPT)),
        ]
        constraints = [
            models.CheckConstraint(
                name="promise_kept_on_evidence",
                condition=(Q(state=PromiseState.KEPT, kept_at__isnull=False) & ~Q(evidence_kind=""))
                | (~Q(state=PromiseState.KEPT) & Q(kept_at=None, evidence_kind="", evidence_id=None)),
            ),
            models.CheckConstraint(
                name="promise_broken_when",
                condition=~Q(state=PromiseState.BROKEN) | Q(broken_at__isnull=False),
            ),
            models.CheckConstraint(name="promise_says_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.what
