"""What lists of records are narrowed by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.people.models import User


def _day(label: object) -> forms.DateField:
    widget = forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"})
    return forms.DateField(label=label, required=False, widget=widget)  # type: ignore[arg-type]


class AccessLogForm(forms.Form):
    """Who looked at whom, from when to when; ids only, so that it may stand in an address."""

    user = forms.ModelChoiceField(
        label=_("Who looked"),
        required=False,
        queryset=User.objects.order_by("last_name", "first_name"),
        empty_label=_("everyone"),
    )
    kind = forms.ChoiceField(
        label=_("At whom"),
        required=False,
        choices=[("", _("everyone")), ("client", _("client")), ("person", _("contact person"))],
    )
    number = forms.IntegerField(
        label=_("Number of the client or person"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    since = _day(_("Since"))
    until = _day(_("Until"))


class PeriodForm(forms.Form):
    """From when to when."""

    since = _day(_("Since"))
    until = _day(_("Until"))
