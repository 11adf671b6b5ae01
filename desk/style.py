"""The form that the style guide shows."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One field of every kind that forms of the desk use."""

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Letters about the enquiry go here."))
    language = forms.ChoiceField(
        label=_("Language"), choices=[("et", "eesti"), ("ru", "русский"), ("en", "English")]
    )
    due = forms.DateField(label=_("Due date"), required=False)
    question = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[("call", _("Call")), ("mail", _("E-mail"))],
        widget=forms.RadioSelect,
        required=False,
    )
    agreed = forms.BooleanField(label=_("Contact details were checked with the caller"), required=False)
    file = forms.FileField(label=_("File"), required=False)
