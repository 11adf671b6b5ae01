"""Offers: the claim on a person's next call."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from desk.calls.enums import OfferState
from desk.calls.models.call import Call
from desk.people.models import Presence


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers, by what the desk asks of them."""

    def open(self) -> Self:
        """Those that ring now."""
        return self.filter(state=OfferState.OPEN)

    def stale(self, moment: datetime) -> Self:
        """Those that have rung since before this moment."""
        return self.open().filter(made_at__lt=moment, by_exchange=False)

    def claims(self) -> Self:
        """Those that the desk made; what an exchange rings by its own order is no turn."""
        return self.filter(by_exchange=False)

    def turns(self) -> Self:
        """Those that used up the person's place in the queue; who was rung in vain keeps it."""
        return self.claims().exclude(state=OfferState.WITHDRAWN)

    def since(self, moment: datetime) -> Self:
        """Those made since then."""
        return self.filter(made_at__gte=moment)

    def counted_by_person(self) -> dict[int, dict[str, int]]:
        """How many of these each person had, by what became of them; one query."""
        rows = self.order_by().values_list("user_id", "state").annotate(Count("pk"))
        counts: dict[int, dict[str, int]] = {}
        for user_id, state, number in rows:
            counts.setdefault(user_id, {})[state] = number
        return counts

    def newest_first(self) -> Self:
        """The last one on top."""
        return self.order_by("-pk")

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("call__line", "user")


class Offer(models.Model):
    """A claim: this person's next call is this one. The index keeps it to one a person and one a call.

    Where the exchange rotates it is no claim but what the exchange told, and several may ring for one call.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="offers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="offers")
    state = models.CharField(max_length=9, choices=OfferState, default=OfferState.OPEN)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # The place in the queue that the person had, and the presence that goes on with it when the offer is
    # withdrawn: who did not refuse does not lose the place.
    idle_since = models.DateTimeField()
    by_exchange = models.BooleanField(default=False)
    # Why this person, in the words of the rotation's reasons: codes and numbers, for "why was I next?".
    reasons = models.JSONField(default=list, blank=True)
    back = models.OneToOneField(Presence, models.SET_NULL, null=True, blank=True, related_name="kept_place")

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a call")
        verbose_name_plural = _("offers of calls")
        indexes = [models.Index(name="offer_newest", fields=["-made_at"])]
        constraints = [
            models.UniqueConstraint(
                name="offer_one_a_person", fields=["user"], condition=Q(state=OfferState.OPEN)
            ),
            models.UniqueConstraint(
                name="offer_one_a_call",
                fields=["call"],
                condition=Q(state=OfferState.OPEN, by_exchange=False),
            ),
            models.CheckConstraint(
                name="offer_ends_when_not_open",
                condition=Q(state=OfferState.OPEN, ended_at=None)
                | (~Q(state=OfferState.OPEN) & Q(ended_at__gte=F("made_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.user_id}"
