"""What is typed into the week's plan."""

import re
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.people import roster
from desk.people.actions import Hours
from desk.people.enums import Duty
from desk.people.models import User

_MOMENT = re.compile(r"(\d{1,2})(?:[:.,]?(\d{2}))?")


class HoursField(forms.CharField):
    """`9-17`, `8.30-12` or `0830–1700`: two times of day."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "inputmode": "text", "placeholder": "8.30–17", "size": 12}
        super().__init__(label=_("Times"), max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> tuple[time, time]:
        text = str(super().clean(value)).replace(" ", "")
        parts = re.split(r"[-–—]", text)
        moments = [_time(part) for part in parts]
        if len(moments) != 2 or moments[0] is None or moments[1] is None:
            raise forms.ValidationError(_("Two times of day, as 8.30–17."))
        return moments[0], moments[1]


def _time(text: str) -> time | None:
    match = _MOMENT.fullmatch(text)
    try:
        return time(int(match[1]), int(match[2] or 0)) if match else None
    except ValueError:
        return None


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Planning(forms.Form):
    @property
    def wanted(self) -> Hours:
        begins, ends = self.cleaned_data["hours"]
        return Hours(begins, ends, Duty(self.cleaned_data["duty"]))


class ShiftForm(_Planning):
    """One shift of one person; a new one may go on to Friday."""

    hours = HoursField()
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)
    to_friday = forms.BooleanField(label=_("every day to Friday"), required=False)


class HelperForm(_Planning):
    """A colleague who comes to the desk for some days."""

    person = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none())
    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hours = HoursField()
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)

    def __init__(self, *args: Any, first: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"first": first, "last": first, "hours": "8.30–17"}
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = roster.outside_the_desk(first)  # type: ignore[attr-defined]
