"""Setting and lifting a legal hold."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.records.holding import KINDS
from desk.records.words import THINGS


class HoldForm(forms.Form):
    """What must stay, why and until when."""

    kind = forms.ChoiceField(label=_("What must stay"), choices=[(kind, THINGS[kind]) for kind in KINDS])
    number = forms.IntegerField(
        label=_("Its number in the address of its page"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Such as the number of the court case. No names: auditors read it."),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: until the head lifts it."),
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"}),
    )
