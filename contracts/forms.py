"""Forms of drafting, sending and registering. A document's fields come from its kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from stdnum.ee import ik

from contracts.filling import ENDS, Signers
from contracts.models import Kind, Portal
from contracts.placeholders import ASKED_BY_NAME, SERVICES, Asked
from desk import clock
from desk.clients.models import Client, ContactPoint, Person
from desk.people.enums import Language


def _personal_code(value: str) -> None:
    if not ik.is_valid(value):
        raise ValidationError(_("This is not an Estonian personal code."))


class ChoiceForm(forms.Form):
    """First step: which documents, and for whom the powers of attorney are."""

    kinds = forms.ModelMultipleChoiceField(
        queryset=Kind.objects.none(), to_field_name="code", label=_("Documents"),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Authorised person"), required=False,
        empty_label=_("somebody else"),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, client: Client) -> None:
        super().__init__(data)
        kinds, person = self.fields["kinds"], self.fields["person"]
        assert isinstance(kinds, forms.ModelMultipleChoiceField)
        assert isinstance(person, forms.ModelChoiceField)
        kinds.queryset = Kind.objects.offered()
        person.queryset = Person.objects.of_client(client.pk).order_by("sort_name")


class ManyChoiceForm(forms.Form):
    """The same for several clients at once: which documents, and whom the powers of attorney name."""

    kinds = forms.ModelMultipleChoiceField(
        queryset=Kind.objects.none(), to_field_name="code", label=_("Documents"),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Authorised person"), required=False,
        empty_label=_("somebody else"),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, clients: Sequence[Client]) -> None:
        super().__init__(data)
        kinds, person = self.fields["kinds"], self.fields["person"]
        assert isinstance(kinds, forms.ModelMultipleChoiceField)
        assert isinstance(person, forms.ModelChoiceField)
        kinds.queryset = Kind.objects.offered()
        acting = {"roles__client__in": [each.pk for each in clients], "roles__ended_at": None}
        person.queryset = Person.objects.filter(**acting).distinct().order_by("sort_name")


class SignersForm(forms.Form):
    """Who signs for the client: one of the sets that the register's answer allows."""

    signers = forms.ChoiceField(label=_("Who signs for the client"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, signers: Sequence[Signers], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        choice = self.fields["signers"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(each.key, each.label) for each in signers]
        if not signers:
            del self.fields["signers"]


class PackageForm(SignersForm):
    """What all documents of a package share."""

    portal = forms.ModelChoiceField(queryset=Portal.objects.none(), label=_("Portal"), empty_label=None)
    language = forms.ChoiceField(
        choices=Language.choices, label=_("Language of letters"),
        help_text=_("The documents themselves are in Estonian."),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, signers: Sequence[Signers], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, signers, initial)
        portal = self.fields["portal"]
        assert isinstance(portal, forms.ModelChoiceField)
        portal.queryset = Portal.objects.offered()


def _field(asked: Asked) -> forms.Field:
    common: dict[str, Any] = {"label": capfirst(str(asked.label)), "required": asked.required}
    match asked.type:
        case "long":
            return forms.CharField(**common, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
        case "code":
            return forms.CharField(**common, max_length=11, validators=[_personal_code])
        case "email":
            return forms.EmailField(**common, max_length=254)
        case "phone":
            return forms.CharField(**common, max_length=30)
        case "date":
            return forms.DateField(**common)
        case "flag":
            return forms.BooleanField(**common)
        case "services":
            return forms.MultipleChoiceField(**common, choices=SERVICES, widget=forms.CheckboxSelectMultiple)
    return forms.CharField(**common, max_length=200)


class DocumentForm(forms.Form):
    """The fields that one kind of document asks for."""

    def __init__(self, data: Mapping[str, Any] | None, kind: Kind, initial: Mapping[str, Any]) -> None:
        super().__init__(data, prefix=kind.code, initial=dict(initial))
        self.kind = kind
        for name in kind.asks:
            self.fields[name] = _field(ASKED_BY_NAME[name])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("valid_from"), values.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day is before the first."))
        return values


class SharedDocumentForm(DocumentForm):
    """The same fields for every client; which document ends is each client's own."""

    def __init__(self, data: Mapping[str, Any] | None, kind: Kind, initial: Mapping[str, Any]) -> None:
        super().__init__(data, kind, initial)
        for name in ENDS & self.fields.keys():
            del self.fields[name]


class PortalForm(forms.Form):
    """To which portal the documents belong."""

    portal = forms.ModelChoiceField(queryset=Portal.objects.none(), label=_("Portal"), empty_label=None)

    def __init__(self, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        portal = self.fields["portal"]
        assert isinstance(portal, forms.ModelChoiceField)
        portal.queryset = Portal.objects.offered()


def first_values(person: Person | None, phone: str = "", email: str = "") -> dict[str, Any]:
    """What a new document's form starts with."""
    values: dict[str, Any] = {"valid_from": timezone.localdate(clock.now()), "may_sign": True}
    if person is not None:
        values |= {
            "person_first_name": person.first_name,
            "person_last_name": person.last_name,
            "person_code": person.personal_code,
            "person_email": email,
            "person_phone": phone,
        }
    return values


class SendForm(forms.Form):
    """To which confirmed address the letter goes."""

    to = forms.ModelChoiceField(
        queryset=ContactPoint.objects.none(), label=_("Send the letter to"), empty_label=None
    )

    def __init__(self, data: Mapping[str, Any] | None, addresses: Sequence[ContactPoint]) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ContactPoint.objects.filter(pk__in=[each.pk for each in addresses]).order_by("pk")


class ReferenceForm(forms.Form):
    """The reference that the portal or the document register gave."""

    reference = forms.CharField(label=_("Reference"), max_length=60)
