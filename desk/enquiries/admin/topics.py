"""The administrator words the topics, says whose they are, and what level 1 may answer."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk.enquiries.actions import succeed
from desk.enquiries.actions.succession import refusals
from desk.enquiries.models import Topic
from desk.people.enums import Language

if TYPE_CHECKING:
    TopicBase = admin.ModelAdmin[Topic]
    TopicFormBase = forms.ModelForm[Topic]
else:
    TopicBase = SimpleHistoryAdmin
    TopicFormBase = forms.ModelForm


class TopicForm(TopicFormBase):
    """Languages as boxes to tick; a succession that would go in a ring is refused in words."""

    languages = forms.MultipleChoiceField(
        label=_("answered in"), choices=Language.choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("None ticked: in all of them."),
    )  # fmt: skip

    def clean_languages(self) -> list[str]:
        """All, where none is ticked."""
        return self.cleaned_data["languages"] or [language.value for language in Language]

    def clean_succeeded_by(self) -> Topic | None:
        """What the act would refuse, beside the field."""
        successor: Topic | None = self.cleaned_data["succeeded_by"]
        if successor is None or "succeeded_by" not in self.changed_data:
            return successor
        if texts := refusals(self.instance, successor):
            raise forms.ValidationError(list(texts))
        return successor


@admin.register(Topic)
class TopicAdmin(TopicBase):
    """Two levels: a topic without a group is a group. Taken out of use or succeeded, never deleted."""

    form = TopicForm
    list_display = ("name_et", "parent", "code", "unit", "competence", "position", "active", "succeeded_by")
    list_filter = ("active", "competence", "unit", ("parent", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("parent", "unit", "succeeded_by")
    search_fields = ("name_et", "name_en", "name_ru", "code")
    ordering = ("parent__position", "position", "code")
    fieldsets = (
        (
            None,
            {"fields": ("name_et", "name_en", "name_ru", "parent", "code", "portal", "position", "active")},
        ),
        (
            _("Competence"),
            {"fields": ("unit", "competence", "hand_on_et", "hand_on_en", "languages", "limit")},
        ),
        (_("Days and succession"), {"fields": ("from_day", "until_day", "succeeded_by")}),
    )

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """What takes its place takes over its keys and guides: that is an act of its own."""
        super().save_model(request, obj, form, change)
        if "succeeded_by" in form.changed_data:
            assert request.user.is_authenticated
            succeed(topic=obj, successor=obj.succeeded_by, by=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """Past enquiries keep their topic."""
        return False
