"""The agency's units: whose matter a topic is, and who reads its figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.people.models.user import Bilingual, User


class Unit(Bilingual):
    """A unit of the agency; its head is told what clients asked about its matters."""

    head = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="heads", verbose_name=_("head")
    )

    history = HistoricalRecords()

    class Meta(Bilingual.Meta):
        verbose_name = _("unit of the agency")
        verbose_name_plural = _("units of the agency")
