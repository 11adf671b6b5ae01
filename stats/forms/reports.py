"""What is said about a report: answers, what became of them, why it is made anew; checks of form only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stats.enums.reports import WarehouseTable


class AnswerForm(forms.Form):
    """What the unit will change."""

    text = forms.CharField(
        label=_("What will your unit change?"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("For example a text, a guide or the portal. “Nothing” is an answer too; say why."),
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("By when?"), required=False, widget=forms.DateInput({"inputmode": "numeric"}),
        help_text=_("For example 05.03.2026. Empty: no day can be said."),
    )  # fmt: skip


class FollowForm(forms.Form):
    """What became of it."""

    done = forms.ChoiceField(
        label=_("Is it done?"), choices=[("yes", _("done")), ("no", _("not done yet"))],
        widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip
    text = forms.CharField(label=_("What became of it?"), max_length=1000, widget=forms.Textarea({"rows": 2}))


class AgainForm(forms.Form):
    """Why a report is made anew."""

    why = forms.CharField(
        label=_("Why is it made anew?"), max_length=300,
        help_text=_("Its readers get a new version, which names this one and says why."),
    )  # fmt: skip


class TableForm(forms.Form):
    """Which table of figures, of which month."""

    table = forms.ChoiceField(label=_("Table"), choices=WarehouseTable.choices)
    grain = forms.ChoiceField(
        label=_("Counted by"), choices=[("monthly", _("the whole month")), ("daily", _("days of the month"))]
    )
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", label=_("Month"))
