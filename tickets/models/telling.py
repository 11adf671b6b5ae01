"""What is written to a client, kept while it is written and after it was sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.clients.models import ContactPoint
from tickets.models.tickets import Escalation


class Wording(models.Model):
    """One writer's answer to the client of one ticket; what is typed is never lost.

    Sent it stays: the letter may come back, and the next client of the issue may be told the same.
    """

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="wordings")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("answer to the client"), blank=True, max_length=20_000)
    # Counts the savings, so that a late one is noticed.
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("answer being written")
        verbose_name_plural = _("answers being written")
        ordering = ["saved_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="ticket_wording_one_a_writer", fields=["escalation", "writer"]),
            models.CheckConstraint(
                name="ticket_wording_sent_says_something", condition=Q(sent_at=None) | ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id}: {self.writer_id}"
