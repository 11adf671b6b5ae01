"""What a head types about a declaration period."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DueForm(forms.Form):
    """Another due date for one period, and why."""

    due_on = forms.DateField(
        label=_("Due"), widget=forms.DateInput({"type": "date", "data-key": "d"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Why it is set by hand"), max_length=200,
        help_text=_("For example the notice by which the term was put off."),
    )  # fmt: skip
