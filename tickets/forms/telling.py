"""Telling the client: the letter, the record that shows it was done otherwise, a call nobody wrote down."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from desk.clients.models import ContactPoint
from desk.clients.models.contact import ContactPointQuerySet
from desk.enquiries.evidence import Candidate
from desk.enquiries.promise_forms import KeepForm
from tickets.enums import Told
from tickets.models import Escalation

if TYPE_CHECKING:
    ContactBase = forms.ModelChoiceField[ContactPoint]
else:
    ContactBase = forms.ModelChoiceField


class ContactChoice(ContactBase):
    """Addresses or numbers, each with whose it is."""

    def label_from_instance(self, obj: ContactPoint) -> str:
        return f"{obj} ({obj.person or obj.client})"


def contacts_of(escalation: Escalation) -> ContactPointQuerySet:
    """Where the client can be told now: first whom the form of the unit names, who asked or the client.

    Of each the preferred first, then those that were confirmed.
    """
    enquiry = escalation.enquiry
    found = ContactPoint.objects.none()
    if enquiry.person_id:
        found = ContactPoint.objects.filter(person_id=enquiry.person_id)
    if enquiry.client_id:
        found |= ContactPoint.objects.filter(client_id=enquiry.client_id)
    named = {"person__isnull": False}
    if escalation.form.told == Told.CLIENT and enquiry.client_id:
        named = {"client__isnull": False}
    first = Case(When(**named, then=Value(0)), default=Value(1))
    standing = found.standing().usable()
    return standing.order_by(first, "-preferred", *standing.query.order_by).select_related("client", "person")


class TellForm(forms.Form):
    """The answer to the client: the second level's words as a draft, never sent by themselves."""

    to = ContactChoice(label=_("To"), queryset=ContactPoint.objects.none())
    text = forms.CharField(
        label=_("Answer to the client"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "data-key": "t"}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, escalation: Escalation, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["text"].widget.attrs["lang"] = escalation.enquiry.language
        field = self.fields["to"]
        assert isinstance(field, ContactChoice)
        field.queryset = contacts_of(escalation).emails()
        field.empty_label = None

    def offer(self) -> list[ContactPoint]:
        """What may be chosen, the proper one first; asked for once, however often the field is drawn."""
        field = self.fields["to"]
        assert isinstance(field, ContactChoice)
        found = list(field.queryset) if field.queryset is not None else []
        field.choices = [(one.pk, field.label_from_instance(one)) for one in found]
        return found

    @property
    def typed(self) -> str:
        """What stands in the field, valid or not."""
        return str(self["text"].value() or "")


class ToldForm(KeepForm):
    """What shows that the client knows already; without a record, who said that it is not needed."""


class PhoneForm(forms.Form):
    """A call of which no exchange told, in which the client was told the answer."""

    number = ContactChoice(label=_("Number"), queryset=ContactPoint.objects.none(), empty_label=None)
    spoke_with = forms.CharField(label=_("Who was told"), max_length=120)
    began = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(
        label=_("Lasted, in minutes"), min_value=0, max_value=720, initial=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, escalation: Escalation, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["number"]
        assert isinstance(field, ContactChoice)
        field.queryset = contacts_of(escalation).phones()


def told_form(data: Mapping[str, Any] | None, found: Iterable[Candidate]) -> ToldForm:
    """The records to choose from, the newest of each kind first."""
    return ToldForm(data, found=list(found), auto_id="told_%s")
