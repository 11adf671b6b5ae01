"""Forms of sending: to which address the letter goes, and what opens the client's page beside its link."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contracts.enums import Factor
from contracts.models import Authorisation
from desk.clients.models import ContactPoint


class AddressForm(forms.Form):
    """To which confirmed address the letter goes."""

    to = forms.ModelChoiceField(
        queryset=ContactPoint.objects.none(), label=_("Send the letter to"), empty_label=None
    )

    def __init__(self, data: Mapping[str, Any] | None, addresses: Sequence[ContactPoint]) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ContactPoint.objects.filter(pk__in=[each.pk for each in addresses]).order_by("pk")
        # In the order given, the one to be preferred first; they are not read once more to be shown.
        field.choices = [(each.pk, str(each)) for each in addresses]
        field.initial = addresses[0].pk if addresses else None


class SendForm(AddressForm):
    """The same, and the code that opens the page: to another address, or told in the call."""

    opens = forms.ChoiceField(
        label=_("The client's page opens with"), required=False,
        help_text=_("Whoever reads the letter alone should not see the documents."),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, addresses: Sequence[ContactPoint]) -> None:
        super().__init__(data, addresses)
        # A code goes to another address than the letter: of two it is the other one, of more one is chosen.
        self._addresses = {str(each.pk): each for each in addresses}
        ways = [(key, _("a code to %(to)s") % {"to": each.shown}) for key, each in self._addresses.items()]
        ways = ways if len(addresses) > 2 else [(str(Factor.CONTACT), str(Factor.CONTACT.label))]
        ways = ways if len(addresses) > 1 else []
        first = ways[min(1, len(ways) - 1)][0] if ways else str(Factor.TOLD)
        ways.append((str(Factor.TOLD), str(Factor.TOLD.label)))
        if settings.CLIENT_PAGE_FACTOR == "offered":
            ways.append((str(Factor.NONE), str(Factor.NONE.label)))
        opens = self.fields["opens"]
        assert isinstance(opens, forms.ChoiceField)
        opens.choices = ways
        opens.initial = first

    @property
    def code_to(self) -> ContactPoint | None:
        if self.cleaned_data["opens"] != Factor.CONTACT:
            return self._addresses.get(self.cleaned_data["opens"])
        return next(each for each in self._addresses.values() if each != self.cleaned_data["to"])

    @property
    def factor(self) -> Factor | None:
        """None where nothing was chosen: then it is as the desk is set up."""
        if self.code_to is not None:
            return Factor.CONTACT
        return Factor(self.cleaned_data["opens"]) if self.cleaned_data["opens"] else None


class RecallForm(forms.Form):
    """What is recalled, the whole package or one document of it, and whether the client is told."""

    what = forms.ChoiceField(label=_("What is recalled"), required=False)
    tell = forms.BooleanField(label=_("Write to the client not to sign it"), required=False, initial=True)

    def __init__(
        self, data: Mapping[str, Any] | None, documents: Sequence[Authorisation], known: bool
    ) -> None:
        super().__init__(data)
        kept = {str(each.pk): each for each in documents if not each.is_dropped}
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = [("", str(_("all documents of the package")))]
        what.choices += [(key, f"{each.kind} {each.number}".strip()) for key, each in kept.items()]
        self._kept = kept
        if len(kept) < 2:
            del self.fields["what"]
        if not known:
            del self.fields["tell"]

    @property
    def document(self) -> Authorisation | None:
        """The one that is recalled; None for all."""
        return self._kept.get(self.cleaned_data.get("what", ""))
