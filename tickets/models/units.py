"""Second-level units."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import UserManager
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.people.enums import Role
from desk.people.models import User, UserRole

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
    closing_resolution = models.CharField(
        _("resolution at closing"), max_length=60, blank=True,
        help_text=_("Name or number; needed where the screen of the workflow asks for one."),
    )  # fmt: skip
    # When somebody is told that it takes too long; all in working time.
    accept_hours = models.PositiveSmallIntegerField(_("working hours until it is accepted"), default=8)
    still_days = models.PositiveSmallIntegerField(_("working days it may stand still"), default=3)
    info_days = models.PositiveSmallIntegerField(_("working days to supply what is missing"), default=1)
    tell_within_days = models.PositiveSmallIntegerField(_("working days to tell the client"), default=1)
    close_hours = models.PositiveSmallIntegerField(_("working hours until JIRA is closed"), default=8)
    link_days = models.PositiveSmallIntegerField(
        _("days the link in JIRA opens a closed ticket"), default=30,
        help_text=_("Read only; later the expert asks the desk."),
    )  # fmt: skip
    experts = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="expert_in", verbose_name=_("experts"),
        help_text=_("Who answers by link; empty: every expert of the second level."),
    )  # fmt: skip

    objects = UnitQuerySet.as_manager()
    # Who may open clients' data by link is access, so its changes are kept too.
    history = HistoricalRecords(m2m_fields=[experts])

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


class ExpertManager(UserManager["Expert"]):
    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet["Expert"]:
        """Those who hold the role, whatever the day."""
        held = UserRole.objects.filter(user=models.OuterRef("pk"), role=Role.LEVEL2)
        return super().get_queryset().filter(models.Exists(held))


class Expert(User):
    """Somebody of the second level, as the administrator sees whose tickets he answers."""

    objects: ClassVar[ExpertManager] = ExpertManager()

    class Meta:
        proxy = True
        verbose_name = _("expert of the second level")
        verbose_name_plural = _("experts of the second level")
