"""What an expert of the second level fills in behind the link; checks of form only."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tickets.models import Question

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Any number of files; which are taken is said by `actions.add_files`."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [file for file in given if file]


class ExpertAnswerForm(forms.Form):
    """The answer, with files."""

    text = forms.CharField(
        label=_("Your answer"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "data-key": "t"}),
        help_text=_("The desk words it for the client; nothing of it goes into JIRA."),
    )  # fmt: skip
    attached = SeveralFiles(label=_("Files"), required=False, help_text=_("At most 25 MB each."))
    everyone = forms.BooleanField(
        label=_("The same answer holds for everyone who waits for this issue"), required=False
    )

    def __init__(self, *args: Any, others: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["everyone"]
            return
        self.fields["everyone"].help_text = ngettext(
            "%(n)s other client waits. Then write nothing that is of this client alone.",
            "%(n)s other clients wait. Then write nothing that is of this client alone.",
            others,
        ) % {"n": others}


class ReturnForm(forms.Form):
    """What the second level misses: questions of the unit's form, and in words."""

    prefix = "back"
    missing = forms.MultipleChoiceField(
        label=_("Not answered well enough"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("What is needed, in words"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, questions: Iterable[Question], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["missing"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(question.key, question.label) for question in questions]


class RefusalForm(forms.Form):
    """Why the second level will not solve it."""

    prefix = "no"
    text = forms.CharField(
        label=_("Why it is refused"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4})
    )
