"""What the desk fills in when a ticket came back; checks of form only."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from tickets.enums import State
from tickets.forms.ticket import AnswerForm
from tickets.leaving.sheet import typed
from tickets.models import Escalation, Return, Unit


class SupplyForm(AnswerForm):
    """The answers as they stand, those that were not good enough first, and what no question asks for."""

    prefix = "mend"

    def __init__(
        self, escalation: Escalation, waiting: Return, data: Mapping[str, Any] | None = None
    ) -> None:
        questions = list(escalation.form.questions.all())
        self.keys = [question.key for question in questions]
        self.named = [key for key in self.keys if key in waiting.missing]
        super().__init__(questions, data, initial=typed(escalation))
        for field in self.fields.values():
            field.required = False  # what is missing is said all at once, by the action
            field.widget.attrs.pop("autofocus", None)
        # The underscore tells them from questions: they are no answers.
        self.fields["_more"] = forms.CharField(
            label=_("What else they asked for"), required=False, max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )  # fmt: skip
        self.fields["_missing"] = forms.MultipleChoiceField(
            label=_("What was missing"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(question.key, question.label) for question in questions], initial=self.named,
            help_text=_("Read out of the words of the second level; tick what it really was. It is counted."),
        )  # fmt: skip
        self.fields[[*self.named, "_more"][0]].widget.attrs["data-key"] = "t"

    @property
    def named_fields(self) -> list[BoundField]:
        """The fields of what was missing."""
        return [self[key] for key in self.named]

    @property
    def other_fields(self) -> list[BoundField]:
        """The fields of the other questions."""
        return [self[key] for key in self.keys if key not in self.named]

    @property
    def more(self) -> BoundField:
        """What no question asks for."""
        return self["_more"]

    @property
    def ticks(self) -> BoundField:
        """Which questions were not answered well enough."""
        return self["_missing"]

    @property
    def given(self) -> dict[str, Any]:
        """What `actions.supply` takes."""
        data = self.cleaned_data
        # A browser ends lines in two letters, which is no change of the answer.
        answers = {key: str(data.get(key) or "").replace("\r\n", "\n") for key in self.keys}
        return {"answers": answers, "more": data["_more"], "missing": data["_missing"]}


class HandOnForm(forms.Form):
    """The unit that may solve it."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, escalation: Escalation, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        units = Unit.objects.selectable()
        # What was deleted may be asked of the same unit anew.
        lost = escalation.state == State.LOST
        field.queryset = units if lost else units.exclude(pk=escalation.unit_id)


class ReasonForm(forms.Form):
    """Why, in words."""

    reason = forms.CharField(label=_("Reason"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))


class AskAgainForm(ReasonForm):
    """Why the second level should look again; it goes into the issue."""

    prefix = "again"
    reason = forms.CharField(
        label=_("Why the second level should look again"), max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It goes into JIRA: no personal data."),
    )  # fmt: skip


class DismissForm(ReasonForm):
    """Why the client need not be told anew."""

    prefix = "dismiss"
    reason = forms.CharField(label=_("Why the client need not be told anew"), max_length=100)
