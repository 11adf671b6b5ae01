"""By which personal code a member of staff comes in, and which tokens were used up."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock, sealed

# What `desk.sealed.digest` is asked for.
CODE = "login.code"
TOKEN = "login.token"  # noqa: S105  (the name of a purpose)


class IdentityQuerySet(models.QuerySet["Identity"]):
    def with_code(self, code: str) -> Self:
        """Those who come in by this personal code, whichever of our keys was the first of then."""
        return self.filter(code_digest__in=sealed.digests(CODE, code))


class Identity(models.Model):
    """The personal code by which one person is recognised at the login services.

    Entered by an administrator before the first login; nobody enters himself. The code is sealed and shown to
    nobody; its last digits tell the administrator which it is.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="identity", verbose_name=_("person")
    )
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    code_sealed = models.TextField(editable=False)
    made_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("entered by"),
    )  # fmt: skip

    objects = IdentityQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["code_digest", "code_sealed"])

    class Meta:
        verbose_name = _("personal code for logging in")
        verbose_name_plural = _("personal codes for logging in")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def code(self) -> str:
        """The personal code in clear. Raises desk.sealed.Broken."""
        return sealed.unseal(self.code_sealed)


class SpentTokenQuerySet(models.QuerySet["SpentToken"]):
    def over(self, now: datetime) -> Self:
        """Those that are too old to be believed anyhow."""
        return self.filter(until__lt=now)


class SpentToken(models.Model):
    """A token that was believed once, by the digest of its issuer and number: a second time it is refused."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)

    objects = SpentTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest[:12]
