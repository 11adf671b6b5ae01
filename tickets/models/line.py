"""How the connection to JIRA is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.enums import REASONS


class Contact(models.Model):
    """When JIRA last answered our poll, and since when it does not: one row."""

    polled_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)
    trouble_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("contact with JIRA")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ticket_contact_single_row")]

    def __str__(self) -> str:
        return self.trouble or "ok"

    @property
    def why(self) -> str:
        """The trouble in words; empty when all is well."""
        return str(REASONS.get(self.trouble.partition(":")[0], self.trouble))
