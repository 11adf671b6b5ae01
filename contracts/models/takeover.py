"""What was in force before the desk came, taken over from a table."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.drafts import Authorisation
from desk.clock import now
from desk.outbox import Job


class Takeover(models.Model):
    """One file that was taken over, and what came of its rows."""

    file_name = models.CharField(max_length=200)
    # Destroyed by rule; its digest stays.
    file = models.ForeignKey("records.Blob", models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    # Documents taken now, known from before, and left out because of what is wrong with their rows.
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("takeover")
        verbose_name_plural = _("takeovers")

    def __str__(self) -> str:
        return f"{self.pk} {self.started_at:%Y-%m-%d}"


class TakeoverUpload(Job):
    """A table with its containers that somebody gave in the browser: first looked at by the worker, and
    taken over once he says so, having seen what was found."""

    file_name = models.CharField(max_length=200)
    file = models.ForeignKey("records.Blob", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    # Row numbers, codes of errors and their counts; what stands in the rows is in `errors`.
    found = models.JSONField(default=dict, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    errors = models.ForeignKey("records.Blob", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    takeover = models.ForeignKey(Takeover, models.PROTECT, null=True, blank=True, related_name="uploads")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("table to be taken over")
        verbose_name_plural = _("tables to be taken over")
        constraints = [
            models.CheckConstraint(
                name="contracts_takeoverupload_confirmed_pair",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, looked_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.uploaded_at:%Y-%m-%d}"


class TakeoverFile(models.Model):
    """One of the signed containers that came with a table."""

    upload = models.ForeignKey(TakeoverUpload, models.PROTECT, related_name="containers")
    name = models.CharField(max_length=200)
    blob = models.ForeignKey("records.Blob", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("container to be taken over")
        verbose_name_plural = _("containers to be taken over")
        constraints = [models.UniqueConstraint(fields=["upload", "name"], name="contracts_takeoverfile_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.pk}"


class ExpiryNotice(models.Model):
    """A step of the ladder at which somebody was told that a document runs out; once."""

    authorisation = models.ForeignKey(Authorisation, models.PROTECT, related_name="expiry_notices")
    days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=now)
    # None where no address works, and a person was asked instead.
    message = models.ForeignKey("mail.Message", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["authorisation", "-days"]
        verbose_name = _("reminder of an end")
        verbose_name_plural = _("reminders of ends")
        constraints = [
            models.UniqueConstraint(fields=["authorisation", "days"], name="contracts_expirynotice_once")
        ]

    def __str__(self) -> str:
        return f"{self.authorisation_id} {self.days}"
