"""What clients were promised on the way; a promise closes only on evidence."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.clients.models import ContactPoint
from desk.enquiries.enums import Channel, Evidence, PromiseState, Reached
from desk.enquiries.models.enquiry import Enquiry
from desk.mail.models import Message
from desk.people.models import Approval, User

# What became of a promise in the figures of its month; each stands in exactly one of them. A broken one
# stays broken although it was made good later; one whose letter came back waits again.
OUTCOMES: dict[str, Q] = {
    "kept": Q(broken_at=None, state=PromiseState.KEPT, kept_at__lte=F("due_at")),
    "late": Q(broken_at=None, state=PromiseState.KEPT, kept_at__gt=F("due_at")),
    "broken": Q(broken_at__isnull=False),
    "open": Q(broken_at=None) & ~Q(state=PromiseState.KEPT),
}


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

    def readable_by(self, user: User) -> Self:
        """All but those made in a complaint about this person."""
        return self.exclude(enquiry__concerns_id=user.pk)

    def due_between(self, start: datetime, end: datetime) -> Self:
        """Those that fall due from `start` on and before `end`."""
        return self.filter(due_at__gte=start, due_at__lt=end)

    def ended_as(self, outcome: str) -> Self:
        """Those that the figures count so: a key of OUTCOMES."""
        return self.filter(OUTCOMES[outcome])

    def waiting_for_a_letter(self) -> Self:
        """Those whose letter was sent, and may still come back."""
        return self.owed().exclude(awaits=None)

    def most_urgent_first(self) -> Self:
        """By due time, the id breaking ties (so that a page can start after a row)."""
        return self.order_by("due_at", "pk")

    def after(self, pk: int) -> Self:
        """What follows promise `pk` in `most_urgent_first`."""
        row = Promise.objects.filter(pk=pk).values_list("due_at", flat=True).first()
        return self.filter(Q(due_at__gt=row) | Q(due_at=row, pk__gt=pk)) if row else self.none()

    def for_client(self, client_id: int) -> Self:
        """Promises made to this client."""
        return self.filter(enquiry__client_id=client_id)

    def owned_by(self, *user_ids: int) -> Self:
        """Promises in enquiries for which one of these people answers."""
        return self.filter(enquiry__owner_id__in=user_ids)

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("enquiry__client", "enquiry__owner", "enquiry__person", "awaits")


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
    # Who said that the client no longer needs it.
    said_by = models.CharField(_("who said so"), max_length=120, blank=True)
    # A letter that was sent: once it is delivered the promise is kept, and if it comes back it is not.
    awaits = models.ForeignKey(
        Message, models.PROTECT, null=True, related_name="+", verbose_name=_("letter"), editable=False
    )
    # Its time is never changed: agreed anew, it is another promise, and this one was kept by telling so.
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", editable=False
    )
    reason = models.CharField(_("why the time changed"), max_length=300, blank=True, editable=False)
    # What had shown that it was kept turned out not to (a letter came back).
    reopened_at = models.DateTimeField(_("opened again"), null=True, blank=True, editable=False)

    objects = PromiseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        indexes = [
            models.Index(name="promise_owed", fields=["due_at", "id"], condition=~Q(state=PromiseState.KEPT)),
            models.Index(name="promise_due", fields=["due_at", "id"]),
            models.Index(
                name="promise_kept_by_letter",
                fields=["evidence_id"],
                condition=Q(evidence_kind__in=[Evidence.MESSAGE, Evidence.UNREACHABLE]),
            ),
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
            models.CheckConstraint(
                name="promise_kept_waits_for_nothing", condition=~Q(state=PromiseState.KEPT) | Q(awaits=None)
            ),
            models.CheckConstraint(
                name="promise_replaces_with_reason",
                condition=Q(replaces=None, reason="") | (Q(replaces__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """The promise's page."""
        return reverse("enquiries:promise_page", args=[self.pk])

    @property
    def is_owed(self) -> bool:
        """Whether the client still waits for it."""
        return self.state != PromiseState.KEPT


class ReachAttempt(models.Model):
    """One try to reach the client about a promise, and what came of it. Append-only."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="attempts")
    channel = models.CharField(_("channel"), max_length=5, choices=Channel)
    reached = models.CharField(_("what came of it"), max_length=8, choices=Reached)
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attempt to reach the client")
        verbose_name_plural = _("attempts to reach the client")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_reached_display()


class LastLetter(models.Model):
    """The letter that closes a promise whose client could not be reached; a second person approves it."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="last_letters")
    to = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to")
    )
    # By post, where there is no e-mail: a person prints it, and says so when it is posted.
    address = models.TextField(_("postal address"), max_length=500, blank=True)
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"), default=clock.now)
    # None: the policy wants nobody to look at it a second time.
    approval = models.OneToOneField(Approval, models.PROTECT, null=True, related_name="+")
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(_("posted"), null=True, editable=False)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("last letter about a promise")
        verbose_name_plural = _("last letters about promises")
        constraints = [
            models.CheckConstraint(
                name="lastletter_to_one_place",
                condition=Q(to__isnull=False, address="") | (Q(to=None) & ~Q(address="")),
            ),
            models.CheckConstraint(
                name="lastletter_posted_pair",
                condition=Q(posted_at=None, posted_by=None)
                | Q(posted_at__isnull=False, posted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}"

    def get_absolute_url(self) -> str:
        """The letter's page."""
        return reverse("enquiries:last_letter", args=[self.pk])
