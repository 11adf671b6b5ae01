"""What people fill in about enquiries and promises; checks of form only."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.clients.models import Client, Person
from desk.enquiries import competence
from desk.enquiries.deadlines import due
from desk.enquiries.enums import Channel, Kind, State
from desk.enquiries.models import OutcomeCode, PauseReason, Topic
from desk.people.enums import Language
from desk.people.models import User
from desk.people.permissions import DESK
from desk.workdays import TALLINN


def topic_choices() -> Iterator[tuple[str, Any]]:
    """Topics in use under their groups, as `<optgroup>` wants them; what is handed on says so."""
    yield "", "–"
    rows = Topic.objects.selectable()
    for group, topics in groupby(rows, key=lambda topic: topic.parent):
        yield str(group), [(str(topic.pk), competence.labelled(topic)) for topic in topics]


def staff() -> Iterator[tuple[str, str]]:
    """Everyone whom a complaint may concern, by last name."""
    yield "", gettext("nobody in particular")
    people = User.objects.filter(is_active=True, roles__role__in=DESK).distinct()
    for person in people.order_by("last_name", "first_name", "pk"):
        yield str(person.pk), str(person)


class EnquiryForm(forms.Form):
    """What the enquiry is about."""

    topic = forms.TypedChoiceField(label=_("Topic"), choices=topic_choices, coerce=int)
    question = forms.CharField(
        label=_("Question"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In one or two sentences; no codes or phone numbers of people."),
    )

    def __init__(self, *args: Any, keep: Topic | None = None, **kwargs: Any) -> None:
        """`keep` may stay although it is no longer in use."""
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.TypedChoiceField)
        if keep is not None and not Topic.objects.selectable().filter(pk=keep.pk).exists():
            field.choices = [*topic_choices(), (str(keep.pk), keep.name)]

    def clean_topic(self) -> Topic:
        """The chosen topic itself."""
        return Topic.objects.get(pk=self.cleaned_data["topic"])


class NewEnquiryForm(EnquiryForm):
    """A new enquiry of a client whom the page already knows, or of nobody in particular."""

    person = forms.TypedChoiceField(label=_("Enquirer"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Kind.choices, initial=Kind.QUESTION, required=False,
        help_text=_("A complaint, feedback and requests by law have clocks of their own."),
    )  # fmt: skip
    concerns = forms.TypedChoiceField(
        label=_("Whom the complaint concerns"), choices=staff, coerce=int, required=False, empty_value=None,
        help_text=_("That person neither handles it nor sees it."),
    )  # fmt: skip
    field_order = ("person", "topic", "question", "kind", "concerns", "language")

    def __init__(self, *args: Any, client: Client | None, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {person.pk: person for person in persons}
        if not persons:
            del self.fields["person"]
        else:
            field = self.fields["person"]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", "–"), *((str(pk), str(person)) for pk, person in self.persons.items())]
        self.fields["language"].initial = client.language if client else Language.ET

    def clean_kind(self) -> str:
        """A question, unless something else is said."""
        return self.cleaned_data["kind"] or Kind.QUESTION

    def clean_concerns(self) -> User | None:
        """The person himself."""
        return User.objects.filter(pk=self.cleaned_data["concerns"]).first()

    def clean_person(self) -> Person | None:
        """The chosen person itself."""
        return self.persons.get(self.cleaned_data["person"])


class FilterForm(forms.Form):
    """What the list of enquiries is narrowed by; nothing of it is personal, so it may stand in an address."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("everyone's")), ("mine", _("mine")), ("nobody", _("nobody's"))],
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("open ones")), *State.choices, ("all", _("all"))]
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=topic_choices)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Kind.choices])
    due = forms.ChoiceField(
        label=_("Deadline"), required=False,
        choices=[("", "–"), ("late", _("overdue")), ("today", _("today or overdue"))],
    )  # fmt: skip
    mark = forms.ChoiceField(
        label=_("Marked"), required=False,
        choices=[
            ("", "–"), ("repeated", _("repeated contact")), ("beyond", _("beyond competence")),
            ("overridden", _("closed in spite of what was missing")),
        ],
    )  # fmt: skip
    # From the page of breaches: one topic under all its names, closed in one month.
    matter = forms.IntegerField(required=False, widget=forms.HiddenInput)
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False, widget=forms.HiddenInput)


class PromiseForm(forms.Form):
    """What the client is promised."""

    what = forms.CharField(label=_("What was promised"), max_length=300)
    due_on = forms.DateField(
        label=_("Due date"), widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"})
    )
    due_time = forms.TimeField(
        label=_("At"), widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"})
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = due("promise", clock.now())
        self.fields["due_on"].initial, self.fields["due_time"].initial = offered.date(), offered.time()

    def clean(self) -> dict[str, Any]:
        """The due moment in Tallinn's time, as `due_at`."""
        values = super().clean() or {}
        day, time = values.pop("due_on", None), values.pop("due_time", None)
        if day and time:
            values["due_at"] = datetime.combine(day, time, TALLINN)
        return values


class CloseForm(forms.Form):
    """How the enquiry ended."""

    outcome = forms.ModelChoiceField(label=_("Outcome"), queryset=OutcomeCode.objects.none(), empty_label="–")
    override = forms.CharField(
        label=_("Why it is closed in spite of that"), required=False, max_length=300,
        help_text=_("Stands on the enquiry's page under your name, and is counted."),
    )  # fmt: skip

    def __init__(self, *args: Any, overrides: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not overrides:
            del self.fields["override"]
        field = self.fields["outcome"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = OutcomeCode.objects.selectable()


class KindForm(forms.Form):
    """Another kind, and why."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    concerns = forms.TypedChoiceField(
        label=_("Whom the complaint concerns"), choices=staff, coerce=int, required=False, empty_value=None,
        help_text=_("That person neither handles it nor sees it."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=100)

    def clean_concerns(self) -> User | None:
        """The person himself."""
        return User.objects.filter(pk=self.cleaned_data["concerns"]).first()


class ProlongForm(forms.Form):
    """How long a request for information takes in all, and why."""

    days = forms.IntegerField(label=_("Working days in all"), min_value=1, initial=15)
    reason = forms.CharField(label=_("Why"), max_length=300)


class PauseForm(forms.Form):
    """What the enquiry waits for."""

    IDS = "pause_%s"  # of its fields, unlike those of the page's other forms
    reason = forms.ModelChoiceField(
        label=_("What it waits for"), queryset=PauseReason.objects.none(), empty_label="–"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = PauseReason.objects.active()


class DeadlineForm(forms.Form):
    """Another deadline, and why."""

    IDS = "deadline_%s"
    due_on = forms.DateField(
        label=_("New deadline"), widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"})
    )
    due_time = forms.TimeField(
        label=_("At"), required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}),
        help_text=_("Empty: when the work of that day ends."),
    )  # fmt: skip
    why = forms.CharField(label=_("Why the deadline changes"), max_length=300)
