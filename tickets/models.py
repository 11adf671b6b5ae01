"""Second-level units with their forms, our side of each ticket, and the queue of what JIRA is asked."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.enquiries.models import Enquiry, Promise
from desk.mail.enums import EventKind as LetterEvent
from desk.mail.models import Message, MessageEvent
from desk.outbox import Job, JobState
from desk.people.models import User
from tickets.completeness import Wanted
from tickets.enums import REASONS, Deed, EventKind, FieldKind, State


def _in_language(row: models.Model, name: str) -> str:
    english = (get_language() or "et").startswith("en")
    text = getattr(row, f"{name}_en") if english else ""
    return str(text or getattr(row, f"{name}_et"))


class UnitQuerySet(models.QuerySet["Unit"]):
    def selectable(self) -> Self:
        """Units to which a new ticket may go, in the administrator's order."""
        return self.filter(active=True).order_by("position", "code")


class Unit(models.Model):
    """A second-level unit: where its tickets go in JIRA and what its form asks."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_et = models.CharField(_("name in Estonian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)
    jira_project = models.CharField(_("JIRA project"), max_length=20, help_text=_("Key of the project."))
    jira_issue_type = models.CharField(
        _("JIRA issue type"), max_length=60, help_text=_("Number of the type, or its name.")
    )
    closing_status = models.CharField(
        _("closing status in JIRA"), max_length=60, blank=True,
        help_text=_("Name or number; without it any status of the category “done” will do."),
    )  # fmt: skip
    answer_mark = models.CharField(
        _("mark of an answer"), max_length=30, blank=True, default="#vastus",
        help_text=_("A comment that begins with it is the answer, also before the issue is done."),
    )  # fmt: skip
    tell_within_days = models.PositiveSmallIntegerField(_("working days to tell the client"), default=1)

    objects = UnitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("second-level unit")
        verbose_name_plural = _("second-level units")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return _in_language(self, "name")


class UnitField(models.Model):
    """One question of a unit's form."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="fields", verbose_name=_("second-level unit"))
    key = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label_et = models.CharField(_("question in Estonian"), max_length=120)
    label_en = models.CharField(_("question in English"), max_length=120)
    kind = models.CharField(_("kind"), max_length=6, choices=FieldKind, default=FieldKind.TEXT)
    required = models.BooleanField(_("required"), default=True)
    choices = models.TextField(_("choices"), blank=True, help_text=_("One in a line."))
    help_et = models.CharField(_("hint in Estonian"), max_length=200, blank=True)
    help_en = models.CharField(_("hint in English"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question of the form")
        verbose_name_plural = _("questions of the form")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="ticket_field_once", fields=["unit", "key"]),
            models.CheckConstraint(
                name="ticket_field_has_choices", condition=~Q(kind=FieldKind.CHOICE) | ~Q(choices="")
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The question in the language of the page."""
        return _in_language(self, "label")

    @property
    def help(self) -> str:
        """The hint in the language of the page."""
        return _in_language(self, "help")

    @property
    def options(self) -> tuple[str, ...]:
        """What may be chosen."""
        return tuple(line.strip() for line in self.choices.splitlines() if line.strip())

    def wanted(self) -> Wanted:
        """The field as `completeness` takes it."""
        return Wanted(self.key, self.label, self.kind, self.required, self.options)


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def open(self) -> Self:
        """Everything not closed."""
        return self.exclude(state=State.CLOSED)

    def for_client(self, client_id: int) -> Self:
        """Tickets of this client's enquiries."""
        return self.filter(enquiry__client_id=client_id)

    def readable_by(self, user: User) -> Self:
        """All but those of a complaint about this person."""
        return self.exclude(enquiry__concerns_id=user.pk)

    def owned_by(self, *user_ids: int) -> Self:
        """Tickets of enquiries for which one of these people answers."""
        return self.filter(enquiry__owner_id__in=user_ids)

    def in_jira(self) -> Self:
        """Tickets whose issue JIRA knows, closed ones too: they may be opened again there."""
        return self.exclude(jira_id="")

    def unread_since(self, at: datetime) -> Self:
        """Open ones that nobody has read from JIRA after `at`, the longest unread first."""
        unread = Q(last_read_at=None) | Q(last_read_at__lt=at)
        return (
            self.open()
            .in_jira()
            .filter(unread)
            .order_by(models.F("last_read_at").asc(nulls_first=True), "pk")
        )

    def answered(self) -> Self:
        """Answered by the second level, client not told: the oldest answer first."""
        return self.filter(state=State.ANSWERED).order_by("answered_at", "pk")

    def delivering(self) -> Self:
        """Answers on their way to the client."""
        return self.filter(state=State.DELIVERING)

    def came_back(self) -> Self:
        """Told by a letter that came back since, and not told again; none where the unit has a newer one."""
        newer = Escalation.objects.open().filter(enquiry=OuterRef("enquiry"), unit=OuterRef("unit"))
        told = self.filter(state__in=[State.TOLD, State.CLOSED], told_event=None)
        returned = MessageEvent.objects.filter(kind=LetterEvent.BOUNCED).values("message_id")
        return told.filter(message_id__in=returned).exclude(
            Exists(newer.exclude(pk=OuterRef("pk"))), state=State.CLOSED
        )

    def newest_first(self) -> Self:
        """The last made on top, the id breaking ties (so that a page can start after a row)."""
        return self.order_by("-created_at", "-pk")

    def after(self, pk: int) -> Self:
        """What follows ticket `pk` in `newest_first`."""
        row = Escalation.objects.filter(pk=pk).values_list("created_at", flat=True).first()
        earlier = Q(created_at__lt=row) | Q(created_at=row, pk__lt=pk)
        return self.filter(earlier) if row else self.none()

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("enquiry__client", "enquiry__owner", "unit")


class Escalation(models.Model):
    """Our side of a second-level ticket; the JIRA issue is theirs."""

    enquiry = models.ForeignKey(
        Enquiry, models.PROTECT, related_name="escalations", verbose_name=_("enquiry")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="escalations", verbose_name=_("unit"))
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # [{"key", "label", "text"}] as it was asked then: the administrator may change the form later.
    answers = models.JSONField(_("answers"), default=list)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    # The id is the identity; the key changes when the issue is moved to another project.
    jira_id = models.CharField(max_length=20, blank=True, editable=False)
    jira_key = models.CharField(_("issue"), max_length=40, blank=True)
    status_name = models.CharField(_("status in JIRA"), max_length=60, blank=True)
    category = models.CharField(max_length=20, blank=True)
    assignee = models.CharField(_("who has it"), max_length=120, blank=True)
    jira_updated_at = models.DateTimeField(null=True, editable=False)
    last_read_at = models.DateTimeField(_("last synced"), null=True, editable=False)
    misses = models.PositiveSmallIntegerField(default=0, editable=False)
    answer = models.TextField(_("answer of the second level"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, related_name="escalations")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="escalations")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("told by")
    )
    told_at = models.DateTimeField(_("client told"), null=True, editable=False)
    # The second level's own words that it told the client, which the enquiry's owner confirmed.
    told_event = models.ForeignKey("TicketEvent", models.PROTECT, null=True, related_name="+", editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = EscalationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["last_read_at", "misses"])

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            models.Index(name="ticket_newest", fields=["-created_at", "-id"]),
            models.Index(name="ticket_open", fields=["-created_at", "-id"], condition=~Q(state=State.CLOSED)),
            models.Index(name="ticket_key", fields=["jira_key"]),
            models.Index(name="ticket_read", fields=["last_read_at"], condition=~Q(state=State.CLOSED)),
        ]
        constraints = [
            models.UniqueConstraint(name="ticket_issue_once", fields=["jira_id"], condition=~Q(jira_id="")),
            models.UniqueConstraint(
                name="ticket_one_open_a_unit", fields=["enquiry", "unit"], condition=~Q(state=State.CLOSED)
            ),
            models.CheckConstraint(
                name="ticket_closed_when",
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="ticket_told_with_evidence",
                condition=Q(told_at=None)
                | (Q(told_by__isnull=False) & (Q(message__isnull=False) | Q(told_event__isnull=False))),
            ),
        ]

    def __str__(self) -> str:
        return self.jira_key or self.enquiry.number

    def get_absolute_url(self) -> str:
        """The ticket's page."""
        return reverse("tickets:page", args=[self.pk])

    @property
    def jira_url(self) -> str:
        """Where a person opens the issue in JIRA; empty when the desk does not know it there."""
        address = settings.JIRA_URL.rstrip("/")
        return f"{address}/browse/{self.jira_key}" if address and self.jira_id else ""


