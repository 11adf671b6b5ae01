"""What is chosen among the contacts, and what is told to the head of a unit; checks of form only."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Portal
from desk import workdays
from desk.calls.models import Line
from desk.orders.models import Period
from desk.orders.periods import labelled
from desk.people.enums import Language
from stats import spans
from stats.contacts.tree import Tree
from stats.enums import Channel
from stats.figures import Chosen

PERIODS = 12  # declaration periods that can be chosen: the last ones that have begun
NAMES = ("span", "first", "last", "channel", "language", "topic", "unit", "portal", "line")


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off", "size": 10})
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%d.%m.%Y", "%Y-%m-%d"])


class ChosenForm(forms.Form):
    """What the pages of contacts are about; goes into addresses and back. Without a word on the span the
    dates count, without both the last 13 weeks."""

    span = forms.ChoiceField(label=gettext_lazy("Time"), required=False)
    first = _day(gettext_lazy("From"))
    last = _day(gettext_lazy("Until"))
    channel = forms.MultipleChoiceField(
        label=gettext_lazy("Channel"), required=False, choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    language = forms.MultipleChoiceField(
        label=gettext_lazy("Language"), required=False, choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    topic = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Topic"), required=False, coerce=int, widget=forms.SelectMultiple({"size": 6}),
        help_text=gettext_lazy("Ctrl adds another one."),
    )  # fmt: skip
    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), required=False, coerce=int, empty_value=None)
    portal = forms.ChoiceField(label=gettext_lazy("Portal"), required=False)
    line = forms.TypedChoiceField(
        label=gettext_lazy("Line"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("Of calls only."),
    )  # fmt: skip

    def __init__(self, data: QueryDict, tree: Tree) -> None:
        given = data.copy()
        if not given.get("span"):
            dated = given.get("first") or given.get("last")
            given["span"] = spans.OWN if dated else spans.RECENT
        super().__init__(given)
        self.given, self.tree = given, tree
        began = Period.objects.filter(peak_from__lte=workdays.today()).select_related("obligation")
        self.periods = {each.pk: each for each in began.order_by("-due_on", "pk")[:PERIODS]}
        self._fill()

    def _fill(self) -> None:
        anything = [("", _("all of them"))]
        topics = self.tree.topics
        codes = {topic.portal for topic in topics.values() if topic.portal}
        portals = Portal.objects.filter(code__in=codes).values_list("code", "name") if codes else []
        named = dict(portals)
        lines = Line.objects.filter(training=False).order_by("name").values_list("pk", "name")
        choices: dict[str, list[Any]] = {
            "span": [
                (_("By the calendar"), list(spans.PRESETS.items())),
                (
                    _("Around a due date"),
                    [(f"{spans.PERIOD}{pk}", labelled(period)) for pk, period in self.periods.items()],
                ),
            ],
            "topic": [*self.tree.choices(), *self._former()],
            "unit": [*anything, *((unit.pk, str(unit)) for unit in self.tree.units())],
            "portal": [*anything, *sorted((code, named.get(code, code)) for code in codes)],
            "line": [*anything, *lines],
        }
        if not self.periods:
            choices["span"].pop()
        self.labels = {name: choices[name] for name in ("unit", "portal", "line")}
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = values

    def _former(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """Topics that go on under another name, where an address names one."""
        asked = {int(each) for each in self.given.getlist("topic") if each.isdecimal()}
        rows = [
            (pk, topic.name)
            for pk, topic in self.tree.topics.items()
            if pk in asked and self.tree.ends[pk] != pk
        ]
        return [(_("Earlier topics"), rows)] if rows else []

    def clean(self) -> dict[str, Any]:
        """The days, from the word or as they were typed."""
        said: dict[str, Any] = super().clean() or {}
        span = said.get("span", "")
        if span == spans.OWN:
            self._own(said)
        elif span.startswith(spans.PERIOD):
            period = self.periods[int(span.removeprefix(spans.PERIOD))]
            said["first"], said["last"] = period.peak_from, period.peak_until
        elif span:
            said["first"], said["last"] = spans.of(span, workdays.today())
        return said

    def _own(self, said: dict[str, Any]) -> None:
        first, last = said.get("first"), said.get("last")
        for name, day in (("first", first), ("last", last)):
            if day is None and name not in self.errors:
                self.add_error(name, _("Own dates need both days, for example 05.03.2026."))
        if first is None or last is None:
            return
        if last < first:
            self.add_error("last", _("The last day is before the first one."))
        elif (last - first).days >= spans.LONGEST:
            self.add_error("last", _("Choose at most three years."))
        elif first < date(2000, 1, 1) or last.year > workdays.today().year + 1:
            self.add_error("first", _("There are no contacts of such days."))

    def chosen(self) -> Chosen:
        """What the valid form says."""
        said = self.cleaned_data
        return Chosen(
            first=said["first"], last=said["last"], channels=tuple(said["channel"]),
            languages=tuple(said["language"]), topics=tuple(said["topic"]), unit=said["unit"],
            portal=said["portal"], line=said["line"],
        )  # fmt: skip

    def kept(self) -> str:
        """The choice as in an address, a span that was said in a word as that word."""
        pairs = QueryDict(mutable=True)
        for name in NAMES:
            values = [value for value in self.given.getlist(name) if value]
            if name in {"first", "last"} and self.given.get("span") != spans.OWN:
                values = []
            if values:
                pairs.setlist(name, values)
        return pairs.urlencode()


class SaveForm(forms.Form):
    """The name under which a choice is kept."""

    name = forms.CharField(label=gettext_lazy("Name of this choice"), max_length=60)
    shared = forms.BooleanField(label=gettext_lazy("Shared with everyone who leads"), required=False)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """Only what a choice can say."""
        given, kept = QueryDict(self.cleaned_data["query"]), QueryDict(mutable=True)
        for name in NAMES:
            if values := given.getlist(name):
                kept.setlist(name, values)
        return kept.urlencode()


class SignalForm(forms.Form):
    """One line of our own to the head of a unit; the figures are taken from the choice."""

    text = forms.CharField(
        label=gettext_lazy("In your own words"), max_length=300, required=False,
        help_text=gettext_lazy("One sentence: what should the unit look at? No names, codes or contacts."),
    )  # fmt: skip
    token = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What the head of a unit answers to a signal."""

    text = forms.CharField(
        label=gettext_lazy("What will you do?"), max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("For example: the guide will be mended by Friday. The desk sees your answer."),
    )  # fmt: skip
