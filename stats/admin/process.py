"""The administrator sets the goals that colour figures."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from stats.figures import FIGURES
from stats.models import Goal

if TYPE_CHECKING:
    GoalBase = admin.ModelAdmin[Goal]
else:
    GoalBase = SimpleHistoryAdmin


def _with_a_good_side() -> list[tuple[str, Any]]:
    """Of the figures those of which one side is the better one."""
    return [(code, figure.label) for code, figure in FIGURES.items() if figure.good]


class GoalForm(forms.ModelForm[Goal]):
    """The figure is chosen from those that are counted."""

    figure = forms.ChoiceField(label=_("Figure"), choices=_with_a_good_side)

    class Meta:
        model = Goal
        fields = ("figure", "value", "from_day")
        help_texts = {
            "value": _("In the figure's own unit: percent, seconds, or a number."),
            "from_day": _("The newest goal that has begun is in force."),
        }


@admin.register(Goal)
class GoalAdmin(GoalBase):
    """A new goal is a new row from its day on, so that the past keeps the colour of its own goal."""

    form = GoalForm
    list_display = ("figure_name", "value", "from_day")
    ordering = ("figure", "-from_day")

    @admin.display(description=_("figure"))
    def figure_name(self, goal: Goal) -> str:
        """As people call it."""
        figure = FIGURES.get(goal.figure)
        return str(figure.label) if figure else goal.figure

    def has_delete_permission(self, request: HttpRequest, obj: Goal | None = None) -> bool:
        """A goal that was in force stays to be seen."""
        return False
