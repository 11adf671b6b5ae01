"""What people fill in when they write to a client; checks of form only."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.enquiries.enums import AfterLetter
from desk.enquiries.models import Enquiry, OutcomeCode, Promise, TextModule
from desk.enquiries.threads import SUBJECT
from desk.people.enums import Language

if TYPE_CHECKING:
    PromiseBase = forms.ModelChoiceField[Promise]
else:
    PromiseBase = forms.ModelChoiceField


class PromiseChoice(PromiseBase):
    """A promise by what was promised."""

    def label_from_instance(self, obj: Promise) -> str:
        return obj.what


class AnswerForm(forms.Form):
    """A letter to the client; what it lacks is said when it is sent, so that anything can be kept."""

    to = forms.CharField(
        label=_("To"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    subject = forms.CharField(label=_("Title"), required=False, max_length=SUBJECT)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=20_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true", "data-letter": "text"}),
    )  # fmt: skip
    module = forms.ModelChoiceField(
        label=_("Text module"), required=False, queryset=TextModule.objects.none(), empty_label="–"
    )
    promise = PromiseChoice(
        label=_("This letter keeps the promise"), required=False, queryset=Promise.objects.none(),
        empty_label=_("no promise"),
    )  # fmt: skip
    then = forms.ChoiceField(
        label=_("And then"), required=False, choices=[("", _("nothing changes")), *AfterLetter.choices]
    )
    outcome = forms.ModelChoiceField(
        label=_("Outcome, if it is closed"), required=False, queryset=OutcomeCode.objects.none(),
        empty_label="–",
    )  # fmt: skip
    answers = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, initial=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        querysets: dict[str, Any] = {
            "module": TextModule.objects.offered_with(enquiry.topic),
            "promise": enquiry.promises.owed().order_by("due_at", "pk"),
            "outcome": OutcomeCode.objects.selectable(),
        }
        for name, queryset in querysets.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def clean_version(self) -> int:
        """Without one the page was opened before anything was kept."""
        return int(self.cleaned_data["version"] or 0)
