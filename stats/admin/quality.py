"""The administrator words scorecards and sets the rules of sampling."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db.models import TextField
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from desk.people.models import User
from stats.actions.scorecards import Line, revise
from stats.enums.quality import WorkKind
from stats.models import Criterion, CriticalError, SamplingRule, Scorecard

if TYPE_CHECKING:
    CriterionBase = admin.StackedInline[Criterion, Scorecard]
    ErrorBase = admin.StackedInline[CriticalError, Scorecard]
    ScorecardBase = admin.ModelAdmin[Scorecard]
    RuleBase = admin.ModelAdmin[SamplingRule]
else:
    CriterionBase = ErrorBase = admin.StackedInline
    ScorecardBase, RuleBase = admin.ModelAdmin, SimpleHistoryAdmin

_SHORT: Any = {TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 60})}}
_KEY = gettext_lazy("Stays the same when the line is worded anew: reviews know it by that.")


class CriterionInline(CriterionBase):
    model = Criterion
    extra = 0
    min_num = 1
    validate_min = True
    fields = (
        ("position", "key"),
        ("section_et", "section_en"),
        ("name_et", "name_en"),
        ("guidance_et", "guidance_en"),
    )
    formfield_overrides = _SHORT

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "key":
            field.help_text = _KEY
        return field


class ErrorInline(ErrorBase):
    model = CriticalError
    extra = 0
    fields = (("position", "key"), ("name_et", "name_en"), ("guidance_et", "guidance_en"))
    formfield_overrides = _SHORT


@admin.register(Scorecard)
class ScorecardAdmin(ScorecardBase):
    """Versions of the scorecards. Saving any of them writes the next one of its kind of work."""

    list_display = ("work", "number", "made_at", "made_by", "approved_at", "approved_by")
    list_filter = ("work",)
    list_select_related = ("made_by", "approved_by")
    fieldsets = (
        (
            None,
            {
                "fields": ("work",),
                "description": gettext_lazy(
                    "Saving writes the next version. It is used once a second person has approved it;"
                    " reviews keep the version that they were begun with."
                ),
            },
        ),
    )
    inlines = (CriterionInline, ErrorInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Scorecard | None = None) -> tuple[str, ...]:
        return ("work",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Scorecard, form: Any, change: bool) -> None:
        """A version is never changed: the next one is written when its lines are known."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The version with its lines goes through the action."""
        for formset in formsets:
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        criteria, errors = (_lines(formset) for formset in formsets)
        shown, by = cast(Scorecard, form.instance), cast(User, request.user)
        made = revise(work=WorkKind(shown.work), criteria=criteria, errors=errors, by=by)
        shown.pk, shown.number = made.pk, made.number
        if made.approved_at is None:
            words = _("Version %(number)s waits for a second person: until then the earlier one is used.")
        else:
            words = _("Version %(number)s is used from now on.")
        self.message_user(request, words % {"number": made.number})


def _lines(formset: Any) -> list[Line]:
    """Those that stay, in their order."""
    rows = [form.cleaned_data for form in formset.forms if getattr(form, "cleaned_data", None)]
    kept = [row for row in rows if row.get("key") and not row.get("DELETE")]
    names = list(Line.__dataclass_fields__)
    return [
        Line(**{name: row[name] for name in names if name in row})
        for row in sorted(kept, key=lambda row: int(row["position"]))
    ]


@admin.register(SamplingRule)
class SamplingRuleAdmin(RuleBase):
    """How much of whose work is reviewed. Switched off, never deleted: what it drew keeps it."""

    list_display = ("code", "why", "whom", "months", "work", "share", "position", "active")
    list_filter = ("why", "whom", "active")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
