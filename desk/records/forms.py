"""What lists of records are narrowed by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.people.models import User
from desk.records.enums import DECIDED, Reason
from desk.records.words import THINGS

# Kinds of work that the log is narrowed by.
PURPOSES = ("call", "enquiry", "package", "escalation", "order", "search", "list", "api", "audit")


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
        choices=[
            ("", _("everyone")),
            ("client", _("client")),
            ("person", _("contact person")),
            ("user", _("colleague")),
        ],
    )
    number = forms.IntegerField(
        label=_("Number of the client or person"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(
        label=_("Why"),
        required=False,
        choices=lambda: [
            ("", _("anything")),
            ("none", _("nobody said why")),
            ("refused", _("turned away")),
            *sorted(((why, str(THINGS[why])) for why in PURPOSES), key=lambda choice: choice[1]),
            *Reason.choices,
        ],
    )
    since = _day(_("Since"))
    until = _day(_("Until"))
    # One person may be several rows: "client-3,person-7".
    about = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean_about(self) -> list[tuple[str, int]]:
        found = []
        for part in filter(None, self.cleaned_data["about"].split(",")):
            kind, _hyphen, number = part.partition("-")
            if kind not in {"client", "person"} or not number.isdecimal() or len(number) > 18:
                raise forms.ValidationError(_("This address is not understood."))
            found.append((kind, int(number)))
        return found


class WhoForm(forms.Form):
    """Whom the log is about, by a personal code."""

    code = forms.CharField(
        label=_("Personal code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ExplainForm(forms.Form):
    """Why somebody looked."""

    text = forms.CharField(
        label=_("Why you looked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the work was, and who asked for it. Name no client here."),
    )  # fmt: skip


class DecideForm(forms.Form):
    """What becomes of a look that was drawn."""

    verdict = forms.ChoiceField(
        choices=[(state.value, state.label) for state in DECIDED], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the look is not in order."),
    )  # fmt: skip


class PeriodForm(forms.Form):
    """From when to when."""

    since = _day(_("Since"))
    until = _day(_("Until"))
