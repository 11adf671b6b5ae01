"""What people ask of us about their own data: requests, what was corrected for them, who was erased."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.clients.enums import Decision, Identified, RequestKind, RequestState
from desk.clients.models.client import Client, Person
from desk.outbox import Job
from desk.people.models import Approval
from desk.records.holdings import Ground
from desk.records.models import Blob


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests, by what the desk asks of them."""

    def open(self) -> Self:
        """Neither answered nor taken back."""
        return self.filter(closed_at=None)

    def undecided(self) -> Self:
        """Those that the head still owes a decision."""
        return self.open().filter(state=RequestState.OPEN)

    def late(self, at: datetime) -> Self:
        """Open after their due time."""
        return self.open().filter(due_at__lt=at)

    def of_owner(self, kind: str, pk: int) -> Self:
        """Those of one client or person."""
        return self.filter(client_id=pk) if kind == "client" else self.filter(person_id=pk)

    def most_urgent_first(self) -> Self:
        """By due time, the id breaking ties (so that a page can start after a row)."""
        return self.order_by("due_at", "pk")

    def after(self, pk: int) -> Self:
        """What follows request `pk` in `most_urgent_first`; all when it is gone."""
        row = DataRequest.objects.filter(pk=pk).values_list("due_at", flat=True).first()
        return self.filter(Q(due_at__gt=row) | Q(due_at=row, pk__gt=pk)) if row else self

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("client", "person", "entered_by", "decided_by", "approval")


class DataRequest(models.Model):
    """What a person asks about the own data (GDPR 15–22), its term, and what was decided.

    It is about a client who is a person, or about a contact person. `wish` is emptied with what is erased.
    """

    kind = models.CharField(_("what is asked"), max_length=11, choices=RequestKind)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, related_name="data_requests", verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="data_requests", verbose_name=_("person")
    )
    identified = models.CharField(_("how the person was identified"), max_length=9, choices=Identified)
    wish = models.TextField(_("what the person wants"), blank=True, max_length=4000)
    received_at = models.DateTimeField(_("received"), default=clock.now)
    due_at = models.DateTimeField(_("due"), editable=False)
    extended_at = models.DateTimeField(_("extended"), null=True, editable=False)
    extension_reason = models.CharField(_("why it takes longer"), max_length=300, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    state = models.CharField(_("state"), max_length=9, choices=RequestState, default=RequestState.OPEN)
    # Of an erasure: why the person wants it, and what a court or the inspectorate wrote.
    ground = models.CharField(_("ground"), max_length=16, choices=Ground, blank=True)
    decision = models.CharField(_("decision"), max_length=7, choices=Decision, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    basis = models.CharField(_("legal basis"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("decided by"),
    )  # fmt: skip
    approval = models.OneToOneField(Approval, models.PROTECT, null=True, related_name="+", editable=False)
    # What an erasure did: one entry for each kind and fate, no personal data.
    outcome = models.JSONField(default=dict, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("closed by"),
    )  # fmt: skip
    told_how = models.CharField(_("how it was told"), max_length=200, blank=True, editable=False)

    objects = DataRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("request about own data")
        verbose_name_plural = _("requests about own data")
        indexes = [
            models.Index(name="datarequest_open", fields=["due_at", "id"], condition=Q(closed_at=None))
        ]
        constraints = [
            models.CheckConstraint(
                name="datarequest_one_subject",
                condition=Q(client__isnull=False, person=None) | Q(client=None, person__isnull=False),
            ),
            models.CheckConstraint(
                name="datarequest_decided_together",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="datarequest_closed_pair",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="datarequest_extended_with_reason",
                condition=Q(extended_at=None, extension_reason="")
                | (Q(extended_at__isnull=False) & ~Q(extension_reason="")),
            ),
            models.CheckConstraint(
                name="datarequest_due_later", condition=Q(due_at__gt=F("received_at"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The request's page."""
        return reverse("contracts:data_request", args=[self.pk])

    @property
    def number(self) -> str:
        """By which people speak of it."""
        return f"A-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.closed_at is None

    @property
    def subject_key(self) -> tuple[str, int]:
        """Whom it is about, by kind and id."""
        return ("client", self.client_id) if self.client_id else ("person", self.person_id or 0)


class DataRequestFile(models.Model):
    """A file made for the person: the report, or what else is handed over."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="files")
    name = models.CharField(max_length=100)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("file of a request about own data")
        verbose_name_plural = _("files of requests about own data")
        constraints = [models.UniqueConstraint(name="datarequestfile_once", fields=["request", "name"])]

    def __str__(self) -> str:
        return self.name


class ReportWork(Job):
    """The report of one request while the worker makes it; asked anew, the same row goes round again."""

    request = models.OneToOneField(DataRequest, models.CASCADE, related_name="work")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("report being made")
        verbose_name_plural = _("reports being made")

    def __str__(self) -> str:
        return f"{self.request_id}"


class Correction(models.Model):
    """What the person said was wrong in one record, and what was done; append-only.

    `after` is empty where nothing was changed: then `reason` says why, and what cannot be changed
    (evidence) has this row as its visible note.
    """

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="corrections")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    field = models.CharField(_("what is wrong"), max_length=100)
    before = models.TextField(_("before"), blank=True, max_length=1000)
    after = models.TextField(_("after"), blank=True, max_length=1000)
    reason = models.CharField(_("why it stays"), max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["pk"]
        indexes = [models.Index(name="correction_subject", fields=["subject_kind", "subject_id"])]
        constraints = [
            models.CheckConstraint(
                name="correction_done_or_refused",
                condition=(~Q(after="") & Q(reason="")) | (Q(after="") & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.field


class RecipientTold(models.Model):
    """To whom else the data had gone and who was told of the correction or erasure (GDPR 19); append-only.

    `recipient` names a system or an office, `reference` its own number; no personal data.
    """

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="recipients")
    recipient = models.CharField(_("recipient"), max_length=120)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("recipient told")
        verbose_name_plural = _("recipients told")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.recipient


class Erased(models.Model):
    """That somebody was erased, so that a copy put back is erased again; append-only, and names nobody.

    `digest` is keyed by a key of its own, which lies sealed beside it: so it outlives the rotation of keys
    although nobody knows the code any more.
    """

    key_sealed = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    ground = models.CharField(_("ground"), max_length=16, choices=Ground)
    basis = models.CharField(_("legal basis"), max_length=150, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("erased person")
        verbose_name_plural = _("erased persons")

    def __str__(self) -> str:
        return f"{self.pk}"
