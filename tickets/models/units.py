"""Second-level units, and what their forms ask."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tickets.completeness import Wanted
from tickets.enums import FieldKind


def _in_language(row: models.Model, name: str) -> str:
    english = (get_language() or "et").startswith("en")
    text = getattr(row, f"{name}_en") if english else ""
    return str(text or getattr(row, f"{name}_et"))


class UnitQuerySet(models.QuerySet["Unit"]):
    def selectable(self) -> Self:
        """Units to which a new ticket may go, in the administrator's order."""
        return self.filter(active=True).order_by("position", "code")


class Unit(models.Model):
    """A second-level unit: where its tickets go in JIRA and what its form asks."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_et = models.CharField(_("name in Estonian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)
    jira_project = models.CharField(_("JIRA project"), max_length=20, help_text=_("Key of the project."))
    jira_issue_type = models.CharField(
        _("JIRA issue type"), max_length=60, help_text=_("Number of the type, or its name.")
    )
    closing_status = models.CharField(
        _("closing status in JIRA"), max_length=60, blank=True,
        help_text=_("Name or number; without it any status of the category “done” will do."),
    )  # fmt: skip
    answer_mark = models.CharField(
        _("mark of an answer"), max_length=30, blank=True, default="#vastus",
        help_text=_("A comment that begins with it is the answer, also before the issue is done."),
    )  # fmt: skip
    tell_within_days = models.PositiveSmallIntegerField(_("working days to tell the client"), default=1)

    objects = UnitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("second-level unit")
        verbose_name_plural = _("second-level units")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return _in_language(self, "name")


class UnitField(models.Model):
    """One question of a unit's form."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="fields", verbose_name=_("second-level unit"))
    key = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label_et = models.CharField(_("question in Estonian"), max_length=120)
    label_en = models.CharField(_("question in English"), max_length=120)
    kind = models.CharField(_("kind"), max_length=6, choices=FieldKind, default=FieldKind.TEXT)
    required = models.BooleanField(_("required"), default=True)
    choices = models.TextField(_("choices"), blank=True, help_text=_("One in a line."))
    help_et = models.CharField(_("hint in Estonian"), max_length=200, blank=True)
    help_en = models.CharField(_("hint in English"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question of the form")
        verbose_name_plural = _("questions of the form")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="ticket_field_once", fields=["unit", "key"]),
            models.CheckConstraint(
                name="ticket_field_has_choices", condition=~Q(kind=FieldKind.CHOICE) | ~Q(choices="")
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The question in the language of the page."""
        return _in_language(self, "label")

    @property
    def help(self) -> str:
        """The hint in the language of the page."""
        return _in_language(self, "help")

    @property
    def options(self) -> tuple[str, ...]:
        """What may be chosen."""
        return tuple(line.strip() for line in self.choices.splitlines() if line.strip())

    def wanted(self) -> Wanted:
        """The field as `completeness` takes it."""
        return Wanted(self.key, self.label, self.kind, self.required, self.options)
