"""Orders: what the head (or a colleague who needs help) asks of whom, and what they answer to it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.orders.enums import Answered, Ground, ObjectionKind, OrderKind, OrderState, Repeats
from desk.orders.models.period import Period
from desk.people.deputies import works_for
from desk.people.enums import Role
from desk.people.models import User

OPEN = (OrderState.GIVEN, OrderState.REPORTED)


class OrderSeries(models.Model):
    """The last number given to an order in a year; taken by one upsert."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("number series of orders")
        verbose_name_plural = _("number series of orders")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Round(models.Model):
    """An order that comes again by the calendar: the daily room check, the monthly review."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is to be done"), blank=True)
    repeats = models.CharField(_("comes again"), max_length=7, choices=Repeats)
    weekday = models.PositiveSmallIntegerField(_("weekday"), null=True, blank=True)  # 0 is Monday
    # Day of the month, moved to the next working day; 31 is the last one.
    day = models.PositiveSmallIntegerField(_("day of the month"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    # Wall clock of Tallinn on its day (or so many working days later) by which it is to be done.
    due_time = models.TimeField(_("to be done by"), default="16:00")
    due_days = models.PositiveSmallIntegerField(_("working days given"), default=0)
    people = models.ManyToManyField(User, related_name="+", verbose_name=_("people"))
    # One of the people in turn, or everybody each time.
    in_turn = models.BooleanField(_("one of them in turn"), default=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    next_on = models.DateField(_("next on"), null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords(m2m_fields=[people])

    class Meta:
        verbose_name = _("repeating order")
        verbose_name_plural = _("repeating orders")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="orders_round_says_when",
                condition=Q(repeats=Repeats.WORKDAY)
                | Q(repeats=Repeats.WEEK, weekday__lte=6)
                | Q(repeats=Repeats.MONTH, day__gte=1, day__lte=31)
                | Q(repeats=Repeats.YEAR, day__gte=1, day__lte=31, month__gte=1, month__lte=12),
            )
        ]

    def __str__(self) -> str:
        return self.title


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders, by what the desk asks of them."""

    def open(self) -> Self:
        """Given and not over."""
        return self.filter(state__in=OPEN)

    def given(self) -> Self:
        """Those that people work on."""
        return self.filter(state=OrderState.GIVEN)

    def drafts(self) -> Self:
        """Those that are still being written."""
        return self.filter(state=OrderState.DRAFT)

    def over(self) -> Self:
        """Closed, declined or withdrawn."""
        return self.exclude(state__in=[OrderState.DRAFT, *OPEN])

    def for_people(self, *user_ids: int) -> Self:
        """Those that one of these people is to do; a draft is nobody's yet."""
        theirs = Assignment.objects.filter(order=OuterRef("pk"), user_id__in=user_ids, released_at=None)
        return self.exclude(state=OrderState.DRAFT).filter(Exists(theirs))

    def readable_by(self, user: User) -> Self:
        """The head's are all; others read what they gave, were given, or do for an absent person."""
        if user.holds(Role.HEAD):
            return self.all()
        ids = works_for(user)
        theirs = Assignment.objects.filter(order=OuterRef("pk"), user_id__in=ids)
        return self.filter(Q(given_by_id__in=ids) | (~Q(state=OrderState.DRAFT) & Exists(theirs)))

    def waiting_for(self, *user_ids: int) -> Self:
        """Reported to one of these people, or with a question or refusal that they have not answered."""
        asked = Objection.objects.open().filter(order=OuterRef("pk"))
        waits = Q(state=OrderState.REPORTED) | (Q(state=OrderState.GIVEN) & Exists(asked))
        return self.given_by(*user_ids).exclude(kind=OrderKind.HELP).filter(waits)

    def falling_due(self, until: datetime) -> Self:
        """Due by this moment, and their people have not been told so."""
        return self.given().filter(due_at__gte=clock.now(), due_at__lte=until, warned_at=None)

    def newly_late(self) -> Self:
        """Late, and nobody has been told so."""
        return self.overdue().filter(late_told_at=None)

    def given_by(self, *user_ids: int) -> Self:
        """Those that one of these people gave."""
        return self.filter(given_by_id__in=user_ids)

    def overdue(self) -> Self:
        """People work on them although their time is over."""
        return self.given().filter(due_at__lt=clock.now())

    def most_urgent_first(self) -> Self:
        """The first due on top, the id breaking ties."""
        return self.order_by("due_at", "pk")

    def newest_first(self) -> Self:
        """The last made on top, the id breaking ties."""
        return self.order_by("-made_at", "-pk")

    def after(self, pk: int, *, newest: bool) -> Self:
        """Those that follow this one in the order of `newest_first`, or of `most_urgent_first`."""
        row = Order.objects.filter(pk=pk).first()
        if row is None:
            return self
        if newest:
            return self.filter(Q(made_at__lt=row.made_at) | Q(made_at=row.made_at, pk__lt=pk))
        return self.filter(Q(due_at__gt=row.due_at) | Q(due_at=row.due_at, pk__gt=pk))

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("given_by", "period__obligation", "round")


