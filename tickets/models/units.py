"""Second-level units."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from tickets.models.forms import Form


def in_language(row: models.Model, name: str) -> str:
    """The text `name` of a row in the language of the page; Estonian where there is no English one."""
    english = (get_language() or "et").startswith("en")
    text = getattr(row, f"{name}_en") if english else ""
    return str(text or getattr(row, f"{name}_et"))


class UnitQuerySet(models.QuerySet["Unit"]):
    def selectable(self) -> Self:
        """Units to which a new ticket may go, in the administrator's order."""
        return self.filter(active=True).order_by("position", "code")


class Unit(models.Model):
    """A second-level unit: where its tickets go in JIRA."""

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
        return in_language(self, "name")

    @property
    def form(self) -> "Form | None":
        """The version of its form that is filled in now; None before the administrator has worded one."""
        return self.forms.order_by("-number").first()
