"""Letters that are being written, and who looks at which enquiry now."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.enquiries.enums import AfterLetter
from desk.enquiries.models.enquiry import Enquiry
from desk.enquiries.models.promise import Promise
from desk.enquiries.models.topic import OutcomeCode
from desk.mail.models import Incoming
from desk.people.enums import Language
from desk.records.models import Blob

HERE = timedelta(seconds=45)  # three times what a page waits before it says again that it is open


class DraftQuerySet(models.QuerySet["Draft"]):
    """Letters being written, by what the desk asks of them."""

    def leaving(self) -> Self:
        """Sent by their writers and held back for a moment."""
        return self.filter(leaves_at__isnull=False)

    def ripe(self, at: datetime) -> Self:
        """Those whose moment of being held back is over."""
        return self.filter(leaves_at__lte=at)


class Draft(models.Model):
    """A letter to the client while it is written, one for each writer; once it leaves it is a Message."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="drafts")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = models.ForeignKey(Incoming, models.PROTECT, null=True, blank=True, related_name="+")
    to = models.CharField(_("to"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    subject = models.CharField(_("title"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=20000)
    promise = models.ForeignKey(
        Promise, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("promise that it keeps"),
    )  # fmt: skip
    then = models.CharField(_("and then"), max_length=7, choices=AfterLetter, blank=True)
    outcome = models.ForeignKey(
        OutcomeCode, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("outcome")
    )
    # Counts the savings, so that a late one is noticed.
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    leaves_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter being written")
        verbose_name_plural = _("letters being written")
        ordering = ["begun_at"]
        indexes = [
            models.Index(fields=["leaves_at"], name="draft_leaves", condition=Q(leaves_at__isnull=False))
        ]
        constraints = [models.UniqueConstraint(fields=["enquiry", "writer"], name="draft_one_a_writer")]

    def __str__(self) -> str:
        return f"{self.enquiry_id}: {self.writer_id}"


class DraftFile(models.Model):
    """A file that will go with the letter."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    name = models.CharField(_("file name"), max_length=200)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file of a letter being written")
        verbose_name_plural = _("files of letters being written")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class GlanceQuerySet(models.QuerySet["Glance"]):
    """Open pages, by what the desk asks of them."""

    def now(self) -> Self:
        """Those that are open at this moment."""
        return self.filter(at__gte=clock.now() - HERE).select_related("user")


class Glance(models.Model):
    """That a person has the page of an enquiry open; said again by the page while it is."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="glances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = GlanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("open page of an enquiry")
        verbose_name_plural = _("open pages of enquiries")
        constraints = [models.UniqueConstraint(fields=["enquiry", "user"], name="glance_once")]

    def __str__(self) -> str:
        return f"{self.enquiry_id}: {self.user_id}"
