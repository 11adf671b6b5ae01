"""Choices of contacts kept by name, and what was told to the head of a unit about its topic."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.enquiries.models import Topic
from desk.mail.models import Message
from desk.people.models import Unit, User


class SavedChoiceQuerySet(models.QuerySet["SavedChoice"]):
    """Choices, by what the desk asks of them."""

    def within_reach_of(self, user: User) -> Self:
        """The person's own and those that are shared, in the order of their names."""
        return self.filter(Q(owner=user) | Q(shared=True)).select_related("owner").order_by("name", "pk")


class SavedChoice(models.Model):
    """What somebody chose among the contacts, kept by name; a span such as “last month” is kept as said."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    # As in an address; ids and codes only.
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(_("shared with everyone who leads"), default=False)
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)

    objects = SavedChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved choice of contacts")
        verbose_name_plural = _("saved choices of contacts")
        constraints = [
            models.UniqueConstraint(name="stats_savedchoice_once", fields=["owner", "name"]),
            models.CheckConstraint(name="stats_savedchoice_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class SignalQuerySet(models.QuerySet["Signal"]):
    """Signals, by what the desk asks of them."""

    def for_head(self, user: User) -> Self:
        """Those of units that this person heads today, whoever headed them then."""
        return self.filter(unit__head=user)

    def unseen(self) -> Self:
        """Not acknowledged yet."""
        return self.filter(seen_at=None)

    def newest_first(self) -> Self:
        """The last one on top, the id breaking ties."""
        return self.order_by("-at", "-pk")

    def after(self, pk: int) -> Self:
        """What follows signal `pk` in `newest_first`."""
        row = Signal.objects.filter(pk=pk).values_list("at", flat=True).first()
        return self.filter(Q(at__lt=row) | Q(at=row, pk__lt=pk)) if row else self.none()

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("topic__parent", "unit__head", "to", "by", "seen_by", "answered_by")


class Signal(models.Model):
    """What the desk told the head of a unit about one of its topics, with the figures as they were then.

    `figures` holds what the letter says, small numbers hidden: [{"figure", "now", "before", "year"}].
    The acknowledgement and the answer are the head's, each written once.
    """

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("topic"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="signals", verbose_name=_("unit"))
    # Who headed the unit when it was told.
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("head of unit")
    )
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    figure = models.CharField(_("figure"), max_length=40)
    figures = models.JSONField(_("figures"), default=list)
    text = models.CharField(_("in our words"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("told by")
    )
    at = models.DateTimeField(_("told"), default=clock.now)
    # One form is one signal, however often it arrives.
    token = models.UUIDField(unique=True, editable=False)
    # Empty where the head has no e-mail: then the notice on the workspace is all.
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(_("acknowledged"), null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal to a head of unit")
        verbose_name_plural = _("signals to heads of units")
        indexes = [
            models.Index(name="stats_signal_newest", fields=["-at", "-id"]),
            models.Index(name="stats_signal_of_unit", fields=["unit", "-at", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(name="stats_signal_runs_forward", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="stats_signal_seen_pair",
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
            models.CheckConstraint(
                name="stats_signal_answered_by_who_saw",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__gte=F("seen_at"), answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y} {self.topic_id}"

    def get_absolute_url(self) -> str:
        """The signal's page."""
        return reverse("stats:signal", args=[self.pk])

    @property
    def since(self) -> datetime:
        """When it last moved."""
        return self.answered_at or self.seen_at or self.at
