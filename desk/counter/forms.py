"""What people fill in at the counter; checks of form only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.counter.enums import Reopened
from desk.counter.models import Desk, Visit
from desk.counter.specialists import Whereabouts
from desk.enquiries import competence
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.people.enums import Language
from desk.people.models import User

Choices = list[tuple[Any, Any]]


def grouped(topics: Iterable[Topic]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Topics under their groups, as `<optgroup>` wants them; what is handed on says so."""
    for group, own in groupby(topics, key=lambda topic: topic.parent):
        yield str(group), [(topic.pk, competence.labelled(topic)) for topic in own]


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.choices = choices


class ArrivalForm(forms.Form):
    """Somebody is at the door: only what helps to call the right one, and it is emptied after the visit."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic"), required=False, empty_label="",
        widget=forms.Select({"data-key": "u", "data-picker": "topics"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason, in the visitor's words"), required=False, max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    visitor = forms.CharField(
        label=_("Visitor"), required=False, max_length=120,
        help_text=_("Name or organisation, if it helps to find him; emptied when the visit is over."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    specialist = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("Waits for"), required=False, empty_label=_("anyone")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language, initial=Language.ET)

    def __init__(
        self, data: Mapping[str, Any] | None = None, topics: Iterable[Topic] | None = None,
        people: Iterable[Whereabouts] = (),
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id="arrival_%s")
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Topic.objects.selectable()
        if topics is not None:
            _choices(self, "topic", [("", ""), *grouped(topics)])
            named = [(one.person.pk, f"{one.person} – {one.text}") for one in people if not one.absent]
            _choices(self, "specialist", [("", _("anyone")), *named])


class QuickForm(forms.Form):
    """A question at the door: what it was about and how it ended, one key each."""

    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"))
    outcome = forms.ModelChoiceField(OutcomeCode.objects.none(), label=_("How it ended"))

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for name, rows in (("topic", Topic.objects.selectable()), ("outcome", at_the_door())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


def at_the_door() -> Any:
    """Results of a question that was answered at once, of nobody in particular."""
    plain = {"no_client": True, "solved": True, "no_enquiry": False, "promised": False, "escalated": False}
    return OutcomeCode.objects.selectable().filter(**plain, needs_callback=False).exclude(code="fault-over")


class DeskForm(forms.Form):
    """At which desk the person sits today."""

    desk = forms.ModelChoiceField(Desk.objects.none(), label=_("My desk"), empty_label="–")

    def __init__(
        self, data: Mapping[str, Any] | None, desks: Sequence[Desk], mine: int | None = None
    ) -> None:
        super().__init__(data, auto_id="my_%s", initial={"desk": mine})
        field = self.fields["desk"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])
        _choices(self, "desk", [("", "–"), *((desk.pk, str(desk)) for desk in desks)])


class ReopenForm(forms.Form):
    """Why a visit that was over is opened again."""

    why = forms.ChoiceField(label=_("Why it is opened again"), choices=Reopened)


class EnquiryForm(forms.Form):
    """What the visitor asks; with script the list of topics becomes a field in which any word is found."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic"), empty_label="",
        widget=forms.Select({"data-key": "t", "data-picker": "topics"}),
    )  # fmt: skip
    question = forms.CharField(
        label=_("Question in the visitor's words"), required=False, max_length=5000,
        help_text=_("Enter opens the enquiry, Shift+Enter begins a new line."),
        widget=forms.Textarea({"rows": 2, "data-enter": "submit"}),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None = None, topics: Iterable[Topic] | None = None,
        likely: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id="enquiry_%s", initial={"topic": likely})
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Topic.objects.selectable()
        if topics is not None:
            _choices(self, "topic", [("", ""), *grouped(topics)])


class CorrectForm(forms.Form):
    """A mis-click put right: which enquiry of the visit, and its right topic."""

    enquiry = forms.ModelChoiceField(Enquiry.objects.none(), label=_("Enquiry"), empty_label=None)
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Right topic"), empty_label="", required=False
    )

    def __init__(
        self, data: Mapping[str, Any] | None, visit: Visit, open_ones: Sequence[Enquiry] | None = None,
        topics: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id="correct_%s")
        enquiry, topic = self.fields["enquiry"], self.fields["topic"]
        assert isinstance(enquiry, forms.ModelChoiceField)
        assert isinstance(topic, forms.ModelChoiceField)
        enquiry.queryset = Enquiry.objects.open().filter(visits=visit)
        topic.queryset = Topic.objects.selectable()
        if open_ones is not None:
            enquiry.choices = [(one.pk, f"{one.number} {one.topic}") for one in open_ones]
            topic.choices = topics


class FinishForm(forms.Form):
    """How the visit ended; `likely` is offered at first."""

    outcome = forms.ModelChoiceField(
        OutcomeCode.objects.selectable(), label=_("How the visit ended"), empty_label="",
        widget=forms.Select({"data-key": "o", "data-enter": "submit"}),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None = None, codes: Iterable[OutcomeCode] = (),
        likely: OutcomeCode | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id="finish_%s", initial={"outcome": likely.pk if likely else None})
        if codes:
            _choices(self, "outcome", [("", ""), *((code.pk, code.name) for code in codes)])


class NotesForm(forms.Form):
    """Notes of the visit, saved as they are left."""

    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=20_000, strip=False,
        widget=forms.Textarea({"rows": 4, "data-key": "m"}),
    )  # fmt: skip


class PersonForm(forms.Form):
    """A visitor whom we do not know yet."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    role = forms.CharField(
        label=_("Role at the client"), max_length=100, required=False,
        help_text=_("As the visitor says, for example “bookkeeper”; the right to sign is checked elsewhere."),
    )  # fmt: skip


class ClientForm(forms.Form):
    """A client whom we do not serve yet."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(label=_("Registry code or personal code"), max_length=20, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class PaperForm(forms.Form):
    """A visit that was written on paper: its day, its times, what it was about and how it ended."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    arrived, began, ended = _time(_("Came")), _time(_("Serving began")), _time(_("Ended"))
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic"), empty_label="", widget=forms.Select({"data-picker": "topics"})
    )
    question = forms.CharField(
        label=_("Question in the visitor's words"), required=False, max_length=5000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Registry code of the client"), max_length=20, required=False,
        help_text=_("Leave empty if the question was nobody's in particular."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    outcome = forms.ModelChoiceField(
        OutcomeCode.objects.selectable(), label=_("How the visit ended"), empty_label=""
    )
    served_by = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("Served by"), empty_label=None
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language, initial=Language.ET)

    def __init__(
        self, data: Mapping[str, Any] | None, topics: Iterable[Topic], people: Iterable[User], me: User
    ) -> None:
        super().__init__(data, initial={"day": workdays.today(), "served_by": me.pk})
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Topic.objects.selectable()
        _choices(self, "topic", [("", ""), *grouped(topics)])
        _choices(self, "served_by", [(one.pk, str(one)) for one in people])

    def clean_code(self) -> Client | None:
        """The client who has the code."""
        code = self.cleaned_data["code"].strip()
        if not code:
            return None
        client = Client.objects.with_code(code).first()
        if client is None:
            raise forms.ValidationError(_("No client has this code: add the client first."))
        return client

    def moments(self) -> dict[str, datetime]:
        """The three times as moments of the day."""
        day: date = self.cleaned_data["day"]
        hours: dict[str, time] = {name: self.cleaned_data[name] for name in ("arrived", "began", "ended")}
        return {name: workdays.at(day, hour) for name, hour in hours.items()}
