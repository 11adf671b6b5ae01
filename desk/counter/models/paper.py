"""Papers: mail that came to the counter or by post, its files and pages, and what stays out of the desk."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock, workdays
from desk.clients.models import Client, Person
from desk.counter.enums import Addressee, FileSource, MailState, Settled, Way
from desk.counter.models.place import Office
from desk.counter.models.visit import Visit
from desk.enquiries.models import Enquiry, Trilingual
from desk.outbox import Job
from desk.people.enums import Language
from desk.records.models import Blob


class PaperKind(Trilingual):
    """What a paper is, as the register knows it, with what is usual for it."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    addressee = models.CharField(
        _("usually handed to"), max_length=10, choices=Addressee, default=Addressee.REGISTRAR
    )
    # The mark "for internal use": basis and years; without a basis it is public.
    restriction_basis = models.CharField(_("basis of the restriction"), max_length=200, blank=True)
    restriction_years = models.PositiveSmallIntegerField(_("years of the restriction"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kind of paper")
        verbose_name_plural = _("kinds of papers")
        ordering = ["position", "code"]


class PaperSeries(models.Model):
    """The last number given to a paper in a year; taken by one upsert."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("number series of papers")
        verbose_name_plural = _("number series of papers")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class IncomingMailQuerySet(models.QuerySet["IncomingMail"]):
    """Papers, by what the desk asks of them."""

    def open(self) -> Self:
        """Those that nobody has accepted yet."""
        return self.exclude(state__in=[MailState.ACCEPTED, MailState.DROPPED])

    def to_route(self) -> Self:
        """Taken in, or given back: somebody says to whom they go."""
        return self.filter(state__in=[MailState.RECEIVED, MailState.RETURNED])

    def with_registrar(self) -> Self:
        """Handed to the registrar and not accepted yet."""
        return self.filter(state=MailState.HANDED, addressee=Addressee.REGISTRAR)

    def with_specialist(self, *user_ids: int) -> Self:
        """Handed to one of these people and not accepted yet."""
        return self.filter(state=MailState.HANDED, specialist_id__in=user_ids)

    def overdue(self, day: date | None = None) -> Self:
        """Open ones whose last day is over."""
        return self.open().filter(due_on__lt=day or workdays.today())

    def without_text(self) -> Self:
        """Open ones with a document whose words nobody has read from its pages yet, oldest first."""
        return self.open().filter(document__isnull=False, text=None).order_by("pk")

    def for_client(self, client_id: int) -> Self:
        """Papers of this client."""
        return self.filter(client_id=client_id)

    def most_urgent_first(self) -> Self:
        """The first due on top, the id breaking ties."""
        return self.order_by("due_on", "pk")

    def newest_first(self) -> Self:
        """The last to come on top, the id breaking ties."""
        return self.order_by("-received_at", "-pk")

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("kind", "office", "client", "person", "specialist", "received_by")


class IncomingMail(models.Model):
    """One paper (or several that came together), with what the state's document capsule says of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="papers", verbose_name=_("office"))
    way = models.CharField(_("how it came"), max_length=8, choices=Way, default=Way.COUNTER)
    state = models.CharField(_("state"), max_length=9, choices=MailState, default=MailState.SCANNING)
    received_at = models.DateTimeField(_("received"), default=clock.now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("visit")
    )
    enquiry = models.ForeignKey(
        Enquiry, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("enquiry")
    )
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("sender")
    )
    # As it stands on the paper, of a sender who is neither client nor contact person here.
    sender_name = models.CharField(_("sender"), max_length=200, blank=True)
    sender_code = models.CharField(_("code of the sender"), max_length=20, blank=True)
    sender_reference = models.CharField(_("reference of the sender"), max_length=60, blank=True)
    # The public register shows it: nothing of a private life stands in it.
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.ForeignKey(
        PaperKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind")
    )
    dated_on = models.DateField(_("date on the paper"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ET)
    restricted = models.BooleanField(_("for internal use only"), default=False)
    restriction_basis = models.CharField(_("basis of the restriction"), max_length=200, blank=True)
    restricted_until = models.DateField(_("restricted until"), null=True, blank=True)
    # How many sheets lay on the counter, written by the one who took them: the receipt says it.
    sheets = models.PositiveSmallIntegerField(_("sheets"), null=True, blank=True)
    # All pages in their order as one PDF: made by the worker, the bytes that are handed over.
    document = models.ForeignKey(
        Blob, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pages_count = models.PositiveSmallIntegerField(_("pages"), default=0, editable=False)
    addressee = models.CharField(_("handed to"), max_length=10, choices=Addressee, blank=True)
    specialist = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("specialist"),
    )  # fmt: skip
    handed_at = models.DateTimeField(_("handed over"), null=True, blank=True, editable=False)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("handed over by"),
    )  # fmt: skip
    due_on = models.DateField(_("to be accepted by"), editable=False)
    returned_reason = models.CharField(_("why it was given back"), max_length=300, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("accepted by"),
    )  # fmt: skip
    reference = models.CharField(_("reference in the register"), max_length=60, blank=True)
    registered_on = models.DateField(_("date in the register"), null=True, blank=True)
    receipt_at = models.DateTimeField(_("receipt printed"), null=True, blank=True, editable=False)
    # Taken in by mistake: its files are destroyed by a rule of their own.
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True, editable=False)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
    )  # fmt: skip
    dropped_reason = models.CharField(_("why it was taken in by mistake"), max_length=300, blank=True)
    # When those who lead were told that it is late: once.
    told_late_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The files were handed over and destroyed by rule; the row and its proof stay.
    destroyed_at = models.DateTimeField(_("files destroyed"), null=True, blank=True, editable=False)

    objects = IncomingMailQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mail")
        indexes = [
            models.Index(name="paper_newest", fields=["-received_at", "-id"]),
            models.Index(
                name="paper_open", fields=["due_on", "id"],
                condition=~Q(state__in=["accepted", "dropped"]),
            ),
            models.Index(name="paper_of_client", fields=["client", "-received_at", "-id"]),
            models.Index(
                name="paper_to_destroy", fields=["accepted_at"],
                condition=Q(accepted_at__isnull=False, destroyed_at=None),
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="paper_handed_together",
                condition=~Q(state="handed")
                | (~Q(addressee="") & Q(handed_at__isnull=False, handed_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="paper_specialist_of_addressee",
                condition=Q(specialist=None) | Q(addressee="specialist"),
            ),
            models.CheckConstraint(
                name="paper_handed_to_somebody",
                condition=~Q(state="handed", addressee="specialist") | Q(specialist__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_accepted_with_reference",
                condition=Q(
                    state="accepted", accepted_at__isnull=False, accepted_by__isnull=False,
                    registered_on__isnull=False,
                )
                & ~Q(reference="")
                | (
                    ~Q(state="accepted")
                    & Q(accepted_at=None, accepted_by=None, registered_on=None, reference="")
                ),
            ),
            models.CheckConstraint(
                name="paper_restricted_with_basis",
                condition=Q(restricted=False, restriction_basis="", restricted_until=None)
                | (Q(restricted=True, restricted_until__isnull=False) & ~Q(restriction_basis="")),
            ),
            models.CheckConstraint(
                name="paper_taken_in_whole",
                condition=Q(state__in=["scanning", "dropped"])
                | (~Q(title="") & Q(kind__isnull=False) & ~Q(document_sha256="")),
            ),
            models.CheckConstraint(
                name="paper_dropped_with_reason",
                condition=Q(state="dropped", dropped_at__isnull=False, dropped_by__isnull=False)
                & ~Q(dropped_reason="")
                | (~Q(state="dropped") & Q(dropped_at=None, dropped_by=None, dropped_reason="")),
            ),
            models.CheckConstraint(
                name="paper_destroyed_is_gone", condition=Q(destroyed_at=None) | Q(document=None)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The paper's page."""
        return reverse("counter:paper", args=[self.pk])


class MailFile(models.Model):
    """A file as it came in: its bytes are never changed, only destroyed by rule."""

    mail = models.ForeignKey(IncomingMail, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("how it came in"), max_length=6, choices=FileSource, default=FileSource.SCAN)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    pages_count = models.PositiveSmallIntegerField(_("pages"), default=0)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("added"), default=clock.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file of a paper")
        verbose_name_plural = _("files of papers")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(name="counter_mailfile_once", fields=["mail", "sha256"])]

    def __str__(self) -> str:
        return f"{self.mail_id}: {self.pk}"


class MailPage(models.Model):
    """A page of a file as it stands in the document: where, turned how, or left out."""

    file = models.ForeignKey(MailFile, models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()  # in the file, from 0
    position = models.PositiveSmallIntegerField()  # in the document, from 0
    turned = models.PositiveSmallIntegerField(default=0)  # degrees clockwise
    left_out = models.BooleanField(default=False)
    # A small picture of it to work with, not turned; made by the worker.
    preview = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("page of a paper")
        verbose_name_plural = _("pages of papers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="counter_mailpage_once", fields=["file", "number"]),
            models.CheckConstraint(name="counter_mailpage_turned", condition=Q(turned__in=[0, 90, 180, 270])),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number}"


class PageWork(Job):
    """What the worker makes of a paper's files: pictures of pages, the one PDF, the words on it.

    `asked` counts each change of the pages: a job that was overtaken writes nothing.
    """

    mail = models.OneToOneField(IncomingMail, models.CASCADE, related_name="work")
    asked = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("work on pages")
        verbose_name_plural = _("work on pages")
        indexes = [
            models.Index(
                name="counter_pagework_due", fields=["next_at"], condition=Q(state__in=["pending", "sending"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.mail_id} {self.state}"


class MailText(models.Model):
    """The words that were recognised on a paper: personal, destroyed with its files."""

    mail = models.OneToOneField(IncomingMail, models.CASCADE, related_name="text", primary_key=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("recognised text")
        verbose_name_plural = _("recognised texts")

    def __str__(self) -> str:
        return str(self.pk)


class QuarantineQuerySet(models.QuerySet["Quarantined"]):
    def waiting(self) -> Self:
        """Those of which no administrator has decided, oldest first."""
        return self.filter(settled_at=None).order_by("at", "pk")


class Quarantined(models.Model):
    """A file that nobody but an administrator may touch: stored encrypted, never served to others."""

    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    mail = models.ForeignKey(IncomingMail, models.PROTECT, null=True, blank=True, related_name="quarantined")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=40)  # a code of desk.records.filecheck.WORDS
    source = models.CharField(max_length=6, choices=FileSource)
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("taken in by")
    )
    settled_as = models.CharField(_("decided"), max_length=9, choices=Settled, blank=True)
    settled_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    settled_reason = models.CharField(_("why"), max_length=300, blank=True)

    objects = QuarantineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("file in quarantine")
        verbose_name_plural = _("files in quarantine")
        constraints = [
            # Nobody but the machine settles what its scanner has looked at meanwhile: by may be empty then.
            models.CheckConstraint(
                name="counter_quarantined_settled",
                condition=Q(settled_as="", settled_at=None, settled_by=None)
                | (~Q(settled_as="") & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="counter_quarantined_time",
                condition=Q(settled_at=None) | Q(settled_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
