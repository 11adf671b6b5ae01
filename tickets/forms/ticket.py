"""The form of a second-level unit, made of its rows; and the forms of a ticket's page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from tickets.enums import FieldKind, Fill
from tickets.leaving import filling
from tickets.models import Question


class AnswerForm(forms.Form):
    """One field for each question of the unit. What is missing is judged by `completeness`, not here.

    `known` are answers that the desk has filled in: a field that still holds one says so.
    """

    use_required_attribute = False  # the side says what is missing, and says all of it at once

    def __init__(
        self,
        questions: Iterable[Question],
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
        known: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for question in questions:
            self.fields[question.key] = _field(question)
        given = self.answers
        self.filled = {key for key, text in (known or {}).items() if given.get(key, "").strip() == text}
        for question in questions:
            text, filled = given.get(question.key, ""), question.key in self.filled
            self[question.key].help_text = _help(question, text, filled=filled)
        if self.fields and data is None:
            next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    @property
    def answers(self) -> dict[str, str]:
        """What stands in the form now, complete or not."""
        return {name: str(self[name].value() or "").replace("\r\n", "\n") for name in self.fields}

    def refused(self, said: Mapping[str, str]) -> None:
        """Nothing is wrong with the form but what JIRA says of these fields."""
        self.full_clean()
        self.errors.clear()
        for key, message in said.items():
            self.add_error(key, _("JIRA: %(message)s") % {"message": message})


def _help(question: Question, given: str, *, filled: bool) -> str:
    texts = [question.help or (_("For example 05.03.2026") if question.kind == FieldKind.DATE else "")]
    if filled:
        what = Fill(question.fills).label
        texts.append(_("Filled in by the desk (%(what)s): read it through.") % {"what": what})
    elif not given and filling.to_ask(question):
        texts.append(_("The desk does not know it: ask the enquirer."))
    return " ".join(str(escape(text)) for text in texts if text)


def _field(question: Question) -> forms.Field:
    shared: dict[str, Any] = {"label": question.label, "required": question.required}
    if question.kind == FieldKind.CHOICE:
        choices = [("", _("Choose")), *((option, option) for option in question.options)]
        return forms.ChoiceField(choices=choices, **shared)
    if question.kind == FieldKind.LONG:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000, **shared)
    return forms.CharField(max_length=300, **shared)


class CommentForm(forms.Form):
    """A word to the second level; it goes into the issue."""

    text = forms.CharField(label=_("Comment to the second level"), widget=forms.Textarea(attrs={"rows": 3}))


class KeyForm(forms.Form):
    """The number of an issue that a person made in JIRA, when the desk cannot."""

    key = forms.CharField(label=_("Number of the issue"), max_length=40)


class AnswerByHandForm(forms.Form):
    """What the second level answered, when the desk cannot hear it itself."""

    answer = forms.CharField(label=_("Answer of the second level"), widget=forms.Textarea(attrs={"rows": 5}))
