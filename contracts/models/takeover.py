"""What was in force before the desk came, taken over from a table."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.models.drafts import Authorisation
from desk.clock import now


class Takeover(models.Model):
    """One file that was taken over, and what came of its rows."""

    file_name = models.CharField(max_length=200)
    file = models.ForeignKey("records.Blob", models.PROTECT, related_name="+")
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
