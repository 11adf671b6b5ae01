"""Visits, walk-in and booked, and how long each of their states lasted."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from desk import clock
from desk.clients.models import Client, Person
from desk.counter.enums import IN_THE_ROOM, OVER, Identified, VisitState
from desk.counter.models.place import Desk, Office
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.people.enums import Language


class DayNumbers(models.Model):
    """The last number given in an office on a day; taken by one upsert, so two visitors never share one."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("numbers of a day")
        verbose_name_plural = _("numbers of days")
        constraints = [models.UniqueConstraint(name="counter_daynumbers_once", fields=["office", "day"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day}: {self.last}"


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits, by what the desk asks of them."""

    def in_the_room(self) -> Self:
        """Those whose visitor is here."""
        return self.filter(state__in=IN_THE_ROOM)

    def waiting(self) -> Self:
        """Those who wait to be called, the longest waiting first; a booked one from its time on."""
        waits = self.filter(state__in=[VisitState.WAITING, VisitState.HANDED])
        return waits.order_by("queued_at", "pk")

    def in_hand(self, *user_ids: int) -> Self:
        """Those called or served by one of these people, in the order they came."""
        held = self.filter(user_id__in=user_ids, state__in=[VisitState.CALLED, VisitState.SERVING])
        return held.order_by("queued_at", "pk")

    def handed_to(self, *user_ids: int) -> Self:
        """Those whose visitor waits for one of these people, the longest waiting first."""
        return self.waiting().filter(state=VisitState.HANDED, specialist_id__in=user_ids)

    def for_anyone_or(self, *user_ids: int) -> Self:
        """Of those who wait, whom these people may call: everyone's, and who waits for them by name."""
        return self.filter(
            Q(state=VisitState.WAITING) | Q(state=VisitState.HANDED, specialist_id__in=user_ids)
        )

    def expected(self, start: datetime, end: datetime) -> Self:
        """Booked for this span and not here yet, in the order of their times."""
        return self.filter(state=VisitState.BOOKED, booked_for__gte=start, booked_for__lt=end).order_by(
            "booked_for", "pk"
        )

    def over(self) -> Self:
        """Those for whom nobody waits any more."""
        return self.filter(state__in=OVER)

    def booked_between(self, start: datetime, end: datetime) -> Self:
        """Bookings that hold a place in this span, whether the visitor has come or not."""
        gone = [VisitState.CANCELLED]
        return self.filter(booked_for__lt=end, booked_until__gt=start).exclude(state__in=gone)

    def of_office(self, office_id: int) -> Self:
        """Those of one office."""
        return self.filter(office_id=office_id)

    def for_client(self, client_id: int) -> Self:
        """Visits on behalf of this client."""
        return self.filter(client_id=client_id)

    def arrived_between(self, start: datetime, end: datetime) -> Self:
        """Those whose visitor came in this span."""
        return self.filter(arrived_at__gte=start, arrived_at__lt=end)

    def newest_first(self) -> Self:
        """The last to come on top, the id breaking ties."""
        return self.order_by(F("arrived_at").desc(nulls_first=True), "-pk")

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related(
            "office", "desk", "topic__parent", "client", "person", "user", "specialist", "outcome"
        )


class Visit(models.Model):
    """One visit of one person, from the door or the booking until it is over."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="visits", verbose_name=_("office"))
    state = models.CharField(_("state"), max_length=9, choices=VisitState, default=VisitState.WAITING)
    # Given at the door: of a booking empty until the visitor is here. On the screen it stands for the person.
    number = models.CharField(_("number"), max_length=8, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ET)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("topic")
    )
    # What the visitor said at the door; emptied when the visit is over, as what remains stands in enquiries.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Of one who is not (yet) a contact person; emptied by the same rule.
    visitor = models.CharField(_("visitor"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("visitor")
    )
    # Which document was seen; its number is never kept.
    identified = models.CharField(_("identified by"), max_length=9, choices=Identified, blank=True)
    identified_at = models.DateTimeField(_("identified"), null=True, blank=True, editable=False)
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("seen by"),
    )  # fmt: skip
    notes = models.TextField(_("notes"), blank=True)
    enquiries: "models.ManyToManyField[Enquiry, VisitEnquiry]" = models.ManyToManyField(
        Enquiry, through="VisitEnquiry", related_name="visits", verbose_name=_("enquiries")
    )
    # Who serves, or served.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="visits",
        verbose_name=_("served by"),
    )  # fmt: skip
    # For whom the visitor waits, or with whom the visit is booked.
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("named specialist"),
    )  # fmt: skip
    desk = models.ForeignKey(
        Desk, models.PROTECT, null=True, blank=True, related_name="visits",
        verbose_name=pgettext_lazy("at a counter", "desk"),
    )  # fmt: skip
    booked_for = models.DateTimeField(_("booked for"), null=True, blank=True)
    booked_until = models.DateTimeField(_("booked until"), null=True, blank=True)
    booked_at = models.DateTimeField(_("booked at"), null=True, blank=True, editable=False)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("booked by"),
    )  # fmt: skip
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    arrived_at = models.DateTimeField(_("came"), null=True, blank=True, editable=False)
    # By which the waiting list is ordered: arrival, or the booked time of one who came before it.
    queued_at = models.DateTimeField(null=True, blank=True, editable=False)
    over_at = models.DateTimeField(_("over"), null=True, blank=True, editable=False)
    # A question answered at the door, without waiting.
    quick = models.BooleanField(_("served at the door"), default=False, editable=False)
    # Noted afterwards: its times are what a person wrote.
    noted_later = models.BooleanField(_("noted later"), default=False, editable=False)
    outcome = models.ForeignKey(
        OutcomeCode, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("outcome")
    )
    made_at = models.DateTimeField(default=clock.now, editable=False)

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["reason", "visitor", "email"])

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(
                name="visit_in_the_room", fields=["office", "queued_at"],
                condition=Q(state__in=[state.value for state in IN_THE_ROOM]),
            ),
            models.Index(
                name="visit_booked", fields=["office", "booked_for"],
                condition=Q(booked_for__isnull=False),
            ),
            models.Index(name="visit_newest", fields=["office", "-arrived_at", "-id"]),
            models.Index(name="visit_came", fields=["-arrived_at", "-id"]),
            models.Index(name="visit_of_client", fields=["client", "-arrived_at", "-id"]),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="visit_booked_together",
                condition=Q(booked_for=None, booked_until=None, booked_at=None, booked_by=None)
                | Q(
                    booked_for__isnull=False, booked_until__gt=F("booked_for"), booked_at__isnull=False,
                    booked_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="visit_booked_has_time", condition=~Q(state="booked") | Q(booked_for__isnull=False)
            ),
            models.CheckConstraint(
                name="visit_here_has_number",
                condition=Q(state__in=["booked", "cancelled", "no_show"], arrived_at=None, queued_at=None)
                | (
                    ~Q(state__in=["booked", "cancelled", "no_show"])
                    & ~Q(number="")
                    & Q(arrived_at__isnull=False, queued_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="visit_over_when_over",
                condition=Q(state__in=[state.value for state in OVER], over_at__isnull=False)
                | (~Q(state__in=[state.value for state in OVER]) & Q(over_at=None)),
            ),
            models.CheckConstraint(
                name="visit_served_by_somebody",
                condition=~Q(state__in=["called", "serving", "served"]) | Q(user__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_handed_to_somebody", condition=~Q(state="handed") | Q(specialist__isnull=False)
            ),
            models.CheckConstraint(
                name="visit_identified_together",
                condition=Q(identified="", identified_at=None, identified_by=None)
                | (~Q(identified="") & Q(identified_at__isnull=False, identified_by__isnull=False)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"KÜ-{self.pk}"

    def get_absolute_url(self) -> str:
        """The visit's page."""
        return reverse("counter:visit", args=[self.pk])

    @property
    def waits(self) -> bool:
        """Whether the visitor sits in the waiting room."""
        return self.state in (VisitState.WAITING, VisitState.HANDED)

    @property
    def in_hand(self) -> bool:
        """Whether somebody called or serves the visitor."""
        return self.state in (VisitState.CALLED, VisitState.SERVING)

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for anything any more."""
        return self.state in OVER


class Period(models.Model):
    """A span of a visit in one state; one open a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="periods")
    state = models.CharField(_("state"), max_length=9, choices=VisitState)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("by"),
    )  # fmt: skip
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("span of a visit")
        verbose_name_plural = _("spans of visits")
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="counter_period_one_open", fields=["visit"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="counter_period_runs_forward",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.state}"


class VisitEnquiry(models.Model):
    """An enquiry that was spoken of in a visit; one visit may hold several."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="links")
    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="visit_links")

    class Meta:
        verbose_name = _("enquiry of a visit")
        verbose_name_plural = _("enquiries of visits")
        constraints = [models.UniqueConstraint(name="visitenquiry_once", fields=["visit", "enquiry"])]

    def __str__(self) -> str:
        return f"{self.visit_id}/{self.enquiry_id}"
