"""What people fill in about orders; checks of form only."""

from collections.abc import Iterable, Iterator
from datetime import time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.orders import periods
from desk.orders.actions.orders import Wanted
from desk.orders.enums import Answered, Ground, ObjectionKind, OrderKind
from desk.orders.models import Order, Period
from desk.people.models import User
from desk.people.todo_forms import ChangeDueForm, DueForm

FULL = 100  # per cent of a full load
SAYS = [(ObjectionKind.QUESTION, _("a question")), (ObjectionKind.DECLINE, _("a refusal of the order"))]
KINDS = [(kind.value, kind.label) for kind in (OrderKind.ONE_OFF, OrderKind.FOLLOW_UP)]


def _area(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea({"rows": rows, **attrs})


class OrderForm(DueForm):
    """A draft: what is to be done, until when and by whom. What a follow-up is about is asked on its page."""

    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("Stands in lists: no names or codes of clients.")
    )
    text = forms.CharField(label=_("What is to be done"), max_length=20_000, required=False, widget=_area(6))
    checks = forms.CharField(
        label=_("What to check"), max_length=4000, required=False, widget=_area(4),
        help_text=_("One thing a line; of a follow-up each is looked at in every row."),
    )  # fmt: skip
    period = forms.ModelChoiceField(
        Period.objects.none(), label=_("Declaration period"), required=False,
        help_text=_("Of a follow-up: after which period it is."),
    )  # fmt: skip
    attempts_wanted = forms.IntegerField(
        label=_("Attempts to reach the client"), min_value=1, max_value=20, initial=3,
        help_text=_("Of a follow-up: after so many a client counts as one who could not be reached."),
    )  # fmt: skip
    four_eyes = forms.BooleanField(
        label=_("Four eyes"), required=False,
        help_text=_("Changes of our own data take effect only when a second person has looked at them."),
    )  # fmt: skip
    field_order = [
        "kind", "title", "text", "checks", "day", "hour", "period", "attempts_wanted", "four_eyes",
    ]  # fmt: skip

    def __init__(self, data: Any = None, *, people: Iterable[User], order: Order | None = None) -> None:
        """`people` may be named; whoever stands in the draft already stays among them."""
        shares = {} if order is None else {each.user_id: each.share for each in order.assignments.all()}
        super().__init__(data, initial=_initial(order))
        self.people = list(people)
        for person in self.people:
            name = f"person_{person.pk}"
            self.fields[name] = forms.BooleanField(
                label=str(person), required=False, initial=person.pk in shares
            )
            self.fields[f"share_{person.pk}"] = forms.IntegerField(
                label=_("Share, per cent of a full load"), required=False, min_value=1, max_value=FULL,
                initial=shares.get(person.pk or 0, FULL), widget=forms.NumberInput({"size": 4}),
            )  # fmt: skip
        _needs_day(self)
        period = self.fields["period"]
        assert isinstance(period, forms.ModelChoiceField)
        period.queryset = Period.objects.select_related("obligation").order_by("-due_on", "pk")
        setattr(period, "label_from_instance", periods.labelled)  # noqa: B010  (Django has it so)

    @property
    def main(self) -> Iterator[BoundField]:
        """The fields that stand one under another."""
        return (self[name] for name in self.field_order or ())

    @property
    def places(self) -> Iterator[tuple[BoundField, BoundField]]:
        """(whether the person does it, what share) of everybody who may be named."""
        return ((self[f"person_{each.pk}"], self[f"share_{each.pk}"]) for each in self.people)

    @property
    def wanted(self) -> Wanted:
        """What the valid form says."""
        said, due_at = self.cleaned_data, self.due_at()
        assert due_at is not None  # the day is required
        checks = [line.strip()[:200] for line in said["checks"].splitlines() if line.strip()]
        people = {
            each.pk: said.get(f"share_{each.pk}") or FULL
            for each in self.people
            if each.pk is not None and said.get(f"person_{each.pk}")
        }
        return Wanted(
            title=said["title"], text=said["text"], due_at=due_at, people=people, checks=checks,
            kind=OrderKind(said["kind"]), four_eyes=said["four_eyes"], period=said["period"],
            attempts_wanted=said["attempts_wanted"],
        )  # fmt: skip


def _initial(order: Order | None) -> dict[str, Any]:
    if order is None:
        return {"kind": OrderKind.ONE_OFF, "hour": "17:00"}
    return {
        "kind": order.kind, "title": order.title, "text": order.text, "checks": "\n".join(order.checks),
        "period": order.period_id, "four_eyes": order.four_eyes, "attempts_wanted": order.attempts_wanted,
        **due_initial(order),
    }  # fmt: skip


def due_initial(order: Order) -> dict[str, str]:
    """Day and hour of the deadline, as the form shows them."""
    local = timezone.localtime(order.due_at)
    return {"day": f"{local:%d.%m.%Y}", "hour": f"{local:%H:%M}"}


