"""What letters and enquiries are made with: text modules, and the guides that were used."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.enquiries.models.enquiry import Enquiry
from desk.enquiries.models.topic import Topic, Trilingual
from desk.guides.models import GuideVersion


class TextModuleQuerySet(models.QuerySet["TextModule"]):
    """Text modules, by what the desk asks of them."""

    def selectable(self) -> Self:
        """Those in use, in the administrator's order."""
        return self.filter(active=True).order_by("position", "code")

    def offered_with(self, topic: Topic) -> Self:
        """Those for every topic, for this one and for its group; its own first."""
        own = Case(When(topic=None, then=1), default=0)
        fits = Q(topic=None) | Q(topic=topic) | Q(topic=topic.parent_id or topic.pk)
        return self.selectable().filter(fits).order_by(own, "position", "code")


class TextModule(Trilingual):
    """A ready piece of a letter in three languages, for one topic or for all."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="text_modules", verbose_name=_("topic"),
        help_text=_("Empty: offered with every topic."),
    )  # fmt: skip
    text_et = models.TextField(_("text in Estonian"))
    text_en = models.TextField(_("text in English"))
    text_ru = models.TextField(_("text in Russian"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = TextModuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text module")
        verbose_name_plural = _("text modules")
        ordering = ["position", "code"]

    def text(self, language: str) -> str:
        """The text in this language."""
        return str(getattr(self, f"text_{language}"))


class UsedGuide(models.Model):
    """A guide that was followed for an enquiry, in the version that stood then, and how far it went."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="used_guides")
    version = models.ForeignKey(GuideVersion, models.PROTECT, related_name="uses")
    steps = models.JSONField(_("steps done"), default=list)
    used_at = models.DateTimeField(_("used"), default=clock.now)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("used guide")
        verbose_name_plural = _("used guides")
        ordering = ["used_at", "pk"]
        constraints = [models.UniqueConstraint(name="usedguide_once", fields=["enquiry", "version"])]

    def __str__(self) -> str:
        return f"{self.enquiry_id}: {self.version_id}"
