"""What people fill in about guides and instructions; checks of form only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.ee import ik

from desk.guides import topics
from desk.guides.actions import Wording
from desk.guides.models import GuideVersion, Instruction
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import DESK

LONGEST = 20_000  # characters of a text
_WRITING = _("Markdown: ## heading, - list, **bold**. What begins with > is read out to the client.")
_STEPS = _("One step on each line; the same number of lines in every language.")


def _text(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=area, help_text=help_text)


class WordingForm(forms.Form):
    """The words of a version in three languages."""

    title_et = forms.CharField(label=_("Title in Estonian"), max_length=150)
    body_et = _text(_("Text in Estonian"), 12, _WRITING)
    steps_et = _text(_("Steps in Estonian"), 6, _STEPS)
    title_ru = forms.CharField(label=_("Title in Russian"), max_length=150, required=False)
    body_ru = _text(_("Text in Russian"), 8)
    steps_ru = _text(_("Steps in Russian"), 4)
    title_en = forms.CharField(label=_("Title in English"), max_length=150, required=False)
    body_en = _text(_("Text in English"), 8)
    steps_en = _text(_("Steps in English"), 4)
    change_note = forms.CharField(
        label=_("What changed"), max_length=300, required=False,
        help_text=_("Told to those who marked the guide as wrong."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """No codes of people, and steps that stand beside each other in every language."""
        values = super().clean() or {}
        for name, text in list(values.items()):
            if holds_code(str(text)):
                self.add_error(name, _("A guide holds no personal codes."))
        wanted = len(lines(values.get("steps_et", "")))
        for code in ("ru", "en"):
            given = len(lines(values.get(f"steps_{code}", "")))
            if given not in {0, wanted}:
                self.add_error(f"steps_{code}", _("There must be as many steps as in Estonian, or none."))
        return values

    def wording(self) -> Wording:
        """What the form says, as the action takes it."""
        values = dict(self.cleaned_data)
        et, ru, en = (lines(values.pop(f"steps_{code}")) for code in ("et", "ru", "en"))
        steps = list(zip(et, en or [""] * len(et), ru or [""] * len(et), strict=True))
        return Wording(**values, steps=steps)


def wording_of(version: GuideVersion | None) -> dict[str, str]:
    """What the form begins with: the words of this version, without its note of what changed."""
    if version is None:
        return {}
    steps = list(version.steps.all())
    given = {
        f"{part}_{code}": getattr(version, f"{part}_{code}")
        for part in ("title", "body")
        for code in ("et", "ru", "en")
    }
    return given | {
        f"steps_{code}": "\n".join(texts) if any(texts := [getattr(s, f"text_{code}") for s in steps]) else ""
        for code in ("et", "ru", "en")
    }


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def holds_code(text: str) -> bool:
    """Whether a personal code stands in the text."""
    digits = "".join(sign if sign.isdigit() else " " for sign in text)
    return any(len(number) == 11 and ik.is_valid(number) for number in digits.split())


class AboutForm(forms.Form):
    """What a guide is about, and who answers for it."""

    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        required=False,
        choices=topics.choices,
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )
    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int)
    review_months = forms.IntegerField(
        label=_("Reviewed every so many months"), min_value=1, max_value=36, initial=6
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {user.pk: user for user in at_the_desk_today()}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.TypedChoiceField)
        owner.choices = [(str(pk), str(user)) for pk, user in self.people.items()]

    def clean_owner(self) -> User:
        """The chosen person."""
        return self.people[self.cleaned_data["owner"]]


def at_the_desk_today() -> Iterable[User]:
    """Those who may own a guide."""
    return (
        User.objects.filter(is_active=True, roles__role__in=DESK)
        .distinct()
        .order_by("first_name", "last_name", "pk")
    )


class InstructionForm(forms.Form):
    """An instruction to the team."""

    title = forms.CharField(label=_("Title"), max_length=150)
    body = forms.CharField(
        label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10}), help_text=_WRITING
    )
    roles = forms.MultipleChoiceField(
        label=_("For"), choices=Role.choices, widget=forms.CheckboxSelectMultiple,
        initial=[Role.SPECIALIST.value, Role.SENIOR.value],
    )  # fmt: skip
    important = forms.BooleanField(label=_("Important"), required=False)
    read_by_day = forms.DateField(
        label=_("To be read by"), required=False, widget=forms.DateInput(format="%d.%m.%Y")
    )
    until_day = forms.DateField(
        label=_("Stands until"), required=False, widget=forms.DateInput(format="%d.%m.%Y"),
        help_text=_("Empty: until it is withdrawn or replaced."),
    )  # fmt: skip

    @staticmethod
    def of(instruction: Instruction) -> dict[str, Any]:
        """What the form begins with."""
        names = ("title", "body", "roles", "important", "read_by_day", "until_day")
        return {name: getattr(instruction, name) for name in names}
