"""The administrator says how long what lies in each store is kept, and sees what the next night destroys."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk.records import retention
from desk.records.models import RetentionRule

if TYPE_CHECKING:
    RuleBase = admin.ModelAdmin[RetentionRule]
    RuleFormBase = forms.ModelForm[RetentionRule]
else:
    RuleBase, RuleFormBase = SimpleHistoryAdmin, forms.ModelForm


class RetentionRuleForm(RuleFormBase):
    """At least a day: what is destroyed at once was never kept."""

    days = forms.IntegerField(label=_("days"), min_value=1, max_value=36_500)

    class Meta:
        model = RetentionRule
        fields = ("days", "basis")


@admin.register(RetentionRule)
class RetentionRuleAdmin(RuleBase):
    """Which stores there are is the desk's own matter; how long and why is the administrator's."""

    form = RetentionRuleForm
    list_display = ("name", "days", "basis", "due_now")

    @admin.display(description=_("what is kept"))
    def name(self, rule: RetentionRule) -> str:
        store = retention.stores().get(rule.store)
        return str(store.label) if store else rule.store

    @admin.display(description=_("destroyed the next night"))
    def due_now(self, rule: RetentionRule) -> str:
        return str(retention.due(rule.store).count()) if rule.store in retention.stores() else "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A store without a room holds nothing."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RetentionRule | None = None) -> bool:
        """Without its rule nobody could say how long it is kept."""
        return False
