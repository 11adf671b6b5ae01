"""What is filled in to book a visit; checks of form only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.counter.forms import grouped
from desk.enquiries.models import Topic
from desk.people.enums import Language
from desk.people.models import User


class BookForm(forms.Form):
    """Who comes and about what; emptied when the visit is over, except client, person and topic."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic"), required=False, empty_label="",
        widget=forms.Select({"data-key": "u", "data-picker": "topics"}),
    )  # fmt: skip
    visitor = forms.CharField(
        label=_("Visitor"), required=False, max_length=120,
        help_text=_("Name or organisation; emptied when the visit is over."),
        widget=forms.TextInput({"autocomplete": "off", "data-key": "k"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), required=False,
        help_text=_("The confirmation and the reminder go there; without an address nothing is sent."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the letters"), choices=Language, initial=Language.ET)
    specialist = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("Waits for"), required=False, empty_label=_("anyone")
    )
    reason = forms.CharField(
        label=_("Reason, in the visitor's words"), required=False, max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, topics: Iterable[Topic], people: Iterable[User],
        initial: dict[str, Any],
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id="book_%s", initial=initial)
        topic, specialist = self.fields["topic"], self.fields["specialist"]
        assert isinstance(topic, forms.ModelChoiceField)
        assert isinstance(specialist, forms.ModelChoiceField)
        topic.queryset = Topic.objects.selectable()
        topic.choices = [("", ""), *grouped(topics)]
        specialist.choices = [("", _("anyone")), *((one.pk, str(one)) for one in people)]
