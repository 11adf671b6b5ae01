"""What the registrar enters into the agency's document register."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from contracts.enums import Registered
from contracts.models.drafts import Authorisation
from desk import workdays
from desk.clock import now
from desk.enquiries.enums import Kind as EnquiryKind


class RegisteredKind(models.Model):
    """Letters of which enquiries must be registered."""

    enquiry_kind = models.CharField(_("kind of enquiry"), max_length=11, choices=EnquiryKind, unique=True)
    incoming = models.BooleanField(_("letters received"), default=True)
    outgoing = models.BooleanField(_("letters sent"), default=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    # Letters of before were registered without us, or need not be.
    from_day = models.DateField(_("letters from this day on"), default=workdays.today)

    history = HistoricalRecords()

    class Meta:
        ordering = ["enquiry_kind"]
        verbose_name = _("enquiries whose letters are registered")
        verbose_name_plural = _("enquiries whose letters are registered")

    def __str__(self) -> str:
        return self.get_enquiry_kind_display()


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def waiting(self) -> "RegistrationQuerySet":
        return self.filter(registered_at=None, dropped_at=None)

    def overdue(self) -> "RegistrationQuerySet":
        return self.waiting().filter(due_on__lt=workdays.today())


class Registration(models.Model):
    """A document or letter that the registrar enters into the document register."""

    what = models.CharField(_("what"), max_length=12, choices=Registered, default=Registered.SIGNED)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authorisation = models.ForeignKey(
        Authorisation, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    incoming = models.ForeignKey("mail.Incoming", models.PROTECT, null=True, blank=True, related_name="+")
    message = models.ForeignKey("mail.Message", models.PROTECT, null=True, blank=True, related_name="+")
    client = models.ForeignKey("clients.Client", models.PROTECT, null=True, blank=True, related_name="+")
    handed_over_at = models.DateTimeField(default=now)
    due_on = models.DateField()
    reference = models.CharField(max_length=60, blank=True)
    registered_on = models.DateField(_("date in the register"), null=True, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Put on the list by mistake.
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dropped_reason = models.CharField(max_length=300, blank=True)
    # When those who lead were told that it is a working day late: once.
    told_late_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = HistoricalRecords()
    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.CheckConstraint(
                name="contracts_registration_pair",
                condition=Q(registered_at=None, registered_by=None, registered_on=None, reference="")
                | (
                    Q(registered_at__isnull=False, registered_by__isnull=False, registered_on__isnull=False)
                    & ~Q(reference="")
                ),
            ),
            models.CheckConstraint(
                name="contracts_registration_dropped_pair",
                condition=Q(dropped_at=None, dropped_by=None, dropped_reason="")
                | (
                    Q(dropped_at__isnull=False, dropped_by__isnull=False, registered_at=None)
                    & ~Q(dropped_reason="")
                ),
            ),
            models.CheckConstraint(
                name="contracts_registration_subject",
                condition=Q(
                    what__in=[Registered.SIGNED, Registered.REFUSED, Registered.ENDED],
                    authorisation__isnull=False,
                    incoming=None,
                    message=None,
                )
                | Q(what=Registered.LETTER_IN, authorisation=None, incoming__isnull=False, message=None)
                | Q(what=Registered.LETTER_OUT, authorisation=None, incoming=None, message__isnull=False),
            ),
            models.UniqueConstraint(fields=["authorisation", "what"], name="contracts_registration_document"),
            models.UniqueConstraint(fields=["incoming"], name="contracts_registration_incoming"),
            models.UniqueConstraint(fields=["message"], name="contracts_registration_message"),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="contracts_registration_waits",
                condition=Q(registered_at=None, dropped_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.what}"


class RegistrationExport(models.Model):
    """A package of files and metadata that the registrar took for the document register."""

    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    registrations = models.ManyToManyField(Registration, related_name="exports")
    # What stands in it beside the files (contracts.registration.records), so that it is made again the same.
    facts = models.ForeignKey("records.Blob", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("package for the document register")
        verbose_name_plural = _("packages for the document register")

    def __str__(self) -> str:
        return f"{self.pk} {self.made_at:%Y-%m-%d}"
