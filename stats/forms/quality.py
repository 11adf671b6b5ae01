"""What people fill in about reviews, coaching and listening; checks of form only."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.guides.models import GuideVersion
from desk.people.models import User
from stats.actions.reviewing import Said
from stats.enums.quality import ResponseKind, Verdict
from stats.models import Coaching, Review, Scorecard

NONE = "na"  # the criterion does not apply
POINTS = [("0", "0"), ("1", "1"), ("2", "2"), (NONE, _("does not apply"))]
_DAY = ["%d.%m.%Y", "%Y-%m-%d"]


def _area(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea({"rows": rows, **attrs})


class PointsForm(forms.Form):
    """The criteria of one version of a scorecard, its critical errors, and words."""

    def __init__(
        self, data: Any = None, *, scorecard: Scorecard, said: Said | None = None, words: Any = None
    ) -> None:
        super().__init__(data)
        self.scorecard = scorecard
        said = said or Said()
        for criterion in scorecard.criteria.all():
            given = said.answers.get(criterion.key, "") if criterion.key in said.answers else ""
            self.fields[f"p_{criterion.key}"] = forms.ChoiceField(
                label=str(criterion), choices=POINTS, widget=forms.RadioSelect, required=False,
                initial=NONE if given is None else str(given),
            )  # fmt: skip
        errors = [(each.key, str(each)) for each in scorecard.errors.all()]
        self.fields["critical"] = forms.MultipleChoiceField(
            label=_("Critical errors: one makes the whole score nought"), choices=errors, required=False,
            widget=forms.CheckboxSelectMultiple, initial=list(said.critical),
        )  # fmt: skip
        self.fields["comment"] = forms.CharField(
            label=words or _("Comment"), required=False, max_length=5000, widget=_area(5),
            initial=said.comment,
            help_text=_("What was good, and what to do otherwise. No names or codes of clients."),
        )  # fmt: skip

    @property
    def lines(self) -> list[tuple[str, list[tuple[Any, forms.BoundField]]]]:
        """(section, [(criterion, its field)]) in their order."""
        return [
            (section, [(criterion, self[f"p_{criterion.key}"]) for criterion in criteria])
            for section, criteria in self.scorecard.sections
        ]

    @property
    def said(self) -> Said:
        """What the valid form says; a criterion without an answer is not among the answers."""
        given = {
            name.removeprefix("p_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("p_") and value
        }
        answers = {key: None if value == NONE else int(value) for key, value in given.items()}
        return Said(answers, self.cleaned_data["critical"], self.cleaned_data["comment"])


class DecideForm(forms.Form):
    """What another lead decides on an appeal; the points stand in a form of their own."""

    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=_area(4),
        help_text=_("Both the specialist and the reviewer read it."),
    )  # fmt: skip


class RespondForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you think of the review?"), choices=ResponseKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In your own words"), max_length=5000, required=False, widget=_area(4),
        help_text=_("Needed for a comment and an appeal. Another lead than the reviewer decides an appeal."),
    )  # fmt: skip


class AskForm(forms.Form):
    number = forms.CharField(
        label=_("Number"), max_length=60, help_text=_("Of a call (K-12), an enquiry, a document or a ticket.")
    )
    note = forms.CharField(
        label=_("What should be looked at?"), max_length=300, required=False,
        help_text=_("No names or codes of clients."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why it is not reviewed"), max_length=200)


class CoachForm(forms.Form):
    what = forms.CharField(
        label=_("What changes"), max_length=200, help_text=_("Stands in lists: no names or codes of clients.")
    )
    how = forms.CharField(label=_("How it is practised"), max_length=5000, required=False, widget=_area(3))
    due_on = forms.DateField(label=_("Due"), input_formats=_DAY, help_text=_("Day, for example 05.03.2027"))
    criterion = forms.ChoiceField(label=_("Which criterion"), required=False)

    def __init__(self, data: Any = None, *, scorecard: Scorecard) -> None:
        super().__init__(data, auto_id="coach_%s")
        field = self.fields["criterion"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((each.key, str(each)) for each in scorecard.criteria.all())]


class EvidenceForm(forms.Form):
    evidence = forms.CharField(
        label=_("What shows that it is done"), max_length=5000, widget=_area(3),
        help_text=_("No names or codes of clients."),
    )  # fmt: skip


class DueForm(forms.Form):
    due_on = forms.DateField(label=_("Due"), input_formats=_DAY, help_text=_("Day, for example 05.03.2027"))


class FollowForm(forms.Form):
    review = forms.ModelChoiceField(Review.objects.none(), label=_("In which review was it looked at?"))

    def __init__(self, data: Any = None, *, coaching: Coaching) -> None:
        super().__init__(data)
        field = self.fields["review"]
        assert isinstance(field, forms.ModelChoiceField)
        later = Review.objects.shown_to(coaching.person_id).filter(finished_at__gt=coaching.made_at)
        field.queryset = later.select_related("response")[:50]
        setattr(field, "label_from_instance", _named)  # noqa: B010  (Django has it so)


def _named(review: Review) -> str:
    assert review.finished_at is not None
    day = f"{timezone.localtime(review.finished_at):%d.%m.%Y}"
    return f"{day} · {review.get_work_display()} · {review.standing}%"


class GuideForm(forms.Form):
    guide = forms.ModelChoiceField(GuideVersion.objects.none(), label=_("Guide"))
    text = forms.CharField(
        label=_("What in it misled?"), max_length=300, widget=_area(2),
        help_text=_("The guide's owner reads it. No names or codes of clients."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, versions: Any) -> None:
        super().__init__(data, auto_id="guide_%s")
        field = self.fields["guide"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = versions


class _People(forms.Form):
    """Chooses among colleagues."""

    def offer(self, name: str, people: Iterable[User]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people  # type: ignore[assignment]


class CalibrateForm(_People):
    number = forms.CharField(
        label=_("Number"), max_length=60, help_text=_("Of a call (K-12), an enquiry, a document or a ticket.")
    )
    reviewers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who reviews it"), widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two; each sees the others' points only when all have finished."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Iterable[User], initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="calibrate_%s")
        self.offer("reviewers", people)


class BookForm(_People):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Whose calls"))
    day = forms.DateField(label=_("Day"), input_formats=_DAY, help_text=_("Day, for example 05.03.2027"))
    hour = forms.TimeField(label=_("From"), input_formats=["%H:%M"], help_text=_("For example 10:30"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240, initial=60)
    note = forms.CharField(
        label=_("What is listened for"), max_length=300, required=False,
        help_text=_("The specialist reads it."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        self.offer("person", people)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The time that the valid form says."""
        said = self.cleaned_data
        start = timezone.make_aware(datetime.combine(said["day"], said["hour"]))
        return start, start + timedelta(minutes=said["minutes"])


class SuitsForm(forms.Form):
    suits = forms.ChoiceField(
        label=_("Does the time suit?"), widget=forms.RadioSelect,
        choices=[("yes", _("yes, I agree")), ("no", _("no, another time"))],
    )  # fmt: skip
    text = forms.CharField(label=_("Which other time would suit?"), max_length=300, required=False)


class HeardForm(forms.Form):
    number = forms.CharField(
        label=_("Which call did you hear?"), max_length=20, help_text=_("Its number: K-12.")
    )
