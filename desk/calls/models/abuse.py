"""Threatening and abusive calls: what is read out, and the facts of what was done; never what was said."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.calls.models.call import Call
from desk.clients.models import Caution
from desk.enquiries.models import Trilingual

WARNING = "abuse-warning"


class SpokenText(Trilingual):
    """What is read out to a caller word by word, as the administrator worded it in three languages."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    text_et = models.TextField(_("to read out in Estonian"), max_length=600)
    text_en = models.TextField(_("to read out in English"), max_length=600)
    text_ru = models.TextField(_("to read out in Russian"), max_length=600)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text to read out")
        verbose_name_plural = _("texts to read out")
        ordering = ["code"]

    def text(self, language: str) -> str:
        """The text in this language."""
        return str(getattr(self, f"text_{language}", "") or self.text_et)


class Abuse(models.Model):
    """The protocol of one threatening or abusive call: who warned, who ended it, and the warning left."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="abuse")
    opened_at = models.DateTimeField(_("opened"), default=clock.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    warned_at = models.DateTimeField(_("warned"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    # None: the number was hidden and nobody knew who called, or such a warning stood already.
    caution = models.ForeignKey(Caution, models.PROTECT, null=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("abusive call")
        verbose_name_plural = _("abusive calls")
        constraints = [
            models.CheckConstraint(
                name="abuse_time_runs_forward",
                condition=(Q(warned_at=None) | Q(warned_at__gte=F("opened_at")))
                & (Q(ended_at=None) | Q(ended_at__gte=F("opened_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}"
