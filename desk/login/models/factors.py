"""The fallback without a login service: password and second factor, switched on for one person at a time."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock, sealed, workdays

# What `desk.sealed.digest` is asked for.
LINK = "login.enrolment"
RECOVERY = "login.recovery"


class PasswordAccessQuerySet(models.QuerySet["PasswordAccess"]):
    """Permissions to use a password, by what the desk asks of them."""

    def in_force(self) -> Self:
        """Those that open the door today."""
        return self.filter(ended_at=None, until__gte=workdays.today(), user__is_active=True)


class PasswordAccess(models.Model):
    """That one person may log in by password and second factor until a day, and why.

    `start_digest` and `start_until` are of the one-time code by which the person sets both; the administrator
    hands it over and sees it once.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_access", verbose_name=_("person")
    )
    until = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)
    given_at = models.DateTimeField(_("switched on"), default=clock.now, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("switched on by"),
    )  # fmt: skip
    ended_at = models.DateTimeField(_("switched off"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("switched off by"),
    )  # fmt: skip
    start_digest = models.CharField(max_length=64, blank=True, editable=False)
    start_until = models.DateTimeField(null=True, editable=False)

    objects = PasswordAccessQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["start_digest", "start_until"])

    class Meta:
        verbose_name = _("login by password")
        verbose_name_plural = _("logins by password")
        constraints = [
            models.CheckConstraint(
                name="login_passwordaccess_ended_at_by",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def opens(self) -> bool:
        """Whether it is in force today."""
        return self.ended_at is None and self.until >= workdays.today()


class SecondFactor(models.Model):
    """The secret of a person's authenticator (RFC 6238), sealed. `last_step` was the last one used."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor", verbose_name=_("person")
    )
    secret_sealed = models.TextField()
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("set up"), default=clock.now)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def secret(self) -> str:
        """The secret in clear, in base 32. Raises desk.sealed.Broken."""
        return sealed.unseal(self.secret_sealed)


class RecoveryCode(models.Model):
    """One of the codes that stand in for the authenticator, once; by digest alone."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "digest"], name="login_recovery_once")]

    def __str__(self) -> str:
        return self.digest[:8]
