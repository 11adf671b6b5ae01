"""Known faults: one cause behind many enquiries, what is read out, and who was told when it was over."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.enquiries.models.enquiry import Enquiry
from desk.enquiries.models.promise import Promise
from desk.enquiries.models.topic import Topic, Trilingual
from desk.mail.models import Message


class FaultQuerySet(models.QuerySet["Fault"]):
    """Faults, by what the desk asks of them."""

    def lasting(self) -> Self:
        """Those that are not over."""
        return self.filter(ended_at=None)


class Fault(Trilingual):
    """One cause behind many enquiries; the texts are read out to callers and written to clients."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="faults", verbose_name=_("topic"))
    text_et = models.TextField(_("to read out in Estonian"), max_length=600)
    text_en = models.TextField(_("to read out in English"), max_length=600)
    text_ru = models.TextField(_("to read out in Russian"), max_length=600)
    began_at = models.DateTimeField(_("since when"), default=clock.now)
    promised_at = models.DateTimeField(_("promised to be over"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), default=clock.now, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("opened by"),
    )
    ended_at = models.DateTimeField(_("over"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("declared over by"),
    )  # fmt: skip
    over_et = models.TextField(_("told afterwards in Estonian"), max_length=600, blank=True)
    over_en = models.TextField(_("told afterwards in English"), max_length=600, blank=True)
    over_ru = models.TextField(_("told afterwards in Russian"), max_length=600, blank=True)

    objects = FaultQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("known fault")
        verbose_name_plural = _("known faults")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="fault_ended_pair",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__gte=F("began_at"), ended_by__isnull=False),
            ),
        ]

    def get_absolute_url(self) -> str:
        """The fault's page."""
        return reverse("enquiries:fault", args=[self.pk])

    def text(self, language: str = "") -> str:
        """What is read out, in this language or that of the page."""
        code = language or (get_language() or "et")[:2]
        return str(getattr(self, f"text_{code}", "") or self.text_et)


class FaultTie(models.Model):
    """An enquiry whose cause is a known fault, and how its client was told that it is over."""

    fault = models.ForeignKey(Fault, models.PROTECT, related_name="ties")
    enquiry = models.OneToOneField(Enquiry, models.PROTECT, related_name="fault_tie")
    tied_at = models.DateTimeField(_("tied"), default=clock.now)
    tied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    promise = models.OneToOneField(Promise, models.PROTECT, null=True, related_name="fault_tie")
    # The letter of the one act; without an e-mail the promise stays for a call.
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")
    proof = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("enquiry of a known fault")
        verbose_name_plural = _("enquiries of known faults")
        ordering = ["tied_at", "pk"]

    def __str__(self) -> str:
        return f"{self.fault_id}: {self.enquiry_id}"
