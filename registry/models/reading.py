"""How a person read what the register says only in words: who must sign."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.clients.models import Client
from registry.enums import Standing


class ReadingQuerySet(models.QuerySet["Reading"]):
    def in_force(self) -> Self:
        """Readings that answers are judged by."""
        return self.filter(state=Standing.IN_FORCE)

    def open(self) -> Self:
        """Readings that are in force, or wait for the second person."""
        return self.filter(state__in=[Standing.PROPOSED, Standing.IN_FORCE])

    def of_card(self, client_id: int, card_hash: str) -> Self:
        """Readings of one card of a client, the newest first; none of what has no card."""
        return self.for_client(client_id).filter(card_hash=card_hash) if card_hash else self.none()

    def for_client(self, client_id: int) -> Self:
        """Readings of one client's card, the newest first."""
        return self.filter(client__in=Client.objects.same_as(client_id)).order_by("-made_at", "-pk")


class Reading(models.Model):
    """Who must sign by the text on one card. It serves every later answer whose card is the very same.

    `groups` are the sets of identities ("EE38001085718"), each of which is enough by itself; empty: by the
    text nobody named on the card may sign.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="readings")
    card_hash = models.CharField(max_length=64)
    check_row = models.ForeignKey("registry.Check", models.PROTECT, related_name="+", db_column="check_id")
    groups = models.JSONField(_("who may sign"), default=list)
    reason = models.TextField(_("how the text is understood"))
    state = models.CharField(_("state"), max_length=10, choices=Standing.choices, default=Standing.PROPOSED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("read at"))
    # None beside an `in_force`: the policy wanted no second person.
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a card")
        verbose_name_plural = _("readings of cards")
        indexes = [models.Index(fields=["client", "card_hash"], name="registry_reading_card")]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "card_hash"], name="registry_reading_one_in_force",
                condition=Q(state=Standing.IN_FORCE),
            ),
            models.CheckConstraint(
                name="registry_reading_second_pair",
                condition=Q(second_by=None, second_at=None)
                | Q(second_by__isnull=False, second_at__isnull=False),
            ),
            models.CheckConstraint(
                name="registry_reading_ended_pair",
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    def get_absolute_url(self) -> str:
        return self.check_row.get_absolute_url()

    @property
    def was_withdrawn(self) -> bool:
        """Whether who read it took it back before anybody had looked at it."""
        return self.state == Standing.DECLINED and self.ended_by_id == self.by_id
