"""What those who lead fill in about a known fault; checks of form only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.enquiries.forms import topic_choices
from desk.enquiries.models import Fault, Topic

MOMENT = "%d.%m.%Y %H:%M"
LANGUAGES = ("et", "ru", "en")


def _moment(label: Any, *, required: bool, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=MOMENT, attrs={"autocomplete": "off"})
    return forms.DateTimeField(
        label=label, required=required, input_formats=[MOMENT], widget=widget, help_text=help_text
    )


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=600, widget=forms.Textarea({"rows": 3}))


def _name(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=120)


class FaultForm(forms.Form):
    """A fault as callers hear of it, in three languages."""

    topic = forms.TypedChoiceField(label=_("Topic"), choices=topic_choices, coerce=int)
    began_at = _moment(_("Since when"), required=True, help_text=_("For example 05.03.2026 09:15."))
    promised_at = _moment(_("Promised to be over"), required=False, help_text=_("Empty: nobody can say yet."))
    name_et, text_et = _name(_("Name in Estonian")), _text(_("To read out in Estonian"))
    name_ru, text_ru = _name(_("Name in Russian")), _text(_("To read out in Russian"))
    name_en, text_en = _name(_("Name in English")), _text(_("To read out in English"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, fault: Fault | None = None, **kwargs: Any
    ) -> None:
        initial = {"began_at": clock.now()}
        if fault is not None:
            initial = {name: getattr(fault, name) for name in self.base_fields if name != "topic"}
        super().__init__(data, initial=initial, **kwargs)
        if fault is not None:
            del self.fields["topic"]

    def clean_topic(self) -> Topic:
        """The chosen topic itself."""
        return Topic.objects.get(pk=self.cleaned_data["topic"])

    @property
    def said(self) -> dict[str, Any]:
        """What the acts take: the times, and names and texts by language."""
        values = self.cleaned_data
        said: dict[str, Any] = {
            name: values[name] for name in ("topic", "began_at", "promised_at") if name in values
        }
        said["names"] = {code: values[f"name_{code}"] for code in LANGUAGES}
        said["texts"] = {code: values[f"text_{code}"] for code in LANGUAGES}
        return said


class OverForm(forms.Form):
    """What everybody is told who asked about the fault."""

    over_et = _text(_("Told in Estonian"))
    over_ru = _text(_("Told in Russian"))
    over_en = _text(_("Told in English"))

    @property
    def said(self) -> dict[str, str]:
        """The texts by language."""
        return {code: self.cleaned_data[f"over_{code}"] for code in LANGUAGES}
