"""What people fill in about clients; checks of form only, the rest is in actions and the database."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.clients.enums import CautionKind, Kind, Status
from desk.clients.models import Client
from desk.people.enums import Language
from desk.records.enums import Reason

_code = {"autocomplete": "off", "inputmode": "numeric"}


class SearchForm(forms.Form):
    """What the list of clients is searched by."""

    text = forms.CharField(
        label=_("Name, code, phone or e-mail"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ClientForm(forms.Form):
    """A new client."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=200)
    registry_code = forms.CharField(
        label=_("Registry code"),
        required=False,
        max_length=20,
        help_text=_("Of an organisation or authority: eight digits."),
        widget=forms.TextInput(attrs=_code),
    )
    personal_code = forms.CharField(
        label=_("Personal code"),
        required=False,
        max_length=20,
        help_text=_("Of a natural person only."),
        widget=forms.TextInput(attrs=_code),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.ET)


class ClientChangeForm(ClientForm):
    """Facts of a client that change; its kind does not."""

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    field_order = ("name", "registry_code", "personal_code", "language", "status")

    def __init__(self, *args: object, client: Client, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        del self.fields["kind"]
        del self.fields["registry_code" if client.kind == Kind.PERSON else "personal_code"]


class PersonForm(forms.Form):
    """A contact person."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    personal_code = forms.CharField(
        label=_("Personal code"), required=False, max_length=20, widget=forms.TextInput(attrs=_code)
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.ET)


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


class ReasonForm(forms.Form):
    """Why somebody looks at this client without open work with it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices, widget=forms.RadioSelect)


class CautionForm(forms.Form):
    """A warning about a client or a person."""

    kind = forms.ChoiceField(label=_("Of what to beware"), choices=CautionKind)
    text = forms.CharField(
        label=_("What to know"), max_length=300, required=False,
        help_text=_("How to act. Nothing about health, and no guesses."),
    )  # fmt: skip
    until_day = forms.DateField(
        label=_("Until"), required=False, help_text=_("Empty: until somebody lifts it."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
