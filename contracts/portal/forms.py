"""Forms of the work with portals."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from contracts.enums import TakenBack
from contracts.portal import pictures
from desk import workdays
from desk.http import Refused


class AddedForm(forms.Form):
    """What the portal said when a person added the document by hand."""

    reference = forms.CharField(
        label=_("Reference that the portal gave"), max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    screenshot = forms.FileField(
        label=_("Screenshot"), required=False,
        widget=forms.FileInput({"accept": ",".join(pictures.TAKEN), "data-paste": ""}),
        help_text=_("Of the portal's page after saving. Paste it (Ctrl+V), drag it here or choose the file."),
    )  # fmt: skip

    def clean_screenshot(self) -> pictures.Picture | None:
        file: Any = self.cleaned_data["screenshot"]
        if not isinstance(file, UploadedFile):
            return None
        try:
            return pictures.checked(file)
        except Refused as refused:
            raise forms.ValidationError(list(refused.texts)) from None


class ListingForm(forms.Form):
    """A portal's list of users, and of which day it is."""

    file = forms.FileField(
        label=_("File (CSV or XLSX)"), widget=forms.FileInput({"accept": ".csv,.xlsx,text/csv"})
    )
    made_on = forms.DateField(
        label=_("Exported on"), widget=forms.DateInput({"autocomplete": "off"}, format="%d.%m.%Y"),
        help_text=_("What was added or ended after that day is no difference."),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"made_on": workdays.today()})

    def clean_made_on(self) -> date:
        day: date = self.cleaned_data["made_on"]
        if day > workdays.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class TakeBackForm(forms.Form):
    """Why what was confirmed had not been added."""

    why = forms.ChoiceField(label=_("What went wrong"), choices=[("", "–"), *TakenBack.choices])
