"""What the second level's statuses, resolutions, labels and marks mean to us: the administrator's mapping."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tickets.enums import Means, SaidBy
from tickets.following.meaning import Rule
from tickets.models.units import Unit


class StatusRuleQuerySet(models.QuerySet["StatusRule"]):
    def for_issues(self, unit: Unit, project: str) -> "StatusRuleQuerySet":
        """Rules in use for issues of this unit in this project: the unit's own, the project's, the common."""
        own, theirs, common = Q(unit=unit), Q(project=project) & ~Q(project=""), Q(unit=None, project="")
        nearness = Case(When(own, then=Value(0)), When(common, then=Value(2)), default=Value(1))
        found = self.filter(own | theirs | common, active=True)
        return found.order_by(nearness, F("position"), F("pk"))

    def rules_of(self, unit: Unit, project: str) -> list[Rule]:
        """The same as `meaning` takes them."""
        return [Rule(row.by, row.value, row.means) for row in self.for_issues(unit, project)]


class StatusRule(models.Model):
    """One line of the mapping: for a unit, for a project, or with neither for all."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="rules", verbose_name=_("unit"),
        help_text=_("Without a unit and a project it holds for all."),
    )  # fmt: skip
    project = models.CharField(_("JIRA project"), max_length=20, blank=True)
    by = models.CharField(_("by"), max_length=10, choices=SaidBy)
    value = models.CharField(_("value"), max_length=60)
    means = models.CharField(_("means"), max_length=10, choices=Means)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The first rule that fits decides.")
    )
    active = models.BooleanField(_("in use"), default=True)

    objects = StatusRuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule of statuses")
        verbose_name_plural = _("rules of statuses")
        ordering = ["unit", "project", "position", "pk"]
        constraints = [
            models.CheckConstraint(name="ticket_rule_one_place", condition=Q(unit=None) | Q(project="")),
            models.CheckConstraint(name="ticket_rule_of_something", condition=~Q(value="")),
            models.UniqueConstraint(
                "unit", "project", "by", "value", name="ticket_rule_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_by_display()} {self.value}: {self.get_means_display()}"
