"""The way to the register: how much it was used today, and whether it may be used now."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.enums import TROUBLES, Channel, LineState


class DailyUse(models.Model):
    """Requests sent over one channel on one day of Tallinn; the contract allows so many."""

    day = models.DateField(_("day"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    requests = models.PositiveIntegerField(_("requests"), default=0)

    class Meta:
        verbose_name = _("use of the register")
        verbose_name_plural = _("use of the register")
        constraints = [models.UniqueConstraint(fields=["day", "channel"], name="registry_daily_use_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.requests}"


class Line(models.Model):
    """One channel: open, resting after many failures in a row, or stopped until a person looks."""

    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=LineState.choices, default=LineState.OPEN)
    since = models.DateTimeField(_("since"))
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    # Written once a minute at most: a question that is answered should not cost a write.
    succeeded_at = models.DateTimeField(_("last success"), null=True, blank=True)
    # Who let a stopped line be used again, last.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("line to the register")
        verbose_name_plural = _("lines to the register")
        constraints = [
            models.CheckConstraint(
                name="registry_line_rests_pair",
                condition=Q(state=LineState.RESTING, rests_until__isnull=False)
                | (~Q(state=LineState.RESTING) & Q(rests_until=None)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"

    @property
    def why(self) -> str:
        """What went wrong last, in words; empty while nothing is wrong."""
        return str(TROUBLES.get(self.reason, self.reason))
