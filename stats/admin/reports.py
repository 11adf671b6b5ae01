"""The administrator plans the reports to units."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from stats.models import ReportPlan

if TYPE_CHECKING:
    PlanBase = admin.ModelAdmin[ReportPlan]
else:
    PlanBase = SimpleHistoryAdmin


@admin.register(ReportPlan)
class ReportPlanAdmin(PlanBase):
    """Which unit gets which report. What was sent stays, whatever becomes of its plan."""

    list_display = ("unit", "kind", "language", "day", "hour", "attach", "active")
    list_filter = ("kind", "active")
    fields = (
        ("unit", "kind"), "obligations", "recipients", "language", ("day", "hour"), "attach", "since",
        "active",
    )  # fmt: skip
    filter_horizontal = ("obligations", "recipients")

    def has_delete_permission(self, request: HttpRequest, obj: ReportPlan | None = None) -> bool:
        """Its reports name it; it is taken out of use instead."""
        return False
