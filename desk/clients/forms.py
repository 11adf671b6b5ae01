"""What people fill in about clients; checks of form only, the rest is in actions and the database."""

from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk.clients.codes import HOME, tidy
from desk.clients.enums import CautionKind, Kind, PreferredChannel, Source, Status
from desk.clients.models import Client, e164
from desk.people.enums import Language
from desk.records.enums import Reason

# No numeric keyboard: codes of other countries have letters.
_code = {"autocomplete": "off", "spellcheck": "false"}


def _contact(kind: str) -> forms.TextInput:
    return forms.TextInput({"type": kind, "autocomplete": "off"})


class SearchForm(forms.Form):
    """What the list of clients is searched by."""

    text = forms.CharField(
        label=_("Name, code, phone or e-mail"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def countries() -> list[tuple[str, str]]:
    """Countries by name in the language of the page; ours and those whose people we serve most come first."""
    territories = Locale.parse(get_language() or "et").territories
    names = {str(code): str(name) for code, name in territories.items()}
    first = ["EE", "LV", "LT", "FI", "SE", "DE", "PL", "RU", "UA"]
    rest = sorted((code for code in names if len(code) == 2 and code.isalpha()), key=lambda code: names[code])
    return [(code, names[code]) for code in [*first, *(code for code in rest if code not in first)]]


class _Facts(forms.Form):
    """What clients and persons have in common; a field left out means what is usual."""

    personal_code = forms.CharField(
        label=_("Personal code"), required=False, max_length=20, widget=forms.TextInput(attrs=_code)
    )
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False, initial=HOME)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.ET)
    channel = forms.ChoiceField(
        label=_("Preferred channel"), choices=[("", "–"), *PreferredChannel.choices], required=False
    )

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"] or HOME)


class _FirstContacts(forms.Form):
    """How somebody new is reached: also by this it is noticed that we have them already."""

    phone = forms.CharField(label=_("Phone"), required=False, max_length=40, widget=_contact("tel"))
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254, widget=_contact("email"))

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if phone and not e164(phone):
            raise forms.ValidationError(_("This is not a phone number."))
        return phone


class ClientChangeForm(_Facts):
    """Facts of a client: the fields of its kind, and no others."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    registry_code = forms.CharField(
        label=_("Registry code"), required=False, max_length=20, widget=forms.TextInput(attrs=_code)
    )
    legal_form = forms.CharField(
        label=_("Legal form"),
        required=False,
        max_length=60,
        help_text=_("As the register calls it: OÜ, AS, MTÜ …"),
    )
    parent = forms.CharField(
        label=_("Belongs to"),
        required=False,
        max_length=20,
        help_text=_("Of a unit: the registry code of the authority or municipality it belongs to."),
        widget=forms.TextInput(attrs=_code),
    )
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=Status.ACTIVE)
    fields_of = {
        Kind.ORGANISATION: ("name", "country", "registry_code", "legal_form"),
        Kind.AGENCY: ("name", "registry_code", "parent"),
        Kind.PERSON: ("name", "country", "personal_code"),
        Kind.SOLE_TRADER: ("name", "country", "registry_code", "personal_code"),
    }
    always: tuple[str, ...] = ("language", "channel", "status")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = ("kind", *self.fields_of[Kind(kind)], *self.always)
        self.fields = {name: self.fields[name] for name in shown if name in self.fields}

    def clean_parent(self) -> Client | None:
        code = str(self.cleaned_data["parent"])
        found = Client.objects.with_code(tidy(code)).filter(kind=Kind.AGENCY).first()
        if code and found is None:
            raise forms.ValidationError(_("No authority has this registry code. Add the authority first."))
        return found


class ClientForm(_FirstContacts, ClientChangeForm):
    """A new client."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    always = ("language", "channel", "phone", "email")


class PersonForm(_Facts):
    """A contact person."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    country = forms.ChoiceField(
        label=_("Country of the code"), choices=countries, required=False, initial=HOME
    )
    field_order: tuple[str, ...] = (
        "first_name",
        "last_name",
        "personal_code",
        "country",
        "language",
        "channel",
    )


class NewPersonForm(_FirstContacts, PersonForm):
    """A contact person who is not known yet."""

    field_order = (*PersonForm.field_order, "phone", "email")


class RoleForm(forms.Form):
    """As what a person speaks for a client."""

    role = forms.CharField(
        label=_("Role at the client"),
        max_length=100,
        help_text=_("For example member of the management board, accountant, environmental specialist."),
    )


class ContactForm(forms.Form):
    """A phone or an e-mail address; which of them, is seen from the value."""

    value = forms.CharField(
        label=_("Phone or e-mail"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    # What a signed document names is known when the document is accepted, never by hand.
    source = forms.ChoiceField(
        label=_("Known from"),
        choices=[(each.value, each.label) for each in (Source.CALLER, Source.REGISTER, Source.STAFF)],
        initial=Source.CALLER,
    )


class ReasonForm(forms.Form):
    """Why somebody looks at this client without open work with it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices, widget=forms.RadioSelect)


class CautionForm(forms.Form):
    """A warning about a client or a person."""

    # Restricted use is decided by the head, on a request.
    kind = forms.ChoiceField(
        label=_("Of what to beware"),
        choices=[each for each in CautionKind.choices if each[0] != CautionKind.RESTRICTED],
    )
    text = forms.CharField(
        label=_("What to know"), max_length=300, required=False,
        help_text=_("How to act. Nothing about health, and no guesses."),
    )  # fmt: skip
    until_day = forms.DateField(
        label=_("Until"), required=False, help_text=_("Empty: until somebody lifts it."),
        widget=forms.DateInput({"autocomplete": "off"}, format="%d.%m.%Y"),
    )  # fmt: skip
