"""Questions: what they were about, who asked, and how they ended."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.clients.models import Client, Person
from desk.enquiries.enums import Kind, State
from desk.enquiries.models.limits import Limit
from desk.enquiries.models.topic import OutcomeCode, Topic
from desk.enquiries.standard import BY_KIND
from desk.mail.models import Incoming
from desk.ordering import SEARCH_CONFIG
from desk.people.enums import Language
from desk.people.models import User


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

    def readable_by(self, user: User) -> Self:
        """All but complaints about this person, in whosever place the person works today."""
        return self.exclude(concerns_id=user.pk)

    def for_client(self, client_id: int) -> Self:
        """Enquiries of this client."""
        return self.filter(client_id=client_id)

    def owned_by(self, *user_ids: int) -> Self:
        """Enquiries for which one of these people answers."""
        return self.filter(owner_id__in=user_ids)

    def unowned(self) -> Self:
        """Enquiries that nobody has taken yet."""
        return self.filter(owner=None)

    def about(self, topic_ids: Collection[int]) -> Self:
        """Enquiries of these topics (`topics.lineage` gives all under whose names a matter has stood)."""
        return self.filter(topic_id__in=topic_ids)

    def beyond_competence(self) -> Self:
        """Closed by level 1 although the topic must be handed on."""
        return self.filter(beyond_competence=True)

    def repeated(self) -> Self:
        """Those whose client had asked about the same shortly before."""
        return self.exclude(repeats=None)

    def overridden(self) -> Self:
        """Closed in spite of what was missing."""
        return self.filter(Exists(ClosingOverride.objects.filter(enquiry=OuterRef("pk"))))

    def closed_between(self, start: datetime, end: datetime) -> Self:
        """Closed in this span."""
        return self.filter(closed_at__gte=start, closed_at__lt=end)

    def asking(self, text: str) -> Self:
        """Enquiries whose question holds all these words."""
        vector = SearchVector("question", config=SEARCH_CONFIG)
        return self.alias(words=vector).filter(words=SearchQuery(text, config=SEARCH_CONFIG))

    def due_before(self, at: datetime) -> Self:
        """Open ones whose deadline is before this moment; while the client is waited for it stands still."""
        return self.open().exclude(state=State.WAITING).filter(due_at__lt=at)

    def without_deadline(self) -> Self:
        """Open ones without a deadline although their kind has a limit in use: somebody must set one."""
        codes = Limit.objects.active().filter(code__in=BY_KIND.values()).values_list("code", flat=True)
        in_use = set(codes)
        kinds = [kind for kind, code in BY_KIND.items() if code in in_use]
        return self.open().counted().filter(due_at=None, kind__in=kinds)

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
        return self.select_related(
            "topic__parent", "client", "person", "owner", "outcome", "concerns", "repeats", "limit"
        )


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
    kind = models.CharField(_("kind"), max_length=11, choices=Kind, default=Kind.QUESTION)
    # Of a complaint: who must neither handle nor read it.
    concerns = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("person concerned"),
    )  # fmt: skip
    # Frozen when the enquiry was opened: later changes of the limits do not rewrite it (DeadlineChange does).
    limit = models.ForeignKey(
        Limit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("limit"),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True, editable=False)
    holding_due_at = models.DateTimeField(_("holding reply due"), null=True, blank=True, editable=False)
    holding_at = models.DateTimeField(_("holding reply sent"), null=True, blank=True, editable=False)
    # Level 1 answered what it must hand on; found at closing and kept for the figures.
    beyond_competence = models.BooleanField(_("beyond competence"), default=False, editable=False)
    # The same client asked about the same within the days of the limit "repeat".
    repeats = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="repeated_by", editable=False,
        verbose_name=_("repeats"),
    )  # fmt: skip

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
            models.Index(name="enquiry_due", fields=["due_at", "id"], condition=~Q(state=State.CLOSED)),
            models.Index(name="enquiry_closed", fields=["closed_at"], condition=Q(closed_at__isnull=False)),
            models.Index(name="enquiry_same_topic", fields=["client", "topic", "-opened_at"]),
            GinIndex(SearchVector("question", config=SEARCH_CONFIG), name="enquiry_words"),
        ]
        constraints = [
            models.CheckConstraint(name="enquiry_level", condition=Q(level__in=[1, 2])),
            models.CheckConstraint(
                name="enquiry_concerns_only_a_complaint",
                condition=Q(concerns=None) | Q(kind=Kind.COMPLAINT),
            ),
            models.CheckConstraint(
                name="enquiry_not_owned_by_the_concerned",
                condition=Q(concerns=None) | Q(owner=None) | ~Q(owner=F("concerns")),
            ),
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


class EnquiryMail(models.Model):
    """A letter that came in and belongs to this enquiry: it opened it, or went on with it."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="mails")
    incoming = models.OneToOneField(Incoming, models.PROTECT, related_name="in_enquiry")

    class Meta:
        verbose_name = _("letter of an enquiry")
        verbose_name_plural = _("letters of enquiries")

    def __str__(self) -> str:
        return f"{self.enquiry_id}: {self.incoming_id}"


class ClosingOverride(models.Model):
    """Closed although something was missing: what, who took that on, and why. Append-only."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="overrides")
    missing = models.JSONField(_("what was missing"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("closing in spite of what was missing")
        verbose_name_plural = _("closings in spite of what was missing")
        constraints = [models.CheckConstraint(name="closingoverride_has_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.enquiry_id}"
