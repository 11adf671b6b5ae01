"""The administrator names lines and their wrap-up limit; calls themselves are not shown here."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from desk.calls.models import Line

if TYPE_CHECKING:
    LineBase = admin.ModelAdmin[Line]
else:
    LineBase = SimpleHistoryAdmin


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
