"""What was asked of other systems: where, how long it took and what came of it; never what was said."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OutgoingRequestQuerySet(models.QuerySet["OutgoingRequest"]):
    """Requests, by what people ask of them."""

    def newest(self) -> Self:
        """All, newest first."""
        return self.order_by("-pk")

    def to_system(self, code: str) -> Self:
        """Those to one system."""
        return self.filter(system=code)

    def gone_wrong(self) -> Self:
        """Those that got no answer, or one that says no."""
        return self.filter(failed=True)

    def before(self, moment: datetime) -> Self:
        """Those that were asked before then."""
        return self.filter(at__lt=moment)


class OutgoingRequest(models.Model):
    """One request to another system. `operation` is the path without ids and without its query.

    `status` is None where no answer came; `trouble` then says why in one word. `size` counts the bytes of the
    answer. `trace` is the number of our own request or task that asked. `at` is the database's own time.
    """

    system = models.CharField(_("system"), max_length=20)
    operation = models.CharField(_("operation"), max_length=120)
    method = models.CharField(_("method"), max_length=8)
    host = models.CharField(_("host"), max_length=260)
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    trouble = models.CharField(_("trouble"), max_length=30, blank=True)
    failed = models.BooleanField(_("went wrong"), default=False)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    trace = models.CharField(_("request or task"), max_length=64, blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    objects = OutgoingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to another system")
        verbose_name_plural = _("requests to other systems")
        indexes = [
            models.Index(fields=["system", "-id"], name="operations_outgoing_system"),
            models.Index(fields=["-id"], name="operations_outgoing_failed", condition=models.Q(failed=True)),
            models.Index(fields=["at"], name="operations_outgoing_at"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.operation}"
