"""How the connection to JIRA is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.enums import LineKind, LineState, in_words


class Contact(models.Model):
    """When JIRA last answered our poll, and since when it does not: one row."""

    polled_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)
    trouble_since = models.DateTimeField(null=True)
    # How many seconds JIRA's clock is ahead of ours, as measured last.
    skew_s = models.FloatField(null=True)
    # Since when every issue is to be compared with JIRA, and when that was last done to the end.
    compare_from = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("contact with JIRA")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ticket_contact_single_row")]

    def __str__(self) -> str:
        return self.trouble or "ok"

    @property
    def why(self) -> str:
        """The trouble in words; empty when all is well."""
        return in_words(self.trouble)


class Line(models.Model):
    """What may keep us from JIRA: open, resting after failures, or stopped until a person looks.

    Changed by conditional UPDATEs only, as registry.Line is, so that all hosts share it without a lock.
    """

    kind = models.CharField(max_length=11, choices=LineKind, unique=True)
    state = models.CharField(_("state"), max_length=7, choices=LineState, default=LineState.OPEN)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    trouble = models.CharField(_("reason"), max_length=60, blank=True)
    # Who let a stopped line be used again, last.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("line to JIRA")
        verbose_name_plural = _("lines to JIRA")
        constraints = [
            models.CheckConstraint(
                name="ticket_line_rests_pair",
                condition=Q(state=LineState.RESTING, rests_until__isnull=False)
                | (~Q(state=LineState.RESTING) & Q(rests_until=None)),
            ),
            models.CheckConstraint(
                name="ticket_line_opened_pair",
                condition=Q(opened_by=None, opened_at=None)
                | Q(opened_by__isnull=False, opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def why(self) -> str:
        """What went wrong last, in words; empty while nothing is wrong."""
        return in_words(self.trouble)
