"""What the administrator says of a new key; checks of form only."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.login.enums import Scope
from desk.login.models.keys import in_a_year
from desk.people.models import User


class KeyForm(forms.Form):
    """For which program, in whose name, what it opens, until when."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Which system reads with it."))
    owner = forms.ModelChoiceField(
        label=_("In whose name"),
        queryset=User.objects.filter(is_active=True).order_by("last_name", "first_name"),
        help_text=_("The program sees what this person may see, and the access log names this person."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Opens"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        help_text=_("At most a year from today."),
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = in_a_year()

    def clean_expires_on(self) -> date:
        """Not before today, and a year at most."""
        day: date = self.cleaned_data["expires_on"]
        if not workdays.today() <= day <= in_a_year():
            raise forms.ValidationError(_("A key opens for a year at most, and not before today."))
        return day
