"""The administrator sets up second-level units and words the questions of their forms."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from tickets.models import Unit, UnitField

if TYPE_CHECKING:
    QuestionBase = admin.StackedInline[UnitField, Unit]
    UnitBase = admin.ModelAdmin[Unit]
else:
    QuestionBase, UnitBase = admin.StackedInline, SimpleHistoryAdmin


class QuestionInline(QuestionBase):
    model = UnitField
    extra = 0
    fields = (
        ("position", "key"),
        ("label_et", "label_en"),
        ("kind", "required"),
        "choices",
        ("help_et", "help_en"),
    )


@admin.register(Unit)
class UnitAdmin(UnitBase):
    """A second-level unit with the questions of its form. Taken out of use, never deleted."""

    list_display = ("name_et", "code", "jira_project", "jira_issue_type", "active", "position")
    list_filter = ("active",)
    inlines = (QuestionInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        """Past tickets keep their unit."""
        return False
