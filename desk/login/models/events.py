"""Who came in, who was refused, and what was changed about somebody's login; append-only."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.login.enums import EventKind, Way


class LoginEventQuerySet(models.QuerySet["LoginEvent"]):
    """Events, by what people ask of them."""

    def of(self, user_id: int) -> Self:
        """Those about one person's account, newest first."""
        return self.filter(user_id=user_id).order_by("-at", "-pk")

    def newest(self) -> Self:
        """All, newest first."""
        return self.order_by("-at", "-pk")


class LoginEvent(models.Model):
    """One thing that happened to somebody's coming in. Holds no code, no name, no token and no address.

    `user` is None where nobody of ours was recognised. `reason` is a word of `enums.REASONS`. `address` is
    `desk.sealed.digest("address", …)` of the network address, so that the same one is recognised.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="login_events",
        verbose_name=_("person"),
    )  # fmt: skip
    kind = models.CharField(_("what happened"), max_length=20, choices=EventKind)
    way = models.CharField(_("way"), max_length=10, choices=Way, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("at"), default=clock.now)

    objects = LoginEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("login event")
        verbose_name_plural = _("login events")
        indexes = [
            models.Index(fields=["-at", "-id"], name="login_event_newest"),
            models.Index(fields=["user", "-at", "-id"], name="login_event_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.way}".strip()
