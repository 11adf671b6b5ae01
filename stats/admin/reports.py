"""The administrator plans the reports to units, and makes the keys of the agency's warehouse."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk import workdays
from desk.people.models import User
from stats.actions import warehouse
from stats.enums.reports import WarehouseTable
from stats.models import ReportPlan, WarehouseKey
from stats.models.warehouse import LONGEST

if TYPE_CHECKING:
    PlanBase = admin.ModelAdmin[ReportPlan]
    KeyBase = admin.ModelAdmin[WarehouseKey]
    KeyFormBase = forms.ModelForm[WarehouseKey]
else:
    PlanBase, KeyBase, KeyFormBase = SimpleHistoryAdmin, admin.ModelAdmin, forms.ModelForm


@admin.register(ReportPlan)
class ReportPlanAdmin(PlanBase):
    """Which unit gets which report. What was sent stays, whatever becomes of its plan."""

    list_display = ("unit", "kind", "language", "day", "hour", "attach", "active")
    list_filter = ("kind", "active")
    fields = (
        ("unit", "kind"), "obligations", "recipients", "language", ("day", "hour"), "attach", "since",
        "active",
    )  # fmt: skip
    filter_horizontal = ("obligations", "recipients")

    def has_delete_permission(self, request: HttpRequest, obj: ReportPlan | None = None) -> bool:
        """Its reports name it; it is taken out of use instead."""
        return False


class KeyForm(KeyFormBase):
    """A new key: for whom, for which tables, until when."""

    tables = forms.MultipleChoiceField(
        label=_("Tables"), choices=WarehouseTable.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = WarehouseKey
        fields = ("name", "tables", "expires_on")

    def clean_expires_on(self) -> date:
        """A year at most."""
        day: date = self.cleaned_data["expires_on"]
        today = workdays.today()
        if not today <= day < today + LONGEST:
            raise forms.ValidationError(_("A key opens for a year at most, and not before today."))
        return day


@admin.register(WarehouseKey)
class WarehouseKeyAdmin(KeyBase):
    """Keys are made and revoked, never changed; the secret is shown once, on the page after it is made."""

    form = KeyForm
    list_display = ("name", "tables", "made_on", "made_by", "expires_on", "last_used_at", "revoked_at")
    actions = ["revoke"]

    def get_actions(self, request: HttpRequest) -> Any:
        """Nothing is deleted: who had which key stays known."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def has_change_permission(self, request: HttpRequest, obj: WarehouseKey | None = None) -> bool:
        """The list is shown and keys are revoked; a key itself does not change."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: WarehouseKey | None = None) -> bool:
        """Who had which key stays known."""
        return False

    def save_model(self, request: HttpRequest, obj: WarehouseKey, form: Any, change: bool) -> None:
        """The action makes the key; its secret goes no further than the page that answers."""
        assert isinstance(request.user, User)
        made, secret = warehouse.make_key(
            name=obj.name, tables=obj.tables, expires_on=obj.expires_on, by=request.user
        )
        obj.pk, obj._state.adding = made.pk, False
        request.__dict__["secret"] = secret

    def response_add(
        self, request: HttpRequest, obj: WarehouseKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The secret, this once: kept in no session, cookie or address."""
        context = {
            **self.admin_site.each_context(request), "title": obj.name, "key": obj,
            "secret": request.__dict__["secret"], "opts": self.model._meta,
        }  # fmt: skip
        response = TemplateResponse(request, "stats/warehouse_key.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @admin.action(description=_("Revoke the chosen keys"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[WarehouseKey]) -> None:
        """They open nothing from now on."""
        assert isinstance(request.user, User)
        for key in queryset:
            if warehouse.revoke(key=key, by=request.user):
                messages.success(request, f"{key}: {_('revoked')}")
