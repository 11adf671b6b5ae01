"""Our side of a second-level ticket: what was asked, whose turn it is, and how the client was told."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.enquiries.enums import Evidence, PromiseState
from desk.enquiries.models import Enquiry, Promise
from desk.mail.enums import EventKind as LetterEvent
from desk.mail.models import Message, MessageEvent
from desk.outbox import JobState
from desk.people.models import User
from tickets.enums import Alarm, Deed, State
from tickets.models.forms import Form
from tickets.models.issues import Issue, JiraOperation
from tickets.models.units import Unit


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

    def answered(self) -> Self:
        """Answered by the second level, client not told: the oldest answer first."""
        return self.filter(state=State.ANSWERED).order_by("answered_at", "pk")

    def untold(self) -> Self:
        """Open ones whose client has not been told yet: while there are any, their issue is not closed."""
        return self.open().exclude(state=State.TOLD)

    def stranded(self) -> Self:
        """Those that wait for an issue which nobody is asked to make or to look for."""
        asked = JiraOperation.objects.filter(issue=OuterRef("issue"), deed__in=[Deed.CREATE, Deed.ADOPT])
        waiting = self.filter(state=State.QUEUED, issue__jira_id="", issue__jira_key="")
        return waiting.exclude(Exists(asked.exclude(state=JobState.SENT))).order_by("pk")

    def delivering(self) -> Self:
        """Answers on their way to the client."""
        return self.filter(state=State.DELIVERING)

    def kept(self) -> Self:
        """Not told yet as far as the ticket knows, but their promise is kept, here or on its own page."""
        waiting = self.filter(state__in=[State.ANSWERED, State.DELIVERING])
        return waiting.filter(promise__state=PromiseState.KEPT)

    def delivered_late(self) -> Self:
        """Answered, and the letter that was given up went out after all and stayed out."""
        happened = MessageEvent.objects.filter(message=OuterRef("message"))
        stayed = Exists(happened.filter(kind=LetterEvent.DELIVERED)) & ~Exists(
            happened.filter(kind=LetterEvent.BOUNCED)
        )
        return self.answered().filter(stayed, message__queued_at__gte=F("answered_at"))

    def came_back(self) -> Self:
        """Told by a letter that came back since, and not told again; none where the unit has a newer one."""
        returned = MessageEvent.objects.filter(kind=LetterEvent.BOUNCED).values("message_id")
        return self._last_told().filter(evidence_kind=Evidence.MESSAGE, message_id__in=returned)

    def owed_again(self) -> Self:
        """Told, as it seemed: their promise was opened again since."""
        return self._last_told().filter(promise__state__in=[PromiseState.OPEN, PromiseState.BROKEN])

    def _last_told(self) -> Self:
        newer = Escalation.objects.open().filter(enquiry=OuterRef("enquiry"), unit=OuterRef("unit"))
        told = self.filter(state__in=[State.TOLD, State.CLOSED], told_at__isnull=False)
        return told.exclude(Exists(newer.exclude(pk=OuterRef("pk"))), state=State.CLOSED)

    def to_close(self) -> Self:
        """Told, nobody else waits for their issue, and JIRA is asked nothing now: it may be closed."""
        others = Escalation.objects.untold().filter(issue=OuterRef("issue"))
        asked = JiraOperation.objects.waiting().filter(issue=OuterRef("issue"))
        return self.filter(state=State.TOLD).exclude(Exists(others)).exclude(Exists(asked))

    def waiting_for(self, issues: "Collection[Issue]") -> dict[int, int]:
        """How many of these tickets are on each of the issues."""
        found = self.filter(issue__in=issues).order_by().values_list("issue")
        return dict(found.annotate(Count("pk")))

    def whole(self) -> Self:
        """With whether others wait for its issue (`shared`), and its client was told before (`retold`)."""
        others = Escalation.objects.filter(issue=OuterRef("issue")).exclude(pk=OuterRef("pk"))
        told = Escalation.history.filter(id=OuterRef("pk"), told_at__isnull=False)
        return self.annotate(shared=Exists(others), retold=Exists(told))

    def of_issue(self, escalation: "Escalation") -> Self:
        """The other tickets of its issue."""
        return self.filter(issue=escalation.issue_id).exclude(pk=escalation.pk)

    def sent_between(self, since: datetime, until: datetime) -> Self:
        """Those handed over from `since` on and before `until`; no drafts, thrown away or not."""
        made = self.filter(created_at__gte=since, created_at__lt=until).exclude(state=State.DRAFT)
        return made.exclude(state=State.CLOSED, issue__jira_key="")

    def counted_by_topic_and_form(self) -> "models.QuerySet[Escalation, tuple[int, int, int, int, int]]":
        """(topic, version of the form, tickets, how many of them came back, how often), in one statement."""
        return self.order_by().values_list("enquiry__topic_id", "form_id").annotate(
            tickets=Count("pk", distinct=True),
            returned=Count("returns__escalation_id", distinct=True),
            times=Count("returns"),
        )  # fmt: skip

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
        return self.select_related("enquiry__client", "enquiry__owner", "unit", "issue")


class Escalation(models.Model):
    """Our side of a second-level ticket; the JIRA issue is theirs."""

    enquiry = models.ForeignKey(
        Enquiry, models.PROTECT, related_name="escalations", verbose_name=_("enquiry")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="escalations", verbose_name=_("unit"))
    # Until JIRA has it, the one that is to be made. Several enquiries may be on one issue.
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="escalations", verbose_name=_("issue"))
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey(Form, models.PROTECT, related_name="escalations", verbose_name=_("form"))
    # [{"key", "label", "text"}] in the order of the form.
    answers = models.JSONField(_("answers"), default=list)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    answer = models.TextField(_("answer of the second level"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, related_name="escalations")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="escalations")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("told by")
    )
    told_at = models.DateTimeField(_("client told"), null=True, editable=False)
    # What shows that the client was told, as the promise that it kept has it.
    evidence_kind = models.CharField(
        _("evidence"), max_length=12, blank=True, choices=Evidence, editable=False
    )
    evidence_id = models.PositiveBigIntegerField(_("record of the evidence"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    # When its owner, or who stands in, last looked: what moved later is news.
    seen_at = models.DateTimeField(null=True, editable=False)

    shared: bool  # of rows that were asked for as `whole`
    retold: bool

    objects = EscalationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["seen_at"])

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            models.Index(name="ticket_newest", fields=["-created_at", "-id"]),
            models.Index(name="ticket_open", fields=["-created_at", "-id"], condition=~Q(state=State.CLOSED)),
        ]
        constraints = [
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
                | (~Q(evidence_kind="") & Q(evidence_id__isnull=False))
                | Q(evidence_kind=Evidence.WITHDRAWN),  # has no record: who said so stands in the promise
            ),
        ]

    def __str__(self) -> str:
        return self.issue.jira_key or self.enquiry.number

    def get_absolute_url(self) -> str:
        """The ticket's page; of a draft the form in which it is filled in."""
        if self.state == State.DRAFT:
            return f"{reverse('tickets:escalate', args=[self.enquiry_id])}?unit={self.unit_id}"
        return reverse("tickets:page", args=[self.pk])

    @property
    def has_news(self) -> bool:
        """Whether the second level did something that the owner has not looked at; by JIRA's own times."""
        moved, begun = self.issue.moved_at, self.issue.jira_created_at
        if self.state == State.CLOSED or moved is None or begun is None or moved <= begun:
            return False
        return self.seen_at is None or moved > self.seen_at


class WatchQuerySet(models.QuerySet["Watch"]):
    def raised(self) -> Self:
        """Alarms that are not over, the oldest first."""
        return self.filter(over_at=None).order_by("raised_at", "pk")


class Watch(models.Model):
    """Something takes too long with a ticket: its owner was told, and the head when it went on."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="watches")
    kind = models.CharField(_("what"), max_length=12, choices=Alarm)
    raised_at = models.DateTimeField(_("since"), default=clock.now)
    head_at = models.DateTimeField(_("head told"), null=True)
    over_at = models.DateTimeField(_("over"), null=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("alarm of a ticket")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="ticket_watch_one_open", fields=["escalation", "kind"], condition=Q(over_at=None)
            ),
            models.CheckConstraint(
                name="ticket_watch_in_order",
                condition=(Q(head_at=None) | Q(head_at__gte=F("raised_at")))
                & (Q(over_at=None) | Q(over_at__gte=F("raised_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.kind}"
