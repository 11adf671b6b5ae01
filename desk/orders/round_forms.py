"""What the head says of a repeating order; checks of form only."""

from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from desk.orders.actions.rounds import Routine
from desk.orders.enums import Repeats
from desk.orders.models import Round
from desk.people.models import User

_MONDAY = date(2024, 1, 1)


def _weekdays() -> list[tuple[str, str]]:
    names = (formats.date_format(_MONDAY.replace(day=1 + number), "l") for number in range(7))
    return [("", "–"), *((str(number), name) for number, name in enumerate(names))]


def _months() -> list[tuple[str, str]]:
    names = (formats.date_format(_MONDAY.replace(month=number), "F") for number in range(1, 13))
    return [("", "–"), *((str(number), name) for number, name in enumerate(names, start=1))]


class RoundForm(forms.Form):
    """What comes again, when, and whose it is."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What is to be done"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 4})
    )
    repeats = forms.ChoiceField(label=_("Comes again"), choices=Repeats)
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), choices=_weekdays, coerce=int, empty_value=None, required=False,
        help_text=_("Of one that comes every week."),
    )  # fmt: skip
    day = forms.IntegerField(
        label=_("Day of the month"), required=False, min_value=1, max_value=31,
        help_text=_("Of one that comes every month or year; 31 is the last day."),
    )  # fmt: skip
    month = forms.TypedChoiceField(
        label=_("Month"), choices=_months, coerce=int, empty_value=None, required=False,
        help_text=_("Of one that comes every year."),
    )  # fmt: skip
    due_time = forms.TimeField(label=_("To be done by"), input_formats=["%H:%M"], initial="16:00")
    due_days = forms.IntegerField(
        label=_("Working days given"), min_value=0, max_value=60, initial=0,
        help_text=_("0: it is to be done on the day it comes."),
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("People"), widget=forms.CheckboxSelectMultiple
    )
    in_turn = forms.TypedChoiceField(
        label=_("Who of them"), widget=forms.RadioSelect, coerce=lambda value: value == "turn",
        choices=[("turn", _("one of them in turn")), ("all", _("everybody each time"))], initial="turn",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Any, round_: Round | None = None) -> None:
        super().__init__(data, initial=_initial(round_) if round_ else None)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = people

    def clean(self) -> dict[str, Any]:
        """Of weekday, day and month those are needed that say when it comes."""
        said: dict[str, Any] = super().clean() or {}
        needed = {Repeats.WEEK: ["weekday"], Repeats.MONTH: ["day"], Repeats.YEAR: ["day", "month"]}
        for name in needed.get(said.get("repeats", ""), []):
            if said.get(name) is None and name not in self.errors:
                self.add_error(name, _("Say on which day it comes."))
        return said

    @property
    def routine(self) -> Routine:
        """What the valid form says."""
        said = dict(self.cleaned_data)
        return Routine(repeats=Repeats(said.pop("repeats")), people=list(said.pop("people")), **said)


def _initial(round_: Round) -> dict[str, Any]:
    names = ("title", "text", "repeats", "weekday", "day", "month", "due_days")
    people = list(round_.people.values_list("pk", flat=True))
    return {
        **{name: getattr(round_, name) for name in names},
        "due_time": f"{round_.due_time:%H:%M}",
        "in_turn": "turn" if round_.in_turn else "all",
        "people": people,
    }
