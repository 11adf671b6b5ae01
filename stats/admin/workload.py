"""The administrator sets norms of working time, and which trainings are required of whom."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from desk.people.enums import Role
from stats.models import Norm, Requirement

if TYPE_CHECKING:
    NormBase = admin.ModelAdmin[Norm]
    RequirementBase = admin.ModelAdmin[Requirement]
else:
    NormBase = RequirementBase = SimpleHistoryAdmin


@admin.register(Norm)
class NormAdmin(NormBase):
    """A norm is not changed but followed by another from a later day, so that past estimates stay."""

    list_display = ("kind", "minutes", "from_day", "basis")
    list_filter = ("kind",)
    fields = ("kind", "minutes", "from_day", "basis")

    def has_delete_permission(self, request: HttpRequest, obj: Norm | None = None) -> bool:
        """Estimates of past days rest on it."""
        return False


@admin.register(Requirement)
class RequirementAdmin(RequirementBase):
    """Taken out of use instead of deleted: people have passed it."""

    list_display = ("__str__", "months", "active", "position")
    fields = ("code", "name_et", "name_en", "roles", "months", "position", "active")

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """Roles are ticked, not typed."""
        if db_field.name == "roles":
            return forms.MultipleChoiceField(
                choices=Role.choices, widget=forms.CheckboxSelectMultiple, label=db_field.verbose_name
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Requirement | None = None) -> bool:
        """People have passed it."""
        return False
