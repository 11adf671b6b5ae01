"""Numbers that people pressed: what they meant to do, until the exchange or they themselves say it was."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.calls.models.call import Call
from desk.calls.models.callback import Callback
from desk.clients.models import Client, Person


class DialQuerySet(models.QuerySet["Dial"]):
    """Pressed numbers, by what the desk asks of them."""

    def waiting(self, since: datetime) -> Self:
        """Those since then of which nobody has said that a call came of them, the newest first."""
        return self.filter(call=None, at__gte=since).order_by("-pk")


class Dial(models.Model):
    """Somebody pressed a number to call it; `call` is the conversation that came of it, if one did."""

    number = models.CharField(max_length=40)
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    callback = models.ForeignKey(Callback, models.PROTECT, null=True, blank=True, related_name="dials")
    call = models.OneToOneField(Call, models.PROTECT, null=True, blank=True, related_name="dial")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DialQuerySet.as_manager()

    class Meta:
        verbose_name = _("dialled number")
        verbose_name_plural = _("dialled numbers")
        indexes = [models.Index(name="dial_newest", fields=["number", "-at"])]

    def __str__(self) -> str:
        return f"{self.pk}"
