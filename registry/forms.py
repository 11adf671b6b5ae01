"""What people fill in about readings and proof; what must be true together is in papers and actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.clients.codes import HOME, tidy
from desk.clients.forms import countries
from desk.http import Refused
from registry import papers, rules, vocabulary
from registry.enums import Apostille, Basis, ProofKind, Translation
from registry.papers import Named, Paper
from registry.uploads import Upload, checked

MOST_ROWS = 20

_plain = {"autocomplete": "off"}
_code = {"autocomplete": "off", "spellcheck": "false"}
# What most proofs are in, first; the rest by name.
_LANGUAGES = ("et", "en", "ru", "lv", "lt", "fi", "sv", "de", "pl", "uk")


def languages() -> list[tuple[str, str]]:
    """Languages by name in the language of the page."""
    names = {str(code): str(name) for code, name in Locale.parse(get_language() or "et").languages.items()}
    rest = sorted((code for code in names if len(code) == 2), key=lambda code: names[code])
    chosen = [*_LANGUAGES, *(code for code in rest if code not in _LANGUAGES)]
    return [("", "–"), *((code, names[code]) for code in chosen)]


def typed(form: forms.Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed so far, to start a form with that asks for more rows and judges nothing yet."""
    files: MultiValueDict[str, Any] = MultiValueDict()
    return {
        name: field.widget.value_from_datadict(data, files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


class ReadingForm(forms.Form):
    """Who signs by the text: each way is a row of boxes, all ticked ones of a row together."""

    nobody = forms.BooleanField(label=_("By the text nobody on the card may sign"), required=False)
    reason = forms.CharField(
        label=_("How you understand the text"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Which sentence says so, and why these persons. The second person reads this too."),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, people: Sequence[rules.Person], ways: int, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        named = [(each.identity, f"{each.name} · {vocabulary.role(each)}") for each in people]
        for number in range(ways):
            self.fields[f"way_{number}"] = forms.MultipleChoiceField(
                label=_("Way %(number)s: all of them together") % {"number": number + 1},
                choices=named, required=False, widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.order_fields([*(f"way_{number}" for number in range(ways)), "nobody", "reason"])

    @property
    def ways(self) -> list[frozenset[str]]:
        """The sets of signers that were chosen."""
        chosen = [value for name, value in self.cleaned_data.items() if name.startswith("way_")]
        return [frozenset(way) for way in chosen if way]

    def clean(self) -> dict[str, Any]:
        nobody = bool(self.cleaned_data.get("nobody"))
        if nobody and self.ways:
            raise forms.ValidationError(_("Either somebody signs or nobody: leave one of the two."))
        if not nobody and not self.ways:
            raise forms.ValidationError(_("Tick who signs, or that nobody on the card may."))
        return self.cleaned_data


class WhyForm(forms.Form):
    """Why a reading or a proof ends."""

    why = forms.CharField(label=_("Why it ends"), max_length=500, widget=forms.TextInput(_plain))


class NamedForm(forms.Form):
    """One person of a proof; a row left as it was is no person."""

    first = forms.CharField(label=_("First name"), max_length=100, widget=forms.TextInput(_plain))
    last = forms.CharField(label=_("Last name"), max_length=100, widget=forms.TextInput(_plain))
    code = forms.CharField(label=_("Personal code"), max_length=30, widget=forms.TextInput(_code))
    country = forms.ChoiceField(label=_("Country of the code"), choices=countries)
    role = forms.CharField(
        label=_("In what role"), max_length=100, required=False, widget=forms.TextInput(_plain)
    )
    alone = forms.BooleanField(label=_("May act alone"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "code" in given:
            given["code"] = tidy(given["code"], given.get("country", HOME))
            for text in papers.wrong_code(given.get("country", HOME), given["code"]):
                self.add_error("code", text)
        return given


class PaperForm(forms.Form):
    """The document itself, and what one from abroad needs beside it."""

    basis = forms.ChoiceField(label=_("What kind of document it is"), choices=Basis.choices)
    basis_text = forms.CharField(
        label=_("The document"), max_length=300, widget=forms.TextInput(_plain),
        help_text=_("Its name, number and date, and who gave it."),
    )  # fmt: skip
    file = forms.FileField(label=_("File"), help_text=_("A PDF, a picture or a signed container (.asice)."))
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(_plain, format="%d.%m.%Y"))
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(_plain, format="%d.%m.%Y"),
        help_text=_("Empty: until it is ended here."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why the register is not enough"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    country = forms.ChoiceField(label=_("Country of the document"), choices=countries)
    apostille = forms.ChoiceField(
        label=_("Apostille or legalisation"), choices=Apostille.choices, initial=Apostille.NOT_NEEDED
    )
    apostille_number = forms.CharField(
        label=_("Its number"), max_length=60, required=False, widget=forms.TextInput(_code)
    )
    apostille_on = forms.DateField(
        label=_("Its date"), required=False, widget=forms.DateInput(_plain, format="%d.%m.%Y")
    )
    apostille_why = forms.CharField(
        label=_("Why none is needed"), max_length=300, required=False,
        widget=forms.TextInput({**_plain, "list": "apostille-reasons"}),
        help_text=_("For example a treaty of legal assistance; look whether it covers this document."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the document"), choices=languages, required=False)
    translation = forms.ChoiceField(
        label=_("Translation"), choices=Translation.choices, initial=Translation.NOT_NEEDED
    )
    translator = forms.CharField(
        label=_("Sworn translator"), max_length=200, required=False, widget=forms.TextInput(_plain)
    )
    translation_file = forms.FileField(label=_("File of the translation"), required=False)

    # Fields by the lines of the page.
    BASIC = (("basis",), ("basis_text",), ("file",), ("valid_from", "valid_until"), ("reason",))
    ABROAD = (
        ("country", "language"), ("apostille",), ("apostille_number", "apostille_on"), ("apostille_why",),
        ("translation", "translator"), ("translation_file",),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: ProofKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ChoiceField)
        if kind is ProofKind.PRINT_OUT:
            del self.fields["valid_until"]
            self.fields["valid_from"].label = _("Date of the print-out")
        else:
            basis.choices = [pair for pair in Basis.choices if pair[0] != Basis.PRINT_OUT]

    @property
    def basic(self) -> list[list[forms.BoundField]]:
        return self._lines(self.BASIC)

    @property
    def abroad(self) -> list[list[forms.BoundField]]:
        return self._lines(self.ABROAD)

    def _lines(self, names: Iterable[Iterable[str]]) -> list[list[forms.BoundField]]:
        return [[self[name] for name in line if name in self.fields] for line in names]

    @property
    def is_abroad(self) -> bool:
        """Whether the part about documents from abroad is to be opened."""
        names = {name for line in self.ABROAD for name in line}
        wrong = self.is_bound and not names.isdisjoint(self.errors)
        return wrong or self["country"].value() not in {None, "", HOME}

    def clean_file(self) -> Upload | None:
        return _checked(self.cleaned_data["file"])

    def clean_translation_file(self) -> Upload | None:
        return _checked(self.cleaned_data["translation_file"])

    def remind_of_files(self) -> None:
        """A browser does not keep a chosen file: say that it is to be chosen again."""
        for name in ("file", "translation_file"):
            if self.files.get(name) and name not in self.errors:
                self.add_error(name, _("Choose the file again: browsers do not keep it."))


def _checked(file: Any) -> Upload | None:
    if file is None:
        return None
    try:
        return checked(str(file.name or ""), file.read(settings.CONTAINER_MAX_BYTES + 1))
    except Refused as refused:
        raise forms.ValidationError(list(refused.texts)) from None


class ProofEntry:
    """The document and its persons, validated together so that one answer names everything."""

    def __init__(
        self, kind: ProofKind, country: str, data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None, more: bool = False,
    ) -> None:  # fmt: skip
        given = str(data.get("rows", "")) if data is not None else ""
        rows = min(int(given) if given.isdecimal() else 2, MOST_ROWS)
        self.rows = min(rows + more, MOST_ROWS)
        self.wrong_persons: list[str] = []
        bound = None if more else data
        today = workdays.today() if kind is ProofKind.PRINT_OUT else None
        basis = Basis.FOREIGN_REGISTER if kind is ProofKind.STANDING and country != HOME else ""
        start = {"country": country if kind is ProofKind.STANDING else HOME, "valid_from": today}
        self.main = PaperForm(
            bound, files if bound is not None else None, kind=kind, initial={**start, "basis": basis}
        )
        self.people = [self._person(number, country, bound) for number in range(self.rows)]
        if more and data is not None:
            self.main.initial = typed(self.main, data)
            for form in self.people[:rows]:
                form.initial = typed(form, data)

    def _person(self, number: int, country: str, data: Mapping[str, Any] | None) -> NamedForm:
        return NamedForm(
            data, prefix=f"person-{number}", initial={"country": country, "alone": True},
            empty_permitted=True, use_required_attribute=False,
        )  # fmt: skip

    def is_valid(self) -> bool:
        """Every error on its field; what concerns the persons together is in `wrong_persons`."""
        wrong = [form for form in self.people if not form.is_valid()]
        named = not wrong
        self.main.is_valid()
        translated = bool(self.main.files.get("translation_file"))
        found = papers.problems(self.paper, self.main.kind, workdays.today(), translated=translated)
        for name, text in found:
            if name == "persons":
                self._wrong(text, named)
            elif name in self.main.fields and name not in self.main.errors:
                self.main.add_error(name, text)
        if named and not self.wrong_persons and self.main.is_valid():
            return True
        self.main.remind_of_files()
        return False

    def refuse(self, texts: Sequence[str]) -> None:
        """What the action says against it, above the form; files must be chosen again."""
        for text in texts:
            self.main.add_error(None, text)
        self.main.remind_of_files()

    def _wrong(self, text: str, named: bool) -> None:
        """A code that is wrong stands on its own field already, and a row half filled is no missing one."""
        if named and text not in self.wrong_persons:
            self.wrong_persons.append(text)

    @property
    def persons(self) -> list[Named]:
        return [Named(**form.cleaned_data) for form in self.people if form.cleaned_data.get("code")]

    @property
    def paper(self) -> Paper:
        """As far as it was understood; what is missing is as empty as it can be."""
        given = self.main.cleaned_data
        empty = asdict(Paper("", "", "", given.get("valid_from") or workdays.today()))
        values = {name: given[name] for name in empty if given.get(name) is not None}
        return Paper(**{**empty, **values, "persons": self.persons})
