"""The second level's side: the issue in JIRA, what moved there, and the queue of what JIRA is asked."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.enquiries.models import Fault
from desk.outbox import Job, JobState
from desk.people.models import User
from tickets.enums import Deed, EventKind, Gone, Means, State, in_words
from tickets.models.units import Unit

_OPEN = [state for state in State if state != State.CLOSED]


class IssueQuerySet(models.QuerySet["Issue"]):
    def in_jira(self) -> Self:
        """Those that JIRA knows, also after our tickets were closed: they may be opened again there."""
        return self.exclude(jira_id="")

    def known_as(self, *keys: str) -> Self:
        """Those that have, or had before they were moved, one of these keys; who has it now comes first."""
        before = Q(*[Q(key_history__contains=[key]) for key in keys], _connector=Q.OR)
        now = models.Case(models.When(jira_key__in=keys, then=0), default=1)
        return self.filter(Q(jira_key__in=keys) | before).order_by(now, "pk") if keys else self.none()

    def formerly_of(self, escalation: "models.Model") -> Self:
        """Issues that this ticket was on before it was moved to the one where it is."""
        asked = JiraOperation.objects.filter(issue=OuterRef("pk"), escalation=escalation.pk)
        return self.filter(Exists(asked)).exclude(escalations=escalation.pk).order_by("pk")

    def followed(self) -> Self:
        """Those for which a ticket of ours is open."""
        awaited = Issue.objects.filter(pk=OuterRef("pk"), escalations__state__in=_OPEN)
        return self.filter(Exists(awaited))

    def followed_or_closed_since(self, at: datetime) -> Self:
        """Those, and the ones whose last ticket was closed after `at`: they may be opened again there."""
        late = Q(escalations__state__in=_OPEN) | Q(escalations__closed_at__gte=at)
        return self.filter(Exists(Issue.objects.filter(late, pk=OuterRef("pk"))))

    def unread_since(self, at: datetime) -> Self:
        """Those of which JIRA has told nothing after `at`, the longest unread first."""
        unread = Q(last_read_at=None) | Q(last_read_at__lt=at)
        oldest = models.F("last_read_at").asc(nulls_first=True)
        return self.in_jira().filter(unread).order_by(oldest, "pk")

    def to_be_read(self) -> Self:
        """Those of which something was heard that has not been read, the oldest news first."""
        return self.in_jira().filter(heard_at__isnull=False).order_by("heard_at", "pk")


class Issue(models.Model):
    """An issue of the second level. `jira_id` is its identity; the key changes when it is moved."""

    # Goes into JIRA as the label csd-<uuid>, so that the issue is recognised there.
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="issues", verbose_name=_("unit"))
    project = models.CharField(_("JIRA project"), max_length=20)
    jira_id = models.CharField(max_length=20, blank=True, editable=False)
    jira_key = models.CharField(_("issue"), max_length=40, blank=True)
    key_history = models.JSONField(default=list, editable=False)
    status_id = models.CharField(max_length=20, blank=True)
    status_name = models.CharField(_("status in JIRA"), max_length=60, blank=True)
    category = models.CharField(max_length=20, blank=True)
    resolution = models.CharField(_("resolution"), max_length=60, blank=True)
    labels = models.JSONField(default=list)
    # What it says to us by the administrator's mapping, and since when it says so.
    means = models.CharField(_("what it says"), max_length=10, choices=Means, blank=True, editable=False)
    said_at = models.DateTimeField(null=True, editable=False)
    assignee = models.CharField(_("who has it"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    # JIRA's own times, by which the second level's clock is counted.
    jira_created_at = models.DateTimeField(null=True, editable=False)
    jira_updated_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    moved_at = models.DateTimeField(_("last moved"), null=True, editable=False)
    last_read_at = models.DateTimeField(_("last synced"), null=True, editable=False)
    # Whether JIRA gave its whole history: of a part of it no clock is counted.
    whole = models.BooleanField(default=True, editable=False)
    misses = models.PositiveSmallIntegerField(default=0, editable=False)
    # Since when JIRA may hold something that we have not read; the row is its place in the queue of readings.
    heard_at = models.DateTimeField(null=True, editable=False)
    gone = models.CharField(_("not visible"), max_length=9, choices=Gone, blank=True)
    # Made by the desk; otherwise it was there before, and was linked.
    ours = models.BooleanField(_("made by the desk"), default=True, editable=False)
    fault = models.ForeignKey(
        Fault, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name=_("known fault")
    )

    objects = IssueQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["last_read_at", "misses", "heard_at", "whole"])

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        indexes = [
            models.Index(name="issue_key", fields=["jira_key"]),
            GinIndex(name="issue_old_keys", fields=["key_history"], opclasses=["jsonb_path_ops"]),
            models.Index(name="issue_read", fields=["last_read_at"], condition=~Q(jira_id="")),
            models.Index(name="issue_heard", fields=["heard_at"], condition=Q(heard_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(name="issue_once", fields=["jira_id"], condition=~Q(jira_id="")),
        ]

    def __str__(self) -> str:
        return self.jira_key or self.uuid.hex

    @property
    def jira_url(self) -> str:
        """Where a person opens it in JIRA; empty when the desk does not know it there."""
        address = settings.JIRA_URL.rstrip("/")
        return f"{address}/browse/{self.jira_key}" if address and self.jira_id else ""


class JiraOperationQuerySet(models.QuerySet["JiraOperation"]):
    def readable_by(self, user: User) -> Self:
        """All but what is asked for a complaint about this person."""
        return self.exclude(escalation__enquiry__concerns_id=user.pk)

    def unsent(self) -> Self:
        """What a person must look at, oldest first."""
        return self.filter(state__in=[JobState.FAILED, JobState.UNKNOWN]).order_by("pk")

    def waiting(self) -> Self:
        """What the worker has not done yet, oldest first."""
        return self.filter(state__in=[JobState.PENDING, JobState.SENDING]).order_by("pk")


class JiraOperation(Job):
    """One thing to do in JIRA. `uuid` travels with a comment, so that it is recognised there."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="operations")
    # For whose sake it is asked: whose form, link or words these are.
    escalation = models.ForeignKey("tickets.Escalation", models.PROTECT, related_name="operations")
    deed = models.CharField(_("what"), max_length=7, choices=Deed)
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(_("queued at"), default=clock.now, editable=False)
    # Since when JIRA may have done it without our knowing: then it is looked for before it is done again.
    asked_at = models.DateTimeField(null=True, editable=False)
    # What JIRA says of each field that it refused: {field of our form or of JIRA: message}.
    errors = models.JSONField(default=dict, editable=False)
    # Names of the ways that the workflow offered when none of them closed the issue.
    offered = models.JSONField(default=list, editable=False)

    objects = JiraOperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("work for JIRA")
        verbose_name_plural = _("work for JIRA")
        indexes = [
            models.Index(
                fields=["next_at"], name="ticket_operation_due",
                condition=Q(state__in=[JobState.PENDING, JobState.SENDING]),
            ),
            # What waits or is stuck is counted on every page that shows how it stands with JIRA.
            models.Index(
                fields=["state", "created_at"], name="ticket_operation_unsent",
                condition=~Q(state=JobState.SENT),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                name="ticket_created_once", fields=["issue"], condition=Q(deed=Deed.CREATE)
            ),
            models.UniqueConstraint(
                name="ticket_linked_once", fields=["issue", "escalation"], condition=Q(deed=Deed.LINK)
            ),
            # An issue that was opened again is closed again.
            models.UniqueConstraint(
                name="ticket_closing_once", fields=["issue"],
                condition=Q(deed=Deed.CLOSE) & ~Q(state=JobState.SENT),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.deed} {self.issue_id}"

    @property
    def why(self) -> str:
        """The reason of the last failure in words; empty when there is none."""
        fields, text = self.reason.partition(":")[2], in_words(self.reason)
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
    """What moved in an issue, as its own history and comments tell it; append-only."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="events")
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
        constraints = [models.UniqueConstraint(name="ticket_event_once", fields=["issue", "source"])]

    def __str__(self) -> str:
        return self.source
