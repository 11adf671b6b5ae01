"""What is said of a suggestion, its answer, a change and its judgement; checks of form only."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.enquiries.forms import topic_choices
from desk.enquiries.models import Topic
from desk.guides.enums import VersionState
from desk.guides.models import GuideVersion
from desk.people import roster
from desk.people.models import User
from desk.people.permissions import LEADS
from stats.actions.changes import MOST_FIGURES, Entry
from stats.enums.process import Became, Expected, IdeaState, Verdict
from stats.figures import FIGURES
from stats.models import Idea, ProcessChange

LONGEST = 5000  # letters of a text
MOST_IDEAS = 50  # suggestions that are offered


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _guides() -> Iterator[tuple[str, str]]:
    yield "", "–"
    rows = GuideVersion.objects.filter(state=VersionState.PUBLISHED, guide__active=True)
    for pk, title in rows.order_by("title_et", "pk").values_list("guide_id", "title_et"):
        yield str(pk), title


def _figures() -> Iterator[tuple[str, str]]:
    yield "", "–"
    for code, figure in FIGURES.items():
        yield code, str(figure.label)


class IdeaForm(forms.Form):
    """A suggestion, and what it is about."""

    title = forms.CharField(label=_("Suggestion in one sentence"), max_length=200)
    text = forms.CharField(
        label=_("What is wrong now, and what would be better"), max_length=LONGEST, widget=_area(6),
        help_text=_("Name no client: everybody at the desk reads this."),
    )  # fmt: skip
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=topic_choices)
    guide = forms.ChoiceField(label=_("Guide"), required=False, choices=_guides)
    step = forms.CharField(
        label=_("Step of the work"), required=False, max_length=100,
        help_text=_("For example: the greeting, the check of the right, handing over to the second level."),
    )  # fmt: skip

    @classmethod
    def of(cls, idea: Idea, data: Any = None) -> "IdeaForm":
        """With what stands in it now."""
        return cls(
            data,
            initial={
                "title": idea.title, "text": idea.text, "topic": idea.topic_id or "",
                "guide": idea.guide_id or "", "step": idea.step,
            },
        )  # fmt: skip


class AnswerForm(forms.Form):
    """What is answered to a suggestion, and why."""

    verdict = forms.ChoiceField(label=_("Answer"), choices=Verdict, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Why, and what follows"), max_length=LONGEST, widget=_area(5))


class JudgeForm(forms.Form):
    """What became of a change."""

    became = forms.ChoiceField(label=_("What became of it"), choices=Became, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What the figures and the people say"), max_length=LONGEST, widget=_area(5)
    )


class ChangeForm(forms.Form):
    """What was changed, from which day, why, from which suggestions, and which figures it should move."""

    title = forms.CharField(label=_("Change in one sentence"), max_length=200)
    text = forms.CharField(label=_("What is done otherwise"), max_length=LONGEST, widget=_area(5))
    why = forms.CharField(label=_("Why"), max_length=LONGEST, widget=_area(4))
    from_day = forms.DateField(
        label=_("Takes effect on"), widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"})
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Responsible person"), empty_label=None)
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(), label=_("Only these topics"), required=False,
        widget=forms.SelectMultiple({"size": 6}),
        help_text=_("Figures are counted by topic where they can be; nothing chosen: all topics."),
    )  # fmt: skip
    ideas = forms.ModelMultipleChoiceField(
        Idea.objects.none(), label=_("From suggestions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, user: User, change: ProcessChange | None = None) -> None:
        initial = _of_change(change) if change else {"from_day": workdays.today(), "owner": user.pk}
        super().__init__(data, initial=initial)
        today = workdays.today()
        self._queryset("owner", roster.desk_people(today, today).filter(roles__role__in=LEADS).distinct())
        self._queryset("topics", Topic.objects.selectable())
        useful = Idea.objects.filter(state__in=[IdeaState.ACCEPTED, IdeaState.LATER]).newest_first()
        offered = [*useful.values_list("pk", flat=True)[:MOST_IDEAS]]
        if change is not None:
            offered += change.ideas.values_list("pk", flat=True)
        self._queryset("ideas", Idea.objects.filter(pk__in=offered).newest_first())
        moves = list(change.moves.all()) if change else []
        for number in range(MOST_FIGURES):
            move = moves[number] if number < len(moves) else None
            self.fields[f"figure_{number}"] = forms.ChoiceField(
                label=_("Figure"), choices=_figures, required=False, initial=move.figure if move else ""
            )
            self.fields[f"expected_{number}"] = forms.ChoiceField(
                label=_("Expectation"), choices=Expected, required=False,
                initial=move.expected if move else Expected.UP,
            )  # fmt: skip

    def _queryset(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def of_the_change(self) -> list[Any]:
        """Its own fields, without those of the figures."""
        return [field for field in self if not field.name.startswith(("figure_", "expected_"))]

    def of_figures(self) -> list[tuple[Any, Any]]:
        """The fields of each figure: which, and which way."""
        return [(self[f"figure_{n}"], self[f"expected_{n}"]) for n in range(MOST_FIGURES)]

    @property
    def entry(self) -> Entry:
        """What the valid form says; a figure named twice counts once."""
        said = self.cleaned_data
        pairs = [(said[f"figure_{n}"], said[f"expected_{n}"]) for n in range(MOST_FIGURES)]
        return Entry(
            title=said["title"], text=said["text"], why=said["why"], from_day=said["from_day"],
            owner=said["owner"], topics=list(said["topics"]), ideas=list(said["ideas"]),
            moves={code: way for code, way in pairs if code},
        )  # fmt: skip


def _of_change(change: ProcessChange) -> dict[str, Any]:
    return {
        "title": change.title, "text": change.text, "why": change.why, "from_day": change.from_day,
        "owner": change.owner_id, "topics": list(change.topics.all()), "ideas": list(change.ideas.all()),
    }  # fmt: skip
