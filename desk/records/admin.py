"""The administrator says how long what lies in each store is kept; a shorter term waits for a second one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk.people.models import User
from desk.records import retention, rules
from desk.records.models import RetentionRule

if TYPE_CHECKING:
    RuleBase = admin.ModelAdmin[RetentionRule]
    RuleFormBase = forms.ModelForm[RetentionRule]
else:
    RuleBase, RuleFormBase = SimpleHistoryAdmin, forms.ModelForm


class RetentionRuleForm(RuleFormBase):
    """At least a day: what is destroyed at once was never kept."""

    days = forms.IntegerField(
        label=_("days"),
        min_value=1,
        max_value=36_500,
        help_text=_("A shorter term takes effect when a second person agrees: it destroys more."),
    )

    class Meta:
        model = RetentionRule
        fields = ("days", "basis")


@admin.register(RetentionRule)
class RetentionRuleAdmin(RuleBase):
    """Which stores there are is the desk's own matter; how long and why is the administrator's."""

    form = RetentionRuleForm
    list_display = ("name", "days", "basis")

    @admin.display(description=_("what is kept"))
    def name(self, rule: RetentionRule) -> str:
        return retention.label_of(rule.store)

    def save_model(self, request: HttpRequest, obj: RetentionRule, form: Any, change: bool) -> None:
        """The action decides what stands at once and what waits."""
        assert isinstance(request.user, User)
        if rules.change_rule(rule=obj, days=obj.days, basis=obj.basis, by=request.user) is not None:
            text = gettext("The shorter term waits for a second person; until then the longer one stands.")
            messages.warning(request, text)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A store without a room holds nothing."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RetentionRule | None = None) -> bool:
        """Without its rule nobody could say how long it is kept."""
        return False
