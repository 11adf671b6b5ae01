"""The administrator enters the personal code by which a person is recognised; nobody reads it back."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from desk.login.actions import identity as codes
from desk.login.models import Identity
from desk.people.models import User

if TYPE_CHECKING:
    FormBase = forms.ModelForm[Identity]
else:
    FormBase = forms.ModelForm


class IdentityForm(FormBase):
    code = forms.CharField(
        label=_("personal code"), max_length=20, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_(
            "Eleven digits. TARA and GovSSO let this person in by it. It is kept sealed and shown to nobody;"
            " whoever was in by an older code must log in again."
        ),
    )  # fmt: skip

    class Meta:
        model = Identity
        fields = ("user",)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        user, code = found.get("user"), found.get("code", "")
        if self.instance.user_id:
            user = self.instance.user
        if code and (no := codes.why_not(user=user, code=code.strip())):
            self.add_error("code", no)
        return found


@admin.register(Identity)
class IdentityAdmin(admin.ModelAdmin[Identity]):
    """People come in by these; what is deleted lets nobody in any more."""

    form = IdentityForm
    list_display = ("user", "made_at", "made_by")
    list_select_related = ("user", "made_by")
    search_fields = ("user__username", "user__first_name", "user__last_name")
    readonly_fields = ("made_at", "made_by")
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Identity | None = None) -> tuple[str, ...]:
        """Whose code it is does not change: another person has a row of their own."""
        return ("made_at", "made_by", *(("user",) if obj else ()))

    def save_model(self, request: HttpRequest, obj: Identity, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        kept = codes.give_code(
            user=obj.user, code=form.cleaned_data["code"], by=request.user, request=request
        )
        obj.pk = kept.pk

    def delete_model(self, request: HttpRequest, obj: Identity) -> None:
        assert isinstance(request.user, User)
        codes.take_code(user=obj.user, by=request.user, request=request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Identity]) -> None:
        for each in queryset:
            self.delete_model(request, each)
