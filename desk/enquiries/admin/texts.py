"""The administrator words the ready pieces of letters, in three languages at once."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from desk.enquiries.models import TextModule

if TYPE_CHECKING:
    ModuleBase = admin.ModelAdmin[TextModule]
else:
    ModuleBase = SimpleHistoryAdmin


@admin.register(TextModule)
class TextModuleAdmin(ModuleBase):
    """{number}, {name} and {signature} are filled in. Taken out of use, never deleted."""

    list_display = ("name_et", "code", "topic", "position", "active")
    list_filter = ("active", ("topic", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("topic",)
    search_fields = ("name_et", "name_en", "name_ru", "code", "text_et", "text_en", "text_ru")

    def has_delete_permission(self, request: HttpRequest, obj: TextModule | None = None) -> bool:
        """It may come back into use, and its story stays."""
        return False
