"""What is asked about a to-do: to whom it goes, until when, and why."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.people.actions.owed import LONGEST
from desk.people.models import User


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, input_formats=["%d.%m.%Y", "%Y-%m-%d"], **options)


class DueForm(forms.Form):
    """A day and, where it matters, an hour; without an hour it is due by the end of the working day."""

    day = _day(_("Due"), required=False, help_text=_("Day, for example 05.03.2027; empty: no time"))
    hour = forms.TimeField(label=_("Hour"), required=False, input_formats=["%H:%M"])

    def due_at(self) -> datetime | None:
        """The moment in the agency's time; None without a day."""
        day = self.cleaned_data.get("day")
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day, self.cleaned_data.get("hour") or time(17)))


class ChangeDueForm(DueForm):
    reason = forms.CharField(label=_("Why the time changes"), max_length=300)


class _People(forms.Form):
    owner = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who does it"))

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = people


class GiveForm(_People):
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class AskForm(_People, DueForm):
    text = forms.CharField(
        label=_("What is to be done"), max_length=LONGEST, help_text=_("No names or codes of clients.")
    )
    field_order = ["owner", "text", "day", "hour"]
