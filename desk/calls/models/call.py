"""Calls, what the exchange told about them, what they were about, and when the caller waited on hold."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.calls.enums import Direction, EventKind, Handled, OfferState, State
from desk.calls.models.line import Line
from desk.clients import masking
from desk.clients.models import Client, Person, phone
from desk.enquiries.models import Enquiry, OutcomeCode
from desk.people.enums import Language
from desk.people.models import Skill


class CallQuerySet(models.QuerySet["Call"]):
    """Calls, by what the desk asks of them."""

    def ringing(self) -> Self:
        """Incoming calls that nobody has answered yet, the longest waiting first."""
        return self.filter(state=State.RINGING, direction=Direction.IN).order_by("rang_at", "pk")

    def waiting(self) -> Self:
        """Ringing calls that are offered to nobody: the queue. Where the exchange rotates, it is there."""
        ours = Q(line=None) | Q(line__exchange_rotates=False)
        return self.ringing().filter(ours).exclude(offers__state=OfferState.OPEN)

    def in_hand(self, *user_ids: int) -> Self:
        """What these people have not finished: conversations and wrap-ups."""
        return self.filter(user_id__in=user_ids, state__in=[State.ANSWERED, State.WRAP_UP])

    def unreached(self) -> Self:
        """Calls that ended before anybody spoke: the worklist."""
        return self.filter(direction=Direction.IN, state__in=[State.MISSED, State.ABANDONED])

    def unhandled(self, since: datetime, hidden_since: datetime) -> Self:
        """The worklist: unreached calls since then that nobody dealt with, one for each number.

        A later call covers the earlier ones of its number, and so does any conversation since: who was
        reached in the meantime drops out by itself. A hidden number is a row of its own, and since nobody can
        call it back it stands only since `hidden_since`.
        """
        later = Call.objects.filter(number=OuterRef("number"), rang_at__gt=OuterRef("rang_at"))
        covers = Q(answered_at__isnull=False) | Q(
            direction=Direction.IN, state__in=[State.MISSED, State.ABANDONED]
        )
        found = self.counted().unreached().filter(handled_as="", rang_at__gte=since)
        found = found.exclude(number="", rang_at__lt=hidden_since)
        return found.exclude(~Q(number="") & Exists(later.filter(covers, ~Q(number=""), training=False)))

    def for_client(self, client_id: int) -> Self:
        """Calls on behalf of this client."""
        return self.filter(client_id=client_id)

    def silent_since(self, moment: datetime) -> Self:
        """Ringing calls that began before this moment and of which nothing was heard."""
        return self.filter(state=State.RINGING, rang_at__lt=moment)

    def counted(self) -> Self:
        """What figures count: no simulated calls of a training."""
        return self.filter(training=False)

    def newest_first(self) -> Self:
        """The last call on top, the id breaking ties."""
        return self.order_by("-rang_at", "-pk")

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("client", "person", "user", "outcome", "line", "ends_with")


class Call(models.Model):
    """One telephone call, from ring to outcome; without a line it was logged by hand."""

    line = models.ForeignKey(
        Line, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("line")
    )
    call_id = models.CharField(_("id at the exchange"), max_length=250, blank=True, editable=False)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, default=Direction.IN)
    number = models.CharField(_("number"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    skill = models.ForeignKey(
        Skill,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("skill"),
        editable=False,
    )
    training = models.BooleanField(_("for training"), default=False, editable=False)
    # Noted on paper while the desk was down: its times are what a person wrote, not what a clock saw.
    noted_later = models.BooleanField(_("noted later"), default=False, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.RINGING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="calls",
        verbose_name=_("answered by"),
    )  # fmt: skip
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("caller")
    )
    enquiries: "models.ManyToManyField[Enquiry, CallEnquiry]" = models.ManyToManyField(
        Enquiry, through="CallEnquiry", related_name="calls", verbose_name=_("enquiries")
    )
    notes = models.TextField(_("notes"), blank=True)
    rang_at = models.DateTimeField(_("rang"), editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    hung_up_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    outcome = models.ForeignKey(
        OutcomeCode, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("outcome")
    )
    # Said in the conversation already: its end finishes the call with this outcome.
    ends_with = models.ForeignKey(
        OutcomeCode, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("will be finished with"),
    )  # fmt: skip
    # What became of a call that nobody answered; empty while it stands on the worklist.
    handled_as = models.CharField(_("dealt with"), max_length=8, choices=Handled, blank=True, editable=False)
    handled_at = models.DateTimeField(_("dealt with at"), null=True, blank=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("dealt with by"),
    )  # fmt: skip

    objects = CallQuerySet.as_manager()
    # Events of the exchange come through update() and stand in CallEvent; what people edit is kept here.
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [
            models.Index(name="call_newest", fields=["-rang_at", "-id"]),
            models.Index(name="call_of_client", fields=["client", "-rang_at", "-id"]),
            models.Index(name="call_ringing", fields=["rang_at", "id"], condition=Q(state=State.RINGING)),
            models.Index(
                name="call_in_hand",
                fields=["user", "-rang_at"],
                condition=Q(state__in=["answered", "wrap_up"]),
            ),
            models.Index(
                name="call_unreached",
                fields=["-rang_at", "-id"],
                condition=Q(state__in=["missed", "abandoned"]),
            ),
            models.Index(name="call_of_number", fields=["number", "-rang_at"], condition=~Q(number="")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="call_once_a_line", fields=["line", "call_id"], condition=Q(line__isnull=False)
            ),
            models.CheckConstraint(
                name="call_time_runs_forward",
                condition=(Q(answered_at=None) | Q(answered_at__gte=F("rang_at")))
                & (Q(hung_up_at=None) | Q(hung_up_at__gte=F("rang_at")))
                & (Q(answered_at=None) | Q(hung_up_at=None) | Q(hung_up_at__gte=F("answered_at")))
                & (Q(closed_at=None) | Q(closed_at__gte=F("hung_up_at"))),
            ),
            models.CheckConstraint(
                name="call_finished_with_outcome",
                condition=Q(state=State.CLOSED, closed_at__isnull=False, outcome__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="call_finished_was_not_to_finish",
                condition=~Q(state=State.CLOSED) | Q(ends_with=None),
            ),
            models.CheckConstraint(
                name="call_handled_together",
                condition=Q(handled_as="", handled_at=None, handled_by=None)
                | (~Q(handled_as="") & Q(handled_at__isnull=False, handled_by__isnull=False)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"K-{self.pk}"

    def get_absolute_url(self) -> str:
        """The call's workspace."""
        return reverse("calls:workspace", args=[self.pk])

    @property
    def shown_number(self) -> str:
        """As people write it; a hidden number is said to be hidden."""
        return phone(self.number) if self.number else gettext("hidden number")

    @property
    def masked_number(self) -> str:
        """For whoever has nothing to do with the call."""
        return masking.phone(self.number) if self.number else gettext("hidden number")

    @property
    def talk(self) -> timedelta | None:
        """How long they spoke, with what of it was on hold; None while nobody did or they still do."""
        if self.answered_at is None or self.hung_up_at is None:
            return None
        return self.hung_up_at - self.answered_at

    @property
    def held(self) -> timedelta:
        """How much of the conversation the caller was on hold; one that still lasts counts until now."""
        ends = self.hung_up_at or clock.now()
        spans = [(hold.ended_at or ends) - hold.started_at for hold in self.holds.all()]
        return sum((max(span, timedelta()) for span in spans), timedelta())

    @property
    def handle(self) -> timedelta | None:
        """Conversation with its holds, and wrap-up: the person's time; None until it is finished."""
        return None if self.talk is None or self.wrap_up is None else self.talk + self.wrap_up

    @property
    def wrap_up(self) -> timedelta | None:
        """How long the work after the conversation took; None until the call is finished."""
        if self.hung_up_at is None or self.closed_at is None:
            return None
        return self.closed_at - self.hung_up_at

    @property
    def wait(self) -> timedelta | None:
        """How long the caller waited, whether or not somebody answered in the end."""
        end = self.answered_at or self.hung_up_at
        return None if end is None else end - self.rang_at


class CallEvent(models.Model):
    """What the exchange told, word by word but without the number; append-only, each thing once.

    `detail` tells repeated events of one kind apart: the refused offer, the extension that answered.
    """

    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, related_name="events")
    event = models.CharField(max_length=10, choices=EventKind)
    detail = models.CharField(max_length=40, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("call event")
        verbose_name_plural = _("call events")
        constraints = [models.UniqueConstraint(name="callevent_once", fields=["call", "event", "detail"])]

    def __str__(self) -> str:
        return self.event


class Hold(models.Model):
    """A span in which the caller waited on the line; one open a call."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="holds")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(name="hold_one_a_call", fields=["call"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="hold_time_runs_forward", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.started_at:%H:%M:%S}"


class CallEnquiry(models.Model):
    """An enquiry that was spoken of in a call; one call may hold several."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="links")
    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="call_links")

    class Meta:
        verbose_name = _("enquiry of a call")
        verbose_name_plural = _("enquiries of calls")
        constraints = [models.UniqueConstraint(name="callenquiry_once", fields=["call", "enquiry"])]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.enquiry_id}"
