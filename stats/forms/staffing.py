"""What people fill in about forecasts and staffing; checks of form only."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stats.actions.proposals import ASSUMPTIONS
from stats.enums.staffing import Outcome
from stats.models import Forecast, Proposal
from stats.models.staffing import LONGEST

AHEAD = 16  # weeks from which the first one is chosen


def _weeks(first: date, count: int) -> list[tuple[str, str]]:
    mondays = [first + timedelta(weeks=number) for number in range(count)]
    return [(str(day), f"{day:%d.%m}–{day + timedelta(days=6):%d.%m.%Y}") for day in mondays]


def _day(value: str) -> date:
    return date.fromisoformat(value)


class ForecastForm(forms.Form):
    """Which weeks to forecast."""

    first = forms.TypedChoiceField(label=_("From the week"), coerce=_day)
    weeks = forms.IntegerField(
        label=_("How many weeks"), min_value=1, max_value=LONGEST, initial=2,
        widget=forms.NumberInput({"size": 3}),
    )  # fmt: skip
    by_hand = forms.IntegerField(
        label=_("Calls a week by hand"), required=False, min_value=0, max_value=100_000,
        help_text=_("Only where nothing was counted yet, or to try out another load."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, monday: date) -> None:
        super().__init__(data, initial={"first": str(monday + timedelta(weeks=1))})
        first = self.fields["first"]
        assert isinstance(first, forms.TypedChoiceField)
        first.choices = _weeks(monday, AHEAD)


class ProposalForm(forms.Form):
    """A new proposal on a forecast."""

    title = forms.CharField(
        label=_("Title"), max_length=200, widget=forms.TextInput({"data-key": "k"}),
        help_text=_("Stands in lists: no names or codes of clients."),
    )  # fmt: skip
    first = forms.TypedChoiceField(label=_("From the week"), coerce=_day)
    weeks = forms.IntegerField(
        label=_("How many weeks"), min_value=1, max_value=4, initial=1, widget=forms.NumberInput({"size": 3})
    )

    def __init__(self, data: Any = None, *, forecast: Forecast) -> None:
        super().__init__(data)
        first = self.fields["first"]
        assert isinstance(first, forms.TypedChoiceField)
        first.choices = _weeks(forecast.first, forecast.weeks)


class AssumptionsForm(forms.ModelForm[Proposal]):
    """The assumptions of a draft, and the proposal in words."""

    class Meta:
        model = Proposal
        fields = ("title", "text", *ASSUMPTIONS)
        widgets = {
            "text": forms.Textarea({"rows": 7}),
            "planned_for": forms.RadioSelect,
        }  # fmt: skip
        help_texts = {
            "text": _("What you propose and why; the numbers stand beside it. No names or codes of clients."),
            "patience_s": _("Empty: nobody gives up (Erlang C)."),
            "handle_s": _("Empty: as measured at each hour."),
            "least": _("In every half-hour in which the desk is open."),
            "shrink_leave": _("Absences in the roster are taken off there already."),
        }

    def parts(self, *names: str) -> list[forms.BoundField]:
        """These fields, in this order."""
        return [self[name] for name in names]

    @property
    def service(self) -> list[forms.BoundField]:
        """How quickly, and for which load."""
        return self.parts("target", "threshold_s", "patience_s", "handle_s", "least")

    @property
    def lost(self) -> list[forms.BoundField]:
        """The parts of paid time that are lost to the line."""
        return self.parts("shrink_leave", "shrink_unforeseen", "shrink_meetings", "shrink_training")

    @property
    def norms(self) -> list[forms.BoundField]:
        """How long other work takes."""
        return self.parts("letter_minutes", "document_minutes", "ticket_minutes", "visit_minutes", "idle_use")


class DecisionForm(forms.Form):
    """What the head decides, and why."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Kept as you write it; nobody can change it afterwards."),
    )  # fmt: skip


class WhatIfForm(forms.Form):
    """A load and how quickly it is to be answered."""

    calls = forms.FloatField(label=_("Calls in half an hour"), min_value=0, max_value=5000, initial=10)
    handle = forms.FloatField(label=_("Handling time, seconds"), min_value=10, max_value=7200, initial=300)
    target = forms.FloatField(label=_("Service level aimed at, %"), min_value=10, max_value=99, initial=80)
    threshold = forms.FloatField(label=_("Answered within, seconds"), min_value=0, max_value=3600, initial=20)
    patience = forms.FloatField(
        label=_("Patience, seconds"), required=False, min_value=5, max_value=7200,
        help_text=_("Empty: nobody gives up."),
    )  # fmt: skip
    shrinkage = forms.FloatField(label=_("Time lost, %"), min_value=0, max_value=80, initial=11)
