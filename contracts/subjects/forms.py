"""What is filled in about requests of people; checks of form only, the rest is in the actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.clients.actions.requests import OWN_FIELDS
from desk.clients.enums import ContactKind, Decision, Identified, RequestKind
from desk.clients.models import Client, ContactPoint, DataRequest, Person
from desk.records.holdings import Ground


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class RequestForm(forms.Form):
    """A request as it was received."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=RequestKind)
    ground = forms.ChoiceField(
        label=_("Ground, of an erasure"), choices=[("", "–"), *Ground.choices], required=False
    )
    identified = forms.ChoiceField(label=_("How the person was identified"), choices=Identified)
    received = forms.DateField(
        label=_("Received on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    wish = forms.CharField(
        label=_("What the person wants"), required=False, max_length=4000, widget=_area(4),
        help_text=_("In the person's own words, where they are needed to answer."),
    )  # fmt: skip

    def clean_received(self) -> date:
        day: date = self.cleaned_data["received"]
        if day > workdays.today():
            raise forms.ValidationError(_("It cannot have been received in the future."))
        return day


class DecisionForm(forms.Form):
    """The head's word."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Decision)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000, widget=_area())
    basis = forms.CharField(
        label=_("Legal basis"), required=False, max_length=150,
        help_text=_("For a refusal, and for an order its number: IKÜM art 17 lg 3 p b, 2-3/14."),
    )  # fmt: skip


class ExtensionForm(forms.Form):
    """Two months more."""

    reason = forms.CharField(label=_("Why it takes longer"), max_length=300)


class CorrectionForm(forms.Form):
    """A fact of the person's own, changed here."""

    field = forms.ChoiceField(label=_("What is wrong"))
    after = forms.CharField(label=_("What is right"), max_length=200)

    def __init__(self, *args: Any, row: Client | Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = "client" if isinstance(row, Client) else "person"
        names = OWN_FIELDS[kind]
        choices = [(name, _label(row, name)) for name in names]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]


def _label(row: Client | Person, name: str) -> str:
    field: Any = row._meta.get_field(name)
    return str(field.verbose_name)


class DisputeForm(forms.Form):
    """What the person says is wrong and stays as it is, since it is evidence."""

    kind = forms.ChoiceField(
        label=_("Record"),
        choices=[
            ("call", _("Call")), ("enquiry", _("Enquiry")), ("package", _("Document")),
            ("incoming", _("Letter")), ("visit", _("Visit")),
        ],
    )  # fmt: skip
    number = forms.IntegerField(label=_("Number of the record"), min_value=1)
    field = forms.CharField(label=_("What is wrong"), max_length=100)
    before = forms.CharField(label=_("What the person says"), max_length=1000, widget=_area(2))
    reason = forms.CharField(label=_("Why it stays"), max_length=500)


class RecipientForm(forms.Form):
    """Who else was told."""

    recipient = forms.CharField(
        label=_("Who was told"), max_length=120,
        help_text=_("A system or an office, such as the portal or JIRA; no personal data."),
    )  # fmt: skip
    reference = forms.CharField(label=_("Its number there"), max_length=120, required=False)


class HandedForm(forms.Form):
    """How the person got the answer."""

    told_how = forms.CharField(
        label=_("How the person got the answer"), max_length=200,
        help_text=_("On paper at the counter, encrypted to the person's ID-card, by registered letter …"),
    )  # fmt: skip


class ReadyForm(forms.Form):
    """To which address the letter goes that the answer is ready."""

    contact = forms.ModelChoiceField(label=_("E-mail"), queryset=ContactPoint.objects.none())

    def __init__(self, *args: Any, request: DataRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = ContactPoint.objects.of_owner(*request.subject_key).usable()
        self.fields["contact"].queryset = own.filter(kind=ContactKind.EMAIL)  # type: ignore[attr-defined]
