"""The administrator sets up second-level units, words their forms, and says what JIRA's statuses mean."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from simple_history.admin import SimpleHistoryAdmin

from desk.people.models import User
from tickets import actions
from tickets.actions.revising import problems
from tickets.enums import SaidBy
from tickets.following import mapping
from tickets.models import Expert, Form, Question, StatusRule, Unit

if TYPE_CHECKING:
    QuestionBase = admin.StackedInline[Question, Form]
    QuestionsBase = forms.BaseInlineFormSet[Question, Form, forms.ModelForm[Question]]
    FormBase = admin.ModelAdmin[Form]
    UnitBase = admin.ModelAdmin[Unit]
    RuleBase = admin.ModelAdmin[StatusRule]
    ExpertBase = admin.ModelAdmin[Expert]
    RuleFormBase = forms.ModelForm[StatusRule]
else:
    RuleFormBase = forms.ModelForm
    QuestionBase, QuestionsBase = admin.StackedInline, forms.BaseInlineFormSet
    FormBase = ExpertBase = admin.ModelAdmin
    UnitBase = RuleBase = SimpleHistoryAdmin


class Kept:
    """Taken out of use, never deleted: past tickets keep it."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Unit)
class UnitAdmin(Kept, UnitBase):
    """A second-level unit: where its tickets go, what takes too long, and who answers by link."""

    filter_horizontal = ("experts",)
    list_display = ("name_et", "code", "jira_project", "jira_issue_type", "active", "position")
    list_filter = ("active",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "experts":
            kwargs["queryset"] = Expert.objects.filter(is_active=True).order_by("last_name", "first_name")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Expert)
class ExpertAdmin(Kept, ExpertBase):
    """People of the second level and whose tickets each answers; the role is given under people."""

    list_display = ("username", "first_name", "last_name", "email", "answers_for", "last_login", "is_active")
    list_filter = ("is_active", "expert_in")
    search_fields = ("username", "first_name", "last_name")
    fields = ("username", "first_name", "last_name", "email", "answers_for", "last_login", "is_active")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expert]:
        return super().get_queryset(request).prefetch_related("expert_in")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("answers the tickets of"))
    def answers_for(self, expert: Expert) -> str:
        """The units that name him; an expert whom none names answers those that name nobody."""
        named = ", ".join(str(unit) for unit in expert.expert_in.all())
        return named or _("units that name nobody")


class RuleForm(RuleFormBase):
    """A rule, tried on today's open issues before it is saved; what contradicts it is said at once."""

    agreed = forms.BooleanField(
        label=gettext_lazy("Save although issues change their meaning"), required=False,
        help_text=gettext_lazy(
            "Without this tick the rule is only tried while any open issue would change its meaning: "
            "you see which, and nothing is saved."
        ),
    )  # fmt: skip

    class Meta:
        model = StatusRule
        fields = ("unit", "project", "by", "value", "means", "position", "active")
        labels = {"by": gettext_lazy("By what it says so")}
        help_texts = {
            "project": gettext_lazy(
                "Key of a project. A unit's own rules come first, a project's next, the common ones last."
            ),
            "by": gettext_lazy("By what in the issue the second level says it."),
            "value": gettext_lazy(
                "As JIRA writes it, capital letters make no difference; a mark is how a comment begins."
            ),
            "means": gettext_lazy("What opens with us: each has its own duty, owner and time."),
            "active": gettext_lazy("Switch a rule off instead of deleting it."),
        }
        widgets = {"value": forms.TextInput(attrs={"list": "of-jira", "size": 40})}

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        for text in mapping.contradictions(self.instance):
            self.add_error(None, text)
        if not self.errors and not self.cleaned_data.get("agreed"):
            for text in _tried(mapping.changes(self.instance)):
                self.add_error("agreed", text)


def _tried(changes: list[mapping.Change]) -> list[str]:
    """What would change, in a few lines; nothing where nothing does."""
    lines = [
        f"{each.issue}: {mapping.label_of(each.before)} → {mapping.label_of(each.after)}"
        for each in changes[:20]
    ]
    said = ngettext(
        "%(n)s open issue would change its meaning.",
        "%(n)s open issues would change their meaning.",
        len(changes),
    )
    return [said % {"n": len(changes)}, *lines] if changes else []


