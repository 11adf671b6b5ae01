"""What narrows the rows behind a figure; bad values are said, not guessed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stats.figures import Chosen, Figure
from stats.models import Contacts
from stats.records.behind import SLOT, Narrower, measures_of, narrowed_days

QUARTERS = [(str(minute), str(minute)) for minute in range(0, 60, SLOT)]


def _number(label: Any, least: int, most: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most)


class NarrowerForm(forms.Form):
    """What an address says beside the choice of contacts."""

    measure = forms.CharField(required=False, max_length=40)
    hour = _number(gettext_lazy("Hour"), 0, 23)
    weekday = _number(gettext_lazy("Weekday"), 1, 7)
    minute = forms.TypedChoiceField(
        label=gettext_lazy("Quarter of an hour"), choices=[("", ""), *QUARTERS], required=False, coerce=int,
        empty_value=None,
    )  # fmt: skip
    user = _number(gettext_lazy("Person"), 1)
    day = forms.DateField(label=gettext_lazy("Day"), required=False, input_formats=["%Y-%m-%d"])
    week = forms.DateField(label=gettext_lazy("Week"), required=False, input_formats=["%Y-%m-%d"])
    word = forms.CharField(label=gettext_lazy("Word"), required=False, max_length=40)

    def __init__(self, data: Any, figure: Figure) -> None:
        super().__init__(data)
        self.figure = figure

    def clean_measure(self) -> str:
        """The asked one, else the one that the figure is about first."""
        measures, asked = measures_of(self.figure), str(self.cleaned_data["measure"])
        if asked and asked not in measures:
            raise forms.ValidationError(_("This figure has no such part."))
        return asked or (measures[0] if measures else "")

    def clean_word(self) -> str:
        """Words stand in enquiries."""
        word = str(self.cleaned_data["word"])
        if word and self.figure.model is not Contacts:
            raise forms.ValidationError(_("Words are looked for in enquiries only."))
        return word

    def narrower(self) -> Narrower:
        """What the valid form says."""
        said = self.cleaned_data
        return Narrower(
            measure=said["measure"], hour=said["hour"], weekday=said["weekday"], minute=said["minute"],
            user=said["user"], word=said["word"],
        )  # fmt: skip

    def within(self, chosen: Chosen) -> Chosen:
        """The choice, of one day or week where that is asked."""
        return narrowed_days(chosen, self.cleaned_data["day"], self.cleaned_data["week"])
