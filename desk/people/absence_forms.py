"""What people fill in about an absence: who, from when to when, and who does the work. Never why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.people.models import User


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class AbsenceForm(forms.Form):
    """Days away and the deputy."""

    first_day = _day(_("First day away"))
    last_day = _day(_("Last day away"))
    deputy = forms.TypedChoiceField(
        label=_("Deputy"), required=False, coerce=int, empty_value=None,
        help_text=_("Does the work meanwhile; without a deputy it falls to those who lead."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: dict[int, User], away: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.away = people, away
        others = [(pk, str(person)) for pk, person in people.items() if pk != away.pk]
        self.fields["deputy"].choices = [("", _("nobody")), *others]  # type: ignore[attr-defined]

    def clean_deputy(self) -> User | None:
        """The chosen person."""
        return self.people.get(self.cleaned_data["deputy"])


class NewAbsenceForm(AbsenceForm):
    """An absence of one's own, or of anyone where the person leads."""

    user = forms.TypedChoiceField(label=_("Who is away"), required=False, coerce=int, empty_value=None)
    field_order = ("user", "first_day", "last_day", "deputy")

    def __init__(self, *args: Any, people: dict[int, User], away: User, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, people=people, away=away, **kwargs)
        if not leads:
            del self.fields["user"]
            return
        everyone = [(pk, str(person)) for pk, person in people.items()]
        self.fields["user"].choices = everyone  # type: ignore[attr-defined]
        self.fields["user"].initial = away.pk
        # Whoever is chosen above may have anyone else as deputy; the action refuses oneself.
        self.fields["deputy"].choices = [("", _("nobody")), *everyone]  # type: ignore[attr-defined]

    def clean_user(self) -> User:
        """The person who is away."""
        return self.people.get(self.cleaned_data["user"], self.away)
