"""Who the caller proved to be, what may therefore be told, and whom a specialist asked for help."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.calls.enums import Disclosure, HelpKind, IdentityItem, IdentityResult
from desk.calls.models.call import Call
from desk.clients.models import Client, Person


class IdentityCheck(models.Model):
    """One check of a caller: which items matched what the desk knows, never their values; append-only."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="identity_checks")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="+")
    matched = ArrayField(models.CharField(max_length=16, choices=IdentityItem), default=list)
    failed = ArrayField(models.CharField(max_length=16, choices=IdentityItem), default=list)
    result = models.CharField(max_length=9, choices=IdentityResult)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.result}"


class DisclosureDecision(models.Model):
    """What may be told to this caller about this client in this call, and on which grounds; append-only.

    `grounds` are codes of `desk.calls.disclosure`, with numbers of our own documents where one counts.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="disclosures")
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=7, choices=Disclosure)
    grounds = models.JSONField(default=list)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.level}"


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def open(self) -> Self:
        """Those that nobody has taken yet."""
        return self.filter(ended_at=None)

    def asked_since(self, moment: datetime) -> Self:
        """Those that still ring for help: asked after this moment."""
        return self.open().filter(asked_at__gt=moment)

    def for_user(self, user_id: int, *, senior: bool) -> Self:
        """Those that this person may take: asked of them, or of any senior; never one's own."""
        theirs = Q(asked_of_id=user_id) | (Q(asked_of=None) if senior else Q(pk__in=[]))
        return self.filter(theirs).exclude(asked_by_id=user_id)

    def shown(self) -> Self:
        """With whom and what a card names, in one query."""
        return self.select_related("asked_by", "asked_of", "taken_by", "call__client", "call__person")


class HelpRequest(models.Model):
    """A raised hand (advice for the person on the phone) or a transfer of the call, with its context."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="help_requests")
    kind = models.CharField(max_length=8, choices=HelpKind)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # None: any senior who is present.
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("what is needed"), max_length=500, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="helprequest_one_open_a_call", fields=["call"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="helprequest_ends_later", condition=Q(ended_at=None) | Q(ended_at__gte=F("asked_at"))
            ),
            models.CheckConstraint(
                name="helprequest_taken_is_ended", condition=Q(taken_by=None) | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"
