"""For which day the register of signing rights is shown."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """Any day, past or to come."""

    day = forms.DateField(
        label=_("On the day"), widget=forms.DateInput({"autocomplete": "off"}, format="%d.%m.%Y")
    )