class FilterForm(forms.Form):
    """Which orders the list shows."""

    kind = forms.ChoiceField(label=_("What it is"), required=False)
    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Person"), required=False, empty_label=_("everybody")
    )
    late = forms.BooleanField(label=_("Late only"), required=False)

    def __init__(self, data: Any, *, people: Any) -> None:
        super().__init__(data)
        kind, person = self.fields["kind"], self.fields["person"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(person, forms.ModelChoiceField)
        kind.choices = [("", _("all")), *OrderKind.choices]
        if people is None:
            del self.fields["person"]
        else:
            person.queryset = people


class ReportForm(forms.Form):
    """That it is done, and what came of it."""

    text = forms.CharField(
        label=_("Conclusion"), max_length=5000, required=False, widget=_area(3, **{"data-key": "k"}),
        help_text=_("What came of it; no names or codes of clients."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class SendBackForm(DueForm):
    """What is missing, and where it is needed another deadline."""

    reason = forms.CharField(label=_("What is missing"), max_length=2000, widget=_area(3))
    field_order = ["reason", "day", "hour"]


class AddForm(forms.Form):
    """One more person."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    share = forms.IntegerField(
        label=_("Share, per cent of a full load"), min_value=1, max_value=FULL, initial=FULL
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data, auto_id="add_%s")
        _offer(self, "person", people)


class ReleaseForm(forms.Form):
    """Who does it no more, and who instead."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who does it no more"))
    instead = forms.ModelChoiceField(
        User.objects.none(), label=_("Who instead"), required=False, empty_label=_("the others"),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, present: Any, people: Any) -> None:
        super().__init__(data, auto_id="release_%s")
        _offer(self, "person", present)
        _offer(self, "instead", people)


class ObjectionForm(forms.Form):
    """A question about an order, or its refusal with a ground."""

    kind = forms.ChoiceField(
        label=_("What do you want"), choices=SAYS, widget=forms.RadioSelect,
        initial=ObjectionKind.QUESTION,
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("Ground of the refusal"), choices=[("", "–"), *Ground.choices], required=False
    )
    text = forms.CharField(
        label=_("In your own words"), max_length=5000, widget=_area(5),
        help_text=_("Kept as you write it, with the answer; nobody can change it afterwards."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A refusal has a ground, a question has none."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("kind") == ObjectionKind.DECLINE and not said.get("ground"):
            self.add_error("ground", _("Choose the ground."))
        return said


class AnswerForm(DueForm):
    """What the one who gave the order makes of what was said of it."""

    answered = forms.ChoiceField(label=_("What do you decide"), choices=Answered, widget=forms.RadioSelect)
    answer = forms.CharField(label=_("Your answer"), max_length=5000, widget=_area(5))
    instead = forms.ModelChoiceField(
        User.objects.none(), label=_("Who does it instead"), required=False,
        empty_label=_("the other people of the order"),
        help_text=_("When the person is released."),
    )  # fmt: skip
    field_order = ["answered", "answer", "day", "hour", "instead"]

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data)
        self.fields["day"].label = _("New deadline")
        self.fields["day"].help_text = _("When the order is changed: another day, for example 05.03.2027.")
        _offer(self, "instead", people)


class HelpForm(DueForm):
    """Whom to ask, what is needed, and until when."""

    helper = forms.ModelChoiceField(User.objects.none(), label=_("Whom you ask"))
    title = forms.CharField(
        label=_("What you need help with"), max_length=200,
        help_text=_("In one line; no names or codes of clients."),
    )  # fmt: skip
    text = forms.CharField(label=_("More about it"), max_length=5000, required=False, widget=_area(4))
    field_order = ["helper", "title", "text", "day", "hour"]

    def __init__(self, data: Any = None, *, people: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        _needs_day(self)
        self.fields["hour"].initial = time(17).strftime("%H:%M")
        _offer(self, "helper", people)


def _needs_day(form: forms.Form) -> None:
    form.fields["day"].required = True
    form.fields["day"].help_text = _("Day, for example 05.03.2027")


def _offer(form: forms.Form, name: str, people: Any) -> None:
    """Offer these people: a query, or those that were read already, who are not read again."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    if not isinstance(people, list):
        field.queryset = people
        return
    field.queryset = User.objects.filter(pk__in=[person.pk for person in people])
    empty = field.empty_label or "–"
    field.choices = [("", empty), *((str(person.pk), str(person)) for person in people)]


__all__ = [
    "AddForm",
    "AnswerForm",
    "ChangeDueForm",
    "FilterForm",
    "HelpForm",
    "ObjectionForm",
    "OrderForm",
    "ReasonForm",
    "ReleaseForm",
    "ReportForm",
    "SendBackForm",
    "due_initial",
]