@admin.register(StatusRule)
class StatusRuleAdmin(Kept, RuleBase):
    """What statuses, resolutions, labels and marks mean. Switched off: a deleted one the seed brings back."""

    form = RuleForm
    list_display = ("said_by", "value", "means", "unit", "project", "position", "active")
    list_filter = ("means", "by", "unit", "active")
    list_select_related = ("unit",)
    readonly_fields = ("of_jira",)
    fields = ("unit", "project", "by", "value", "of_jira", "means", "position", "active", "agreed")

    @admin.display(description=gettext_lazy("By what it says so"), ordering="by")
    def said_by(self, rule: StatusRule) -> str:
        """As the form calls it."""
        return str(SaidBy(rule.by).label)

    @admin.display(description=gettext_lazy("JIRA has told us"))
    def of_jira(self, obj: StatusRule) -> str:
        """Real values, as the list offers them too; of issues that were read, nothing is asked of JIRA."""
        found = [(each, SaidBy(each.by).label) for each in mapping.offered()]
        if not found:
            return _("Nothing yet: no open issue has been read.")
        rows = (
            (label, each.value, f" ({each.detail})" * bool(each.detail), each.issues) for each, label in found
        )
        listed = format_html_join("", "<li>{}: <strong>{}</strong>{} · {}</li>", rows)
        options = format_html_join("", '<option value="{}"></option>', ((each.value,) for each, _l in found))
        return format_html('<ul>{}</ul><datalist id="of-jira">{}</datalist>', listed, options)

    def save_model(self, request: HttpRequest, obj: StatusRule, form: Any, change: bool) -> None:
        """The row goes through the action."""
        by = cast(User, request.user)
        obj._history_user = by  # type: ignore[attr-defined]
        changed = actions.map_status(rule=obj, by=by)
        if changed:
            said = ngettext("%(n)s open issue is read again.", "%(n)s open issues are read again.", changed)
            self.message_user(request, said % {"n": changed})


class Questions(QuestionsBase):
    """The questions as they would stand in the next version."""

    def clean(self) -> None:
        super().clean()
        if not any(self.errors) and (wrong := problems(self.asked())):
            raise ValidationError(wrong)

    def asked(self) -> list[actions.Asked]:
        """Those that stay, in their order."""
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        kept = [row for row in rows if row.get("key") and not row.get("DELETE")]
        names = list(actions.Asked.__dataclass_fields__)
        return [
            actions.Asked(**{name: row[name] for name in names})
            for row in sorted(kept, key=lambda row: int(row["position"]))
        ]


_SHORT: Any = {TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 50})}}
_WORDS = {
    "key": gettext_lazy(
        "Stays the same when the question is worded anew: figures and drafts know it by that."
    ),
    "position": gettext_lazy("Questions stand by this number, the lowest first."),
    "required": gettext_lazy("Without its answer the ticket does not leave."),
    "choices": gettext_lazy("One in a line; only where the kind is “choice of a list”."),
}


class QuestionInline(QuestionBase):
    model = Question
    formset = Questions
    extra = 0
    fields = (
        ("position", "key"),
        ("label_et", "label_en"),
        ("help_et", "help_en"),
        ("kind", "required", "fills"),
        "choices",
    )
    formfield_overrides = _SHORT

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in _WORDS:
            field.help_text = _WORDS[db_field.name]
        if field is not None and db_field.name in ("label_et", "label_en", "help_et", "help_en"):
            field.widget.attrs["size"] = 60
        return field


@admin.register(Form)
class FormAdmin(Kept, FormBase):
    """Versions of the units' forms. Saving any of them writes the unit's next one."""

    list_display = ("unit", "number", "filled_in_now", "told", "made_at", "made_by")
    list_filter = ("unit",)
    list_select_related = ("unit", "made_by")
    fieldsets = (
        (
            None,
            {
                "fields": ("unit",),
                "description": gettext_lazy(
                    "Saving writes the next version of the form, which is filled in from then on. Tickets and"
                    " drafts that were begun before keep the version they were begun with."
                ),
            },
        ),
        (
            gettext_lazy("Files that are wanted"),
            {
                "fields": (("attachments_et", "attachments_en"),),
                "description": gettext_lazy(
                    "Each is added to the ticket, or it is said why there is none. Files stay with the desk."
                ),
            },
        ),
        (gettext_lazy("The answer"), {"fields": ("told",)}),
    )
    formfield_overrides = _SHORT
    inlines = (QuestionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Form]:
        newer = Form.objects.filter(unit=OuterRef("unit"), number__gt=OuterRef("number"))
        return super().get_queryset(request).annotate(newest=~Exists(newer))

    @admin.display(description=gettext_lazy("filled in now"), boolean=True)
    def filled_in_now(self, form: Form) -> bool:
        return bool(form.__dict__["newest"])

    def get_readonly_fields(self, request: HttpRequest, obj: Form | None = None) -> tuple[str, ...]:
        return ("unit",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Form, form: Any, change: bool) -> None:
        """A version is never changed: the next one is written when its questions are known."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The form with its questions goes through the action."""
        (questions,) = formsets
        questions.new_objects, questions.changed_objects, questions.deleted_objects = [], [], []
        shown = cast(Form, form.instance)
        made = actions.revise_form(
            unit=shown.unit, questions=questions.asked(), by=cast(User, request.user),
            attachments_et=shown.attachments_et, attachments_en=shown.attachments_en, told=shown.told,
        )  # fmt: skip
        shown.pk, shown.number = made.pk, made.number
        words = _("Version %(number)s is filled in from now on; tickets made before keep theirs.")
        self.message_user(request, words % {"number": made.number})
