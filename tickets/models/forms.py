"""Forms of second-level units. A version is never changed: saving a form writes the next one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from tickets.enums import FieldKind, Fill, Told
from tickets.leaving.completeness import Wanted
from tickets.models.units import Unit, in_language


class FormQuerySet(models.QuerySet["Form"]):
    def newest(self) -> "FormQuerySet":
        """The version of each unit's form that is filled in now."""
        return self.order_by("unit", "-number").distinct("unit")


class Form(models.Model):
    """A version of a unit's form; a ticket names the one it was filled by."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="forms", verbose_name=_("second-level unit"))
    number = models.PositiveIntegerField(_("version"))
    attachments_et = models.TextField(
        _("files wanted in Estonian"), blank=True, help_text=_("One in a line.")
    )
    attachments_en = models.TextField(_("files wanted in English"), blank=True, help_text=_("One in a line."))
    told = models.CharField(_("who is told the answer"), max_length=8, choices=Told, default=Told.ENQUIRER)
    made_at = models.DateTimeField(_("made at"), default=clock.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ["unit", "-number"]
        constraints = [models.UniqueConstraint(name="ticket_form_once", fields=["unit", "number"])]

    def __str__(self) -> str:
        return f"{self.unit} · {self.number}"

    @property
    def attachments(self) -> tuple[str, ...]:
        """Files that are wanted, in the language of the page."""
        lines = in_language(self, "attachments").splitlines()
        return tuple(line.strip() for line in lines if line.strip())


class Question(models.Model):
    """One question of a version of a form."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="questions", verbose_name=_("form"))
    key = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label_et = models.CharField(_("question in Estonian"), max_length=120)
    label_en = models.CharField(_("question in English"), max_length=120)
    kind = models.CharField(_("kind"), max_length=6, choices=FieldKind, default=FieldKind.TEXT)
    required = models.BooleanField(_("required"), default=True)
    choices = models.TextField(_("choices"), blank=True, help_text=_("One in a line."))
    help_et = models.CharField(_("hint in Estonian"), max_length=200, blank=True)
    help_en = models.CharField(_("hint in English"), max_length=200, blank=True)
    fills = models.CharField(
        _("filled by"), max_length=10, choices=Fill, blank=True,
        help_text=_("What the desk knows already is written in; a person reads it through."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("question of the form")
        verbose_name_plural = _("questions of the form")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="ticket_question_once", fields=["form", "key"]),
            models.CheckConstraint(
                name="ticket_question_has_choices", condition=~Q(kind=FieldKind.CHOICE) | ~Q(choices="")
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The question in the language of the page."""
        return in_language(self, "label")

    @property
    def help(self) -> str:
        """The hint in the language of the page."""
        return in_language(self, "help")

    @property
    def options(self) -> tuple[str, ...]:
        """What may be chosen."""
        return tuple(line.strip() for line in self.choices.splitlines() if line.strip())

    def wanted(self) -> Wanted:
        """The field as `completeness` takes it."""
        return Wanted(self.key, self.label, self.kind, self.required, self.options)
