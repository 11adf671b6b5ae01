"""The administrator says which role represents, in which status and form; each rule with its source."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from registry import rulebook
from registry.models import ClassifierValue, RoleRule, StatusRule
from registry.roles import FORMS

if TYPE_CHECKING:
    RuleBase = admin.ModelAdmin[Any]
    PlainBase = admin.ModelAdmin[ClassifierValue]
    RoleFormBase = forms.ModelForm[RoleRule]
    StatusFormBase = forms.ModelForm[StatusRule]
else:
    RuleBase, PlainBase = SimpleHistoryAdmin, admin.ModelAdmin
    RoleFormBase = StatusFormBase = forms.ModelForm


class _Why(forms.Form):
    """The reason of a change goes into the row's history."""

    why = forms.CharField(
        label=capfirst(gettext_lazy("why")), max_length=100,
        help_text=gettext_lazy("Why the rule is as it is now; kept in its history beside your name."),
    )  # fmt: skip


class StatusForm(_Why, StatusFormBase):
    """A status that is not here is not known, and gives nobody a right."""


class RoleForm(_Why, RoleFormBase):
    """Codes are checked; a rule that gives more right than before must be confirmed."""

    sure = forms.BooleanField(
        label=capfirst(gettext_lazy("more right than before is meant")), required=False,
        help_text=gettext_lazy("Tick when the rule gives a right that it did not give until now."),
    )  # fmt: skip

    def clean_forms(self) -> list[str]:
        """Only legal forms of the register, each once."""
        return self._known("forms", set(FORMS), _("not a legal form of the register: %(codes)s"))

    def clean_statuses(self) -> list[str]:
        """Only statuses that are known, and in which the organisation still is."""
        living = set(StatusRule.objects.filter(deleted=False).values_list("code", flat=True))
        return self._known("statuses", living, _("not a status of a living organisation: %(codes)s"))

    def _known(self, name: str, known: set[str], refusal: str) -> list[str]:
        codes = sorted({code.strip() for code in self.cleaned_data[name]})
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(refusal, params={"codes": ", ".join(unknown)})
        return codes

    def clean(self) -> dict[str, Any] | None:
        """A role without statuses could never represent; more right than before wants a tick."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors or not cleaned["represents"]:
            return cleaned
        if not cleaned["statuses"]:
            self.add_error("statuses", _("Say in which statuses the role represents."))
        elif not (cleaned["natural"] or cleaned["legal"]):
            self.add_error("natural", _("Somebody must be able to hold the role."))
        elif self._wider(cleaned) and not cleaned["sure"]:
            self.add_error("sure", _("The rule gives a right that it did not give until now: tick this."))
        return cleaned

    def _wider(self, cleaned: dict[str, Any]) -> bool:
        was = RoleRule.objects.filter(pk=self.instance.pk, represents=True).first()
        if was is None:
            return True
        more_forms = bool(was.forms) and not (cleaned["forms"] and set(cleaned["forms"]) <= set(was.forms))
        more_holders = any(cleaned[name] and not getattr(was, name) for name in ("natural", "legal"))
        freed = was.procurator and not cleaned["procurator"]
        return more_forms or more_holders or freed or not set(cleaned["statuses"]) <= set(was.statuses)


class RuleAdmin(RuleBase):
    """Every change with its reason; a rule is switched off, never deleted (the seed would bring it back)."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """A code is what the register says; another code is another row."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With the reason; whoever saves is told by what the next checks are judged."""
        obj._change_reason = form.cleaned_data["why"]
        super().save_model(request, obj, form, change)
        version = rulebook.current().version
        self.message_user(
            request, _("Checks from now on are judged by rules %(version)s.") % {"version": version}
        )


@admin.register(StatusRule)
class StatusRuleAdmin(RuleAdmin):
    """Statuses of organisations, as the register writes them."""

    form = StatusForm
    fields = ("code", "name", "deleted", "source", "why")
    list_display = ("code", "name", "deleted", "source")


@admin.register(RoleRule)
class RoleRuleAdmin(RuleAdmin):
    """Roles on the card. Every role that is off or missing gives nobody a right."""

    form = RoleForm
    fields = (
        "code", "name", "represents", "forms", "statuses", "natural", "legal", "procurator", "own", "source",
        "sure", "why",
    )  # fmt: skip
    list_display = ("code", "name", "represents", "in_forms", "in_statuses", "legal", "procurator", "source")
    list_filter = ("represents", "legal", "procurator")
    search_fields = ("code", "name", "source")

    @admin.display(description=gettext_lazy("legal forms"))
    def in_forms(self, rule: RoleRule) -> str:
        return ", ".join(rule.forms) or (_("any") if rule.represents else "")

    @admin.display(description=gettext_lazy("statuses"))
    def in_statuses(self, rule: RoleRule) -> str:
        return ", ".join(rule.statuses)

    def save_model(self, request: HttpRequest, obj: RoleRule, form: Any, change: bool) -> None:
        """A role that begins to represent is said aloud."""
        super().save_model(request, obj, form, change)
        if form.cleaned_data["sure"] and obj.represents:
            text = _("From now on %(role)s gives a right of representation.") % {"role": obj}
            messages.warning(request, text)


@admin.register(ClassifierValue)
class ClassifierValueAdmin(PlainBase):
    """What the register's own lists say, fetched every week: to look up, never a rule by itself."""

    list_display = ("list_code", "code", "name_et", "name_en", "valid_until", "first_seen", "last_seen")
    list_filter = ("list_code",)
    search_fields = ("code", "name_et", "name_en")
    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True
