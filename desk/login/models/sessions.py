"""Who is logged in where: one row for each time that somebody came in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.login.enums import Way


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, by what the desk asks of them."""

    def open(self) -> Self:
        """Those that nobody has ended."""
        return self.filter(ended_at=None)

    def of(self, user_id: int) -> Self:
        """Those of one person, newest first."""
        return self.filter(user_id=user_id).order_by("-began_at", "-pk")

    def awake(self) -> Self:
        """Open ones before which somebody sits."""
        return self.open().filter(locked_at=None)

    def idle_since(self, moment: datetime) -> Self:
        """Awake ones in which nobody has done anything since then."""
        return self.awake().filter(active_at__lte=moment)

    def left_behind(self, moment: datetime) -> Self:
        """Open ones that were locked before then, and to which nobody has come back."""
        return self.open().filter(locked_at__lt=moment)

    def came_in_after(self, moment: datetime) -> Self:
        """Those begun since then, ended or not."""
        return self.filter(began_at__gte=moment)


class Session(models.Model):
    """One login. Its key stands in the data of the browser's session, which lie in our database.

    `address` and `device` are digests (desk.sealed) of the network address and of the browser's long-lived
    cookie, by which a place is recognised from which the person has come before; `place` is the address as
    far as a list may show it. `tokens` is sealed, for the login service that gave them; `renew_at` is when
    they are due. `active_at` is when the person last did something; it may be a minute old.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="logins", verbose_name=_("person")
    )
    way = models.CharField(_("way"), max_length=10, choices=Way)
    sid = models.CharField(max_length=100, blank=True, db_index=True)
    tokens = models.TextField(blank=True)
    renew_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(_("since"), default=clock.now)
    active_at = models.DateTimeField(_("last active"), default=clock.now)
    locked_at = models.DateTimeField(_("locked"), null=True)
    made_away = models.BooleanField(default=False)  # the lock took the person out of the rotation
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )
    why = models.CharField(_("reason"), max_length=40, blank=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    place = models.CharField(_("network"), max_length=50, blank=True)
    address = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=64, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(fields=["user", "-began_at"], name="login_session_of"),
            models.Index(fields=["active_at"], condition=Q(ended_at=None), name="login_session_open"),
        ]
        constraints = [
            models.CheckConstraint(
                name="login_session_end_says_why",
                condition=Q(ended_at=None, why="", ended_by=None) | (Q(ended_at__isnull=False) & ~Q(why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}"

    def idle(self, now: datetime) -> bool:
        """Whether nobody has done anything here for as long as locks it."""
        return now - self.active_at >= timedelta(seconds=settings.IDLE_LOCK_SECONDS)

    def too_long(self, now: datetime) -> bool:
        """Whether it is over whatever is done in it: who goes on must come in anew."""
        return now - self.began_at >= timedelta(hours=settings.SESSION_HOURS)
