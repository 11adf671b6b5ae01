"""The span of days that a page of people's work is about; checks of form only."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import workdays
from stats import spans
from stats.figures import Chosen

USUAL = "last_week"
WORDS = ("week", USUAL, "month", "last_month", "quarter", "last_quarter", spans.OWN)
LONGEST = 400  # days: a year, and the same month of the year before


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off", "size": 10})
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%d.%m.%Y", "%Y-%m-%d"])


def _as_typed(text: str) -> str:
    """A day of an address as people write it."""
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


class SpanForm(forms.Form):
    """Days by a word or by their dates; without either the last whole week."""

    span = forms.ChoiceField(
        label=gettext_lazy("Time"), required=False,
        choices=[(word, label) for word, label in spans.PRESETS.items() if word in WORDS],
    )  # fmt: skip
    first = _day(gettext_lazy("From"))
    last = _day(gettext_lazy("Until"))

    def __init__(self, data: QueryDict) -> None:
        given = data.copy()
        if not given.get("span"):
            given["span"] = spans.OWN if given.get("first") or given.get("last") else USUAL
        for name in ("first", "last"):
            given[name] = _as_typed(given.get(name, ""))
        super().__init__(given)

    def clean(self) -> dict[str, Any]:
        """The days, from the word or as they were typed."""
        said: dict[str, Any] = super().clean() or {}
        span = said.get("span", "")
        if span and span != spans.OWN:
            said["first"], said["last"] = spans.of(span, workdays.today())
            return said
        first, last = said.get("first"), said.get("last")
        for name, day in (("first", first), ("last", last)):
            if day is None and name not in self.errors:
                self.add_error(name, _("Own dates need both days, for example 05.03.2026."))
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first one."))
        elif first and last and (last - first).days >= LONGEST:
            self.add_error("last", _("Choose at most %(days)s days.") % {"days": LONGEST})
        return said

    def chosen(self) -> Chosen:
        """What the form says; the usual span while it says nothing sensible."""
        if self.is_valid():
            return Chosen(self.cleaned_data["first"], self.cleaned_data["last"])
        return Chosen(*spans.of(USUAL, workdays.today()))

    def kept(self) -> str:
        """The span as in an address, a word as that word."""
        chosen = self.chosen()
        word = self.data.get("span", USUAL)
        return chosen.query(span=word) if word == spans.OWN or not self.is_valid() else f"span={word}"
