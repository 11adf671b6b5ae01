"""Questions to the state's system of mandates (Pääsuke): only shown, never a right by themselves."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.clients.models import Client, Person
from desk.outbox import Job, JobState
from registry.enums import MANDATE_TROUBLES


class MandateQuestionQuerySet(models.QuerySet["MandateQuestion"]):
    def waiting(self) -> Self:
        """Questions whose answer is still to come."""
        return self.filter(state__in=[JobState.PENDING, JobState.SENDING])

    def newest_of(self, client_id: int) -> Self:
        """The newest question about each person at one client."""
        same = self.filter(client__in=Client.objects.same_as(client_id))
        return same.order_by("person", "-asked_at", "-pk").distinct("person")


class MandateQuestion(Job):
    """Which roles one person holds for one client there; `roles` are codes such as BR_REPRIGHT:SOLEREP."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    roles = models.JSONField(_("roles"), default=list)
    message_id = models.CharField(max_length=64, blank=True)

    objects = MandateQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about mandates")
        verbose_name_plural = _("questions about mandates")
        indexes = [models.Index(fields=["client", "person", "-asked_at"], name="registry_mandate_newest")]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def waits(self) -> bool:
        """Whether the answer is still to come."""
        return self.state in {JobState.PENDING, JobState.SENDING}

    @property
    def why(self) -> str:
        """What went wrong last, in words; empty when nothing did."""
        return str(MANDATE_TROUBLES.get(self.reason, self.reason))
