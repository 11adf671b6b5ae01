"""The administrator words how contacts end."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from desk.enquiries.models import OutcomeCode

if TYPE_CHECKING:
    OutcomeBase = admin.ModelAdmin[OutcomeCode]
else:
    OutcomeBase = SimpleHistoryAdmin


@admin.register(OutcomeCode)
class OutcomeCodeAdmin(OutcomeBase):
    """Flags say what follows from an outcome. Taken out of use, never deleted."""

    list_display = (
        "name_et",
        "code",
        "position",
        "active",
        "solved",
        "promised",
        "needs_callback",
        "escalated",
    )
    list_filter = ("active", "solved", "promised", "needs_callback", "escalated")
    search_fields = ("name_et", "name_en", "name_ru", "code")

    def has_delete_permission(self, request: HttpRequest, obj: OutcomeCode | None = None) -> bool:
        """Past enquiries keep their outcome."""
        return False
