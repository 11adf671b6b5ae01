"""What is filled in about documents that were signed by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.enums import BY_HAND, ContainerSource, HandSeen
from contracts.verification.handsigned import Signer, checked
from desk import workdays
from desk.clients.codes import HOME, tidy
from desk.clients.forms import countries
from desk.http import Refused
from registry import papers

_plain = {"autocomplete": "off"}
_FURTHER = 2  # persons who may be written beside those that can be ticked


class HandSignedForm(forms.Form):
    """The file, who signed and when, and what was seen of it."""

    source = forms.ChoiceField(
        label=_("How it was signed"), widget=forms.RadioSelect, initial=ContainerSource.PAPER,
        choices=[(each.value, each.label) for each in map(ContainerSource, BY_HAND)],
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"),
        help_text=_("A scan of every page (PDF, JPEG, PNG or TIFF), or the PDF that was signed in itself."),
    )
    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput(_plain, format="%d.%m.%Y"),
        help_text=_("The day that stands beside the signature; of several the last."),
    )  # fmt: skip
    seen = forms.ChoiceField(label=_("What you saw"), widget=forms.RadioSelect, choices=HandSeen.choices)
    who = forms.MultipleChoiceField(
        label=_("Who signed"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Those whom the register and the documents name."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("What you compared and how; the second person reads it."),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, files: Any, expected: Sequence[Signer], further: bool
    ) -> None:
        super().__init__(data, files, initial={"signed_on": workdays.today()})
        self.names = {each.identity: each.name for each in expected}
        who = self.fields["who"]
        assert isinstance(who, forms.MultipleChoiceField)
        # A code never stands in the page: whoever is ticked is known by the place in the list.
        self.places = {str(place): each for place, each in enumerate(expected)}
        who.choices = [(place, each.name) for place, each in self.places.items()]
        self.rows = [FurtherForm(data, prefix=f"more-{n}") for n in range(_FURTHER)] if further else []

    def is_valid(self) -> bool:
        wrong = [row for row in self.rows if not row.is_valid()]
        return super().is_valid() and not wrong

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "file" in given and "source" in given:
            try:
                file = given["file"]
                given["upload"] = checked(file.name, file.read(), ContainerSource(given["source"]))
            except Refused as refused:
                for text in refused.texts:
                    self.add_error("file", text)
        return given

    @property
    def signers(self) -> list[Signer]:
        """Those ticked and those written, in that order."""
        ticked = [self.places[place] for place in self.cleaned_data.get("who", ())]
        return ticked + [row.signer for row in self.rows if row.signer]


class PaperSignedForm(HandSignedForm):
    """The same of a paper that is in the desk already: its scan is the file."""

    source = file = None  # type: ignore[assignment]  # Django's way of leaving inherited fields out

    def __init__(self, data: Mapping[str, Any] | None, expected: Sequence[Signer], further: bool) -> None:
        super().__init__(data, None, expected, further)


class FurtherForm(forms.Form):
    """Somebody who signed and is named nowhere; a row left as it was is nobody."""

    name = forms.CharField(
        label=_("First and last name"), max_length=200, required=False, widget=forms.TextInput(_plain)
    )
    code = forms.CharField(
        label=_("Personal code"), max_length=30, required=False,
        widget=forms.TextInput({**_plain, "spellcheck": "false"}),
    )  # fmt: skip
    country = forms.ChoiceField(
        label=_("Country of the code"), choices=countries, required=False, initial=HOME
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        name, code = given.get("name", "").strip(), given.get("code", "").strip()
        if not name and not code:
            return given
        country = given.get("country") or HOME
        given["code"] = tidy(code, country)
        if not name:
            self.add_error("name", _("Write the name too."))
        for text in papers.wrong_code(country, given["code"]):
            self.add_error("code", text)
        return given

    @property
    def signer(self) -> Signer | None:
        given = self.cleaned_data
        if not given.get("name") or not given.get("code"):
            return None
        return Signer(f"{given.get('country') or HOME}{given['code']}", given["name"].strip())
