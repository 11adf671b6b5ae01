"""Letters of which enquiries go to the document register."""

from typing import TYPE_CHECKING

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from contracts.admin.kinds import Kept
from contracts.models import RegisteredKind

if TYPE_CHECKING:
    RegisteredBase = admin.ModelAdmin[RegisteredKind]
else:
    RegisteredBase = SimpleHistoryAdmin


@admin.register(RegisteredKind)
class RegisteredKindAdmin(Kept, RegisteredBase):
    """Each way is switched on and off by itself; what is on the registrar's list already stays there."""

    list_display = ("enquiry_kind", "incoming", "outgoing", "from_day", "basis")
    fields = ("enquiry_kind", "incoming", "outgoing", "from_day", "basis")
