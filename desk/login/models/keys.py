"""Keys by which other programs read: shown once, kept as a hash, each for what it names and until its day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import workdays
from desk.login.enums import Scope

LONGEST = timedelta(days=366)  # how long a key may open anything


def in_a_year() -> date:
    """The last day of a key that is made today."""
    return workdays.today() + timedelta(days=365)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys, by what the desk asks of them."""

    def in_force(self) -> Self:
        """Those that open something today."""
        return self.filter(revoked_at=None, expires_on__gte=workdays.today(), owner__is_active=True)

    def ending(self, day: date) -> Self:
        """Those in force whose last day is that one or an earlier one."""
        return self.in_force().filter(expires_on__lte=day)


class ApiKey(models.Model):
    """One key. It opens what it names, as far as its owner may see it, until its last day.

    `minute` (since 1970) and `asked` count its requests for the limit that all processes share.
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("Which system reads with it."))
    start = models.CharField(_("begins with"), max_length=12, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("opens"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_keys", verbose_name=_("in whose name"),
        help_text=_("The program sees what this person may see, and the access log names this person."),
    )  # fmt: skip
    expires_on = models.DateField(_("last day"), default=in_a_year, help_text=_("At most a year from today."))
    made_on = models.DateField(_("made"), default=workdays.today, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("made by")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    warned_on = models.DateField(null=True, editable=False)
    minute = models.BigIntegerField(default=0, editable=False)
    asked = models.PositiveIntegerField(default=0, editable=False)

    objects = ApiKeyQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["sha256", "last_used_at", "warned_on", "minute", "asked"])

    class Meta:
        verbose_name = _("key of a program")
        verbose_name_plural = _("keys of programs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="login_apikey_a_year",
                condition=Q(expires_on__gte=F("made_on"), expires_on__lte=F("made_on") + LONGEST),
            ),
            models.CheckConstraint(name="login_apikey_opens", condition=~Q(scopes=[])),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def opens(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and self.expires_on >= workdays.today()
