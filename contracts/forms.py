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
from contracts.models import Kind, Portal, SigningMandate, Template
from contracts.placeholders import ALL, ASKED_BY_NAME, SERVICES, Asked
from contracts.templating import problems
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


class KindForm(forms.ModelForm[Kind]):
    """A kind asks only for placeholders that exist."""

    class Meta:
        model = Kind
        fields = (
            "code", "name_et", "name_en", "name_ru", "prefix", "signed_by", "agency_signs", "effect", "asks",
            "restriction_basis", "restriction_years", "position", "active",
        )  # fmt: skip

    def clean_asks(self) -> list[str]:
        names = self.cleaned_data["asks"] or []
        unknown = [str(name) for name in names if name not in ASKED_BY_NAME]
        if unknown:
            raise ValidationError(
                _("There is no placeholder “%(name)s” that can be asked."),
                params={"name": ", ".join(unknown)},
            )
        return list(names)


class TemplateForm(forms.ModelForm[Template]):
    """The text beside its place; filled with the newest version."""

    title = forms.CharField(label=_("title"), max_length=200)
    body = forms.CharField(
        label=_("text"), widget=forms.Textarea(attrs={"rows": 30, "cols": 100, "spellcheck": "true"})
    )
    valid_from = forms.DateField(label=_("valid from"))

    class Meta:
        model = Template
        fields = ("kind", "portal", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.versions.first() if self.instance.pk else None
        for name in ("title", "body", "valid_from"):
            if newest is not None:
                self.initial.setdefault(name, getattr(newest, name))

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        found = problems(body, ALL)
        if found:
            raise ValidationError(found)
        return body


class MandateForm(forms.ModelForm[SigningMandate]):
    """A mandate counts only with a personal code that a certificate can hold."""

    class Meta:
        model = SigningMandate
        fields = ("user", "personal_code", "kinds", "basis", "valid_from", "valid_until")

    def clean_personal_code(self) -> str:
        code: str = self.cleaned_data["personal_code"].strip()
        _personal_code(code)
        return code
