"""The administrator sets up second-level units, words their forms, and says what JIRA's statuses mean."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from desk.people.models import User
from tickets import actions
from tickets.actions.revising import problems
from tickets.models import Expert, Form, Question, StatusRule, Unit

if TYPE_CHECKING:
    QuestionBase = admin.StackedInline[Question, Form]
    QuestionsBase = forms.BaseInlineFormSet[Question, Form, forms.ModelForm[Question]]
    FormBase = admin.ModelAdmin[Form]
    UnitBase = admin.ModelAdmin[Unit]
    RuleBase = admin.ModelAdmin[StatusRule]
    ExpertBase = admin.ModelAdmin[Expert]
else:
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


@admin.register(StatusRule)
class StatusRuleAdmin(Kept, RuleBase):
    """What statuses, resolutions, labels and marks mean. Switched off: a deleted one the seed brings back."""

    list_display = ("by", "value", "means", "unit", "project", "position", "active")
    list_filter = ("means", "by", "unit", "active")
    list_select_related = ("unit",)
    fields = ("unit", "project", "by", "value", "means", "position", "active")


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


class QuestionInline(QuestionBase):
    model = Question
    formset = Questions
    extra = 0
    fields = (
        ("position", "key"),
        ("label_et", "label_en"),
        ("kind", "required", "fills"),
        "choices",
        ("help_et", "help_en"),
    )


@admin.register(Form)
class FormAdmin(Kept, FormBase):
    """Versions of the units' forms. Saving any of them writes the unit's next one."""

    list_display = ("unit", "number", "made_at", "made_by")
    list_filter = ("unit",)
    list_select_related = ("unit", "made_by")
    fields = ("unit", ("attachments_et", "attachments_en"), "told")
    inlines = (QuestionInline,)

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
