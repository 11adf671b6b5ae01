"""The administrator keeps what clients declare, and when; orders and their rows are not shown."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from desk.orders.models import Obligation

if TYPE_CHECKING:
    ObligationBase = admin.ModelAdmin[Obligation]
else:
    ObligationBase = SimpleHistoryAdmin


@admin.register(Obligation)
class ObligationAdmin(ObligationBase):
    """The night makes its periods, and counts anew those that are not due yet."""

    list_display = ("name_et", "frequency", "month", "day", "peak_before", "peak_after", "active")
    list_filter = ("frequency", "active")
    fields = (
        "code", "name_et", "name_en", "name_ru", "frequency", ("month", "day"),
        ("peak_before", "peak_after"), "basis", "active",
    )  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Obligation | None = None) -> bool:
        """Its periods stay in the calendar of past years; it is taken out of use instead."""
        return False
