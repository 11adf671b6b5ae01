"""What people type in the call workspace."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.calls.enums import Direction
from desk.calls.models import Call
from desk.clients.enums import Kind
from desk.enquiries import competence
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.people.enums import Language
from desk.people.models import User


class EnquiryForm(forms.Form):
    """What the caller asks; with script the list of topics becomes a field in which any word is found."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(),  # which are in use is asked on the day
        label=_("Topic"),
        empty_label="",
        widget=forms.Select({"data-key": "t", "data-picker": "topics"}),
    )
    question = forms.CharField(
        label=_("Question in the caller's words"), required=False, max_length=5000,
        help_text=_("Enter opens the enquiry, Shift+Enter begins a new line."),
        widget=forms.Textarea({"rows": 2, "data-enter": "submit", "data-draft": "question"}),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None = None, topics: Iterable[Topic] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        groups: dict[str, list[tuple[int, str]]] = {}
        for topic in Topic.objects.selectable() if topics is None else topics:
            groups.setdefault(str(topic.parent), []).append((topic.pk, competence.labelled(topic)))
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Topic.objects.selectable()
        field.choices = [("", ""), *groups.items()]


class CorrectForm(forms.Form):
    """A mis-click put right: which enquiry of the call, and its right topic."""

    enquiry = forms.ModelChoiceField(Enquiry.objects.none(), label=_("Enquiry"), empty_label=None)
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Right topic"), empty_label="", required=False
    )

    def __init__(
        self, data: Mapping[str, Any] | None, call: Call, open_ones: Sequence[Enquiry] | None = None,
        topics: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id="correct_%s")
        enquiry, topic = self.fields["enquiry"], self.fields["topic"]
        assert isinstance(enquiry, forms.ModelChoiceField)
        assert isinstance(topic, forms.ModelChoiceField)
        enquiry.queryset = Enquiry.objects.open().filter(calls=call)
        topic.queryset = Topic.objects.selectable()
        if open_ones is not None:
            enquiry.choices = [(one.pk, f"{one.number} {one.topic}") for one in open_ones]
            topic.choices = topics


class HelpForm(forms.Form):
    """Whom to ask, and what is needed; whether for advice or to take the call over is the button's."""

    asked_of = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("Whom"), required=False,
        empty_label=_("any senior who is present"),
        help_text=_("Those who are at work now, and do not rest."),
    )  # fmt: skip
    note = forms.CharField(label=_("What is needed"), required=False, max_length=500)

    def __init__(self, data: Mapping[str, Any] | None, colleagues: Iterable[User] | None = None) -> None:
        super().__init__(data, auto_id="help_%s")
        field = self.fields["asked_of"]
        assert isinstance(field, forms.ModelChoiceField)
        if colleagues is not None:
            field.choices = [("", field.empty_label), *((one.pk, str(one)) for one in colleagues)]


class FinishForm(forms.Form):
    """How the call ended; `likely` is offered at first."""

    outcome = forms.ModelChoiceField(
        OutcomeCode.objects.selectable(),
        label=_("How the call ended"),
        empty_label="",
        widget=forms.Select({"data-key": "o", "data-enter": "submit"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, codes: Iterable[OutcomeCode] = (),
        likely: OutcomeCode | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, auto_id="finish_%s", initial={"outcome": likely.pk if likely else None})
        field = self.fields["outcome"]
        assert isinstance(field, forms.ModelChoiceField)
        if codes:
            field.choices = [("", ""), *((code.pk, code.name) for code in codes)]


class NotesForm(forms.Form):
    """Notes of the call, saved as they are left."""

    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 4, "data-key": "m"}),
        strip=False,
    )


class PersonForm(forms.Form):
    """A caller whom we do not know yet."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    role = forms.CharField(
        label=_("Role at the client"), max_length=100, required=False,
        help_text=_("As the caller says, for example “bookkeeper”; the right to sign is checked elsewhere."),
    )  # fmt: skip


class ClientForm(forms.Form):
    """A client whom we do not serve yet."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(label=_("Registry code or personal code"), max_length=20, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language)


class EmailForm(forms.Form):
    """An address that was read back to the caller."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class LogForm(forms.Form):
    """A call of which no exchange told: one that goes on now, or with its times one noted on paper."""

    number = forms.CharField(
        label=_("Phone number"), max_length=40, required=False,
        help_text=_("Leave empty if the caller hid the number."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction, initial=Direction.IN)
    at = forms.DateTimeField(
        label=_("Began at"), required=False,
        help_text=_("Leave empty for a call that goes on now; write the time of one noted on paper."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    until = forms.TimeField(
        label=_("Ended at"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=_("or lasted, in minutes"), required=False, min_value=0, max_value=720,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip


class CallbackForm(forms.Form):
    """Whom to call back, and who does it; the time is the button that was pressed."""

    number = forms.CharField(
        label=_("Phone number"), max_length=40, widget=forms.TextInput({"type": "tel", "autocomplete": "off"})
    )
    whose = forms.ChoiceField(
        label=_("Who calls"), choices=[("anyone", _("anyone at the desk")), ("me", _("I do"))],
        widget=forms.RadioSelect, initial="anyone",
    )  # fmt: skip
    what = forms.CharField(label=_("What was promised"), max_length=300, required=False)


class SaidForm(forms.Form):
    """What the caller says to show who they are, one item at a time; compared, never kept."""

    said = forms.CharField(
        label=_("What the caller says"),
        required=False,
        max_length=120,
        help_text=_("Last four of the personal code, registry code, e-mail, role, or number of a document."),
        widget=forms.TextInput({"autocomplete": "off", "data-key": "k"}),
    )
