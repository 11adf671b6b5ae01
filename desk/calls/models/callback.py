"""Callbacks: a promised time at which somebody calls the client, and the attempts to reach them."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.calls.enums import AttemptResult, CallbackState
from desk.calls.models.call import Call
from desk.clients import masking
from desk.clients.models import Client, Person, phone
from desk.enquiries.models import Enquiry, Promise
from desk.people.enums import Language
from desk.people.models import User


class CallbackSlot(models.Model):
    """How many callbacks may be promised for one half hour of one weekday; the administrator's table."""

    weekday = models.PositiveSmallIntegerField(_("weekday (1 = Monday)"))
    begins = models.TimeField(_("begins"))
    capacity = models.PositiveSmallIntegerField(_("callbacks at most"), default=2)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("callback time")
        verbose_name_plural = _("callback times")
        ordering = ["weekday", "begins"]
        constraints = [
            models.UniqueConstraint(name="callbackslot_once", fields=["weekday", "begins"]),
            models.CheckConstraint(
                name="callbackslot_weekday", condition=Q(weekday__gte=1) & Q(weekday__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.begins:%H:%M}"


class CallbackQuerySet(models.QuerySet["Callback"]):
    """Callbacks, by what the desk asks of them."""

    def planned(self) -> Self:
        """Still to be made."""
        return self.filter(state=CallbackState.PLANNED)

    def due(self, at: datetime) -> Self:
        """To be made by now, the earliest first."""
        return self.planned().filter(slot_at__lte=at).order_by("slot_at", "pk")

    def for_anyone_or(self, user_ids: "list[int] | set[int]") -> Self:
        """Those that anyone may make, and those of these people."""
        return self.filter(Q(owner=None) | Q(owner_id__in=user_ids))

    def readable_by(self, user: User) -> Self:
        """All but those of a complaint about this person."""
        return self.exclude(enquiry__concerns_id=user.pk)

    def for_client(self, client_id: int) -> Self:
        """Callbacks on behalf of this client."""
        return self.filter(client_id=client_id)

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("client", "person", "owner", "enquiry", "promise", "made_by")


class Callback(models.Model):
    """A call that the desk promised to make: to whom, when, by whom (or anyone), and how it ended."""

    number = models.CharField(_("number"), max_length=40)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="callbacks", verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="callbacks", verbose_name=_("caller")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    # The call from which it came: a missed one, or one in which it was promised.
    origin = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="callbacks", verbose_name=_("call")
    )
    enquiry = models.ForeignKey(
        Enquiry, models.PROTECT, null=True, blank=True, related_name="callbacks", verbose_name=_("enquiry")
    )
    promise = models.OneToOneField(
        Promise, models.PROTECT, null=True, blank=True, related_name="callback", verbose_name=_("promise")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="callbacks",
        verbose_name=_("responsible person"),
    )  # fmt: skip
    slot_at = models.DateTimeField(_("promised for"))
    state = models.CharField(_("state"), max_length=9, choices=CallbackState, default=CallbackState.PLANNED)
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = CallbackQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        indexes = [
            models.Index(
                name="callback_planned", fields=["slot_at", "id"], condition=Q(state=CallbackState.PLANNED)
            ),
            models.Index(name="callback_of_client", fields=["client", "-slot_at"]),
        ]
        constraints = [
            models.CheckConstraint(name="callback_has_number", condition=~Q(number="")),
            models.CheckConstraint(
                name="callback_ends_when_not_planned",
                condition=Q(state=CallbackState.PLANNED, ended_at=None)
                | (~Q(state=CallbackState.PLANNED) & Q(ended_at__gte=F("made_at"))),
            ),
            models.UniqueConstraint(
                name="callback_one_planned_a_call", fields=["origin"],
                condition=Q(state=CallbackState.PLANNED),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"T-{self.pk}"

    def get_absolute_url(self) -> str:
        """The callback's page."""
        return reverse("calls:callback", args=[self.pk])

    @property
    def shown_number(self) -> str:
        """As people write it."""
        return phone(self.number)

    @property
    def masked_number(self) -> str:
        """For whoever has nothing to do with the callback."""
        return masking.phone(self.number)


class CallbackAttempt(models.Model):
    """One try to reach the client; append-only. After the third that fails, nobody is called again."""

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="attempts")
    # 1, 2, 3: the ladder; the database refuses a fourth.
    step = models.PositiveSmallIntegerField()
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=8, choices=AttemptResult)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attempt to call back")
        verbose_name_plural = _("attempts to call back")
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(name="callbackattempt_step_once", fields=["callback", "step"]),
            models.CheckConstraint(
                name="callbackattempt_three_at_most", condition=Q(step__gte=1) & Q(step__lte=3)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.callback_id}/{self.step}"