class Order(models.Model):
    """An instruction with its text, deadline and people. Frozen once given: its rows do not change."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=9, choices=OrderKind)
    state = models.CharField(_("state"), max_length=9, choices=OrderState, default=OrderState.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is to be done"), blank=True)
    # What is looked at in each row, one thing a line.
    checks = ArrayField(
        models.CharField(max_length=200), verbose_name=_("what to check"), default=list, blank=True
    )
    due_at = models.DateTimeField(_("due"))
    # What is changed in its course takes effect only when a second person has looked at it.
    four_eyes = models.BooleanField(_("four eyes"), default=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    people: "models.ManyToManyField[User, Assignment]" = models.ManyToManyField(
        User, through="Assignment", related_name="orders", verbose_name=_("people")
    )
    period = models.ForeignKey(
        Period, models.PROTECT, null=True, blank=True, related_name="orders",
        verbose_name=_("declaration period"),
    )  # fmt: skip
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="orders", editable=False,
        verbose_name=_("repeating order"),
    )  # fmt: skip
    round_on = models.DateField(null=True, blank=True, editable=False)
    # What a colleague's request for help is about, of whatever room.
    subject_kind = models.CharField(max_length=30, blank=True, editable=False)
    subject_id = models.BigIntegerField(null=True, blank=True, editable=False)
    client_id = models.BigIntegerField(null=True, blank=True, editable=False)
    attempts_wanted = models.PositiveSmallIntegerField(_("attempts to reach the client"), default=3)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    given_at = models.DateTimeField(_("given"), null=True, blank=True, editable=False)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    conclusion = models.TextField(_("conclusion"), blank=True)
    reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    # When its people were told that it is soon due, and that it is late: each once for a deadline.
    warned_at = models.DateTimeField(null=True, editable=False)
    late_told_at = models.DateTimeField(null=True, editable=False)

    objects = OrderQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["warned_at", "late_told_at"])

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        indexes = [
            models.Index(name="order_newest", fields=["-made_at", "-id"]),
            models.Index(
                name="order_open", fields=["due_at", "id"], condition=Q(state__in=["given", "reported"])
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="order_once_a_round", fields=["round", "round_on"]),
            models.CheckConstraint(
                name="order_given_has_time", condition=Q(state="draft") | Q(given_at__isnull=False)
            ),
            models.CheckConstraint(
                name="order_closed_has_time",
                condition=Q(state__in=["closed", "declined", "withdrawn"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "declined", "withdrawn"]) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="order_subject_pair",
                condition=Q(subject_kind="", subject_id=None)
                | (~Q(subject_kind="") & Q(subject_id__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The order's page."""
        return reverse("orders:page", args=[self.pk])


class Assignment(models.Model):
    """A person who is to do an order, with the share of its rows that is his."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("person"))
    share = models.PositiveSmallIntegerField(_("share, per cent of a full load"), default=100)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True, editable=False)
    released_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("person of an order")
        verbose_name_plural = _("people of orders")
        constraints = [models.UniqueConstraint(name="orders_assignment_once", fields=["order", "user"])]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.user_id}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(answered_at=None)

    def refusals(self) -> Self:
        """By which a person declined, and of which nothing has been said: meanwhile he owes nothing."""
        return self.open().filter(kind=ObjectionKind.DECLINE)


class Objection(models.Model):
    """A question to an order, or its refusal with a ground (the official's right), and the answer; kept."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="objections")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    kind = models.CharField(_("kind"), max_length=8, choices=ObjectionKind)
    ground = models.CharField(_("ground"), max_length=8, choices=Ground, blank=True)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"), default=clock.now)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered = models.CharField(_("decided"), max_length=8, choices=Answered, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = ObjectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer to an order")
        verbose_name_plural = _("answers to orders")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="orders_objection_one_open", fields=["order", "by"], condition=Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="orders_objection_declined_with_ground",
                condition=Q(kind="question", ground="") | (Q(kind="decline") & ~Q(ground="")),
            ),
            models.CheckConstraint(name="orders_objection_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="orders_objection_answered_pair",
                condition=Q(answered_at=None, answered_by=None, answered="", answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"
