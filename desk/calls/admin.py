"""The administrator names lines and their wrap-up limit; calls themselves are not shown here."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from desk.calls.models import CallbackSlot, Line

if TYPE_CHECKING:
    LineBase = admin.ModelAdmin[Line]
    SlotBase = admin.ModelAdmin[CallbackSlot]
else:
    LineBase = SlotBase = SimpleHistoryAdmin


@admin.register(CallbackSlot)
class CallbackSlotAdmin(SlotBase):
    """In which half hours callbacks are promised, and how many in each."""

    list_display = ("weekday", "begins", "capacity")
    list_editable = ("capacity",)
    list_filter = ("weekday",)


@admin.register(Line)
class LineAdmin(LineBase):
    """A line is added by the command `telephony_line`, which shows its token once."""

    list_display = ("name", "number", "language", "wrap_up_seconds")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Without the command there would be no token."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Line | None = None) -> bool:
        """Its calls keep their line."""
        return False