class JiraOperationQuerySet(models.QuerySet["JiraOperation"]):
    def unsent(self) -> Self:
        """What a person must look at, oldest first."""
        return self.filter(state__in=[JobState.FAILED, JobState.UNKNOWN]).order_by("pk")

    def waiting(self) -> Self:
        """What the worker has not done yet, oldest first."""
        return self.filter(state__in=[JobState.PENDING, JobState.SENDING]).order_by("pk")


class JiraOperation(Job):
    """One thing to do in JIRA. `uuid` travels with a comment, so that it is recognised there."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="operations")
    deed = models.CharField(_("what"), max_length=7, choices=Deed)
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(_("queued at"), default=clock.now, editable=False)
    # Since when JIRA may have done it without our knowing: then it is looked for before it is done again.
    asked_at = models.DateTimeField(null=True, editable=False)

    objects = JiraOperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("work for JIRA")
        verbose_name_plural = _("work for JIRA")
        indexes = [
            models.Index(
                fields=["next_at"], name="ticket_operation_due",
                condition=Q(state__in=[JobState.PENDING, JobState.SENDING]),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                name="ticket_operation_once", fields=["escalation", "deed"], condition=~Q(deed=Deed.COMMENT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.escalation_id}"

    @property
    def why(self) -> str:
        """The reason of the last failure in words; empty when there is none."""
        code, _colon, fields = self.reason.partition(":")
        text = str(REASONS.get(code, self.reason))
        return f"{text} ({fields})" if fields else text


class JiraInbox(models.Model):
    """A webhook that came: no content, only the hint which issue to read again."""

    dedupe_key = models.CharField(max_length=80, unique=True)
    event = models.CharField(max_length=60)
    jira_id = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("webhook of JIRA")
        indexes = [models.Index(fields=["received_at"], name="ticket_inbox_time")]

    def __str__(self) -> str:
        return self.event


class TicketEvent(models.Model):
    """What moved in JIRA, as its own history and comments tell it; append-only."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="events")
    source = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=EventKind)
    at = models.DateTimeField()
    author = models.CharField(max_length=120, blank=True)
    ours = models.BooleanField(default=False)
    field = models.CharField(max_length=60, blank=True)
    before = models.CharField(max_length=255, blank=True)
    after = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("movement of a ticket")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="ticket_event_once", fields=["escalation", "source"])]

    def __str__(self) -> str:
        return self.source


class Contact(models.Model):
    """When JIRA last answered our poll, and since when it does not: one row."""

    polled_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)
    trouble_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("contact with JIRA")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ticket_contact_single_row")]

    def __str__(self) -> str:
        return self.trouble or "ok"

    @property
    def why(self) -> str:
        """The trouble in words; empty when all is well."""
        return str(REASONS.get(self.trouble.partition(":")[0], self.trouble))
