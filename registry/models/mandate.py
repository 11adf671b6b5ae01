"""Questions to the state's system of mandates (Pääsuke): only shown, never a right by themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.clients.models import Client, Person
from desk.outbox import Job


class MandateQuestion(Job):
    """Which roles one person holds for one client there; `roles` are codes such as BR_REPRIGHT:SOLEREP."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    roles = models.JSONField(_("roles"), default=list)
    message_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("question about mandates")
        verbose_name_plural = _("questions about mandates")
        indexes = [models.Index(fields=["client", "person", "-asked_at"], name="registry_mandate_newest")]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
