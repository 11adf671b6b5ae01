"""The administrator words the topics."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from desk.enquiries.models import Topic

if TYPE_CHECKING:
    TopicBase = admin.ModelAdmin[Topic]
else:
    TopicBase = SimpleHistoryAdmin


@admin.register(Topic)
class TopicAdmin(TopicBase):
    """Two levels: a topic without a group is a group. Taken out of use, never deleted."""

    list_display = ("name_et", "parent", "code", "position", "active")
    list_filter = ("active", ("parent", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("parent",)
    search_fields = ("name_et", "name_en", "name_ru", "code")
    ordering = ("parent__position", "position", "code")

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """Past enquiries keep their topic."""
        return False
