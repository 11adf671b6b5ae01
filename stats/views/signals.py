"""What was told to the heads of units: confirmed with its figures, read and answered."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.enquiries.models import Topic
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import leads
from stats import spans
from stats.actions import signals as actions
from stats.contacts.leaving import CODES, Told, thawed, told
from stats.contacts.tree import Tree
from stats.figures import FIGURES, Chosen
from stats.forms.contacts import AnswerForm, ChosenForm, SignalForm
from stats.models import Signal, SignalQuerySet
from stats.permissions import follows_units, heads

PAGE = 25
PANEL = 5


def _readable(request: Request) -> SignalQuerySet:
    """All for those who lead; for a head of unit those of own units."""
    rows = Signal.objects.shown()
    return rows if leads(request.user) is None else rows.for_head(request.user)


def _figures(rows: list[Told]) -> list[tuple[str, Told, str]]:
    """(label, as told, how it is counted) of each figure."""
    return [
        (str(FIGURES[each.figure].label), each, FIGURES[each.figure].how())
        for each in rows
        if each.figure in FIGURES
    ]


def _asked(request: Request) -> tuple[Topic, Chosen, str, Tree] | None:
    """The topic, the choice and the figure of the address; None where it names not one topic."""
    tree = Tree.read()
    form = ChosenForm(request.GET, tree)
    if not form.is_valid() or len(topics := form.chosen().topics) != 1:
        return None
    topic = tree.topics[tree.ends[topics[0]]]
    figure = request.GET.get("figure", "")
    return topic, form.chosen(), figure if figure in CODES else CODES[0], tree


@writes(leads, form=True)
def create(request: Request) -> HttpResponse:
    """What the head of the topic's unit will be told, to be confirmed with a line of one's own."""
    asked = _asked(request)
    if asked is None:
        return render(request, "stats/signals/choose.html")
    topic, chosen, figure, tree = asked
    unit = tree.unit_of(topic.pk)
    form = SignalForm(request.POST or None, initial={"token": uuid4()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            signal = actions.tell(
                topic=topic, unit=unit, chosen=chosen, figure=figure, text=said["text"], token=said["token"],
                by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error("text", list(refused.texts))
        else:
            messages.success(request, _("%(name)s was told.") % {"name": signal.to})
            return redirect(signal)
    context = {
        "form": form, "topic": topic, "unit": unit, "head": unit.head if unit else None,
        "chosen": chosen, "before": spans.before(chosen),
        "year": chosen.year_before(), "figures": _figures(told(chosen.narrowed(topics=(topic.pk,)), figure)),
        "nobody": actions.nobody(unit), "name": tree.full_name(topic.pk), "query": chosen.query(),
    }  # fmt: skip
    return render(request, "stats/signals/new.html", context)


@reads(follows_units)
def index(request: Request) -> HttpResponse:
    """Signals, the newest first: all for those who lead, a head's own."""
    rows = _readable(request).newest_first()
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.after(int(after))
    found = list(rows[: PAGE + 1])
    context = {"rows": found[:PAGE], "more": found[PAGE - 1].pk if len(found) > PAGE else None}
    return render(request, "stats/signals/index.html", context)


@reads(follows_units)
def page(request: Request, pk: int) -> HttpResponse:
    """One signal as it was told, with its acknowledgement and answer."""
    return _page(request, get_object_or_404(_readable(request), pk=pk))


def _page(request: Request, signal: Signal, form: AnswerForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "signal": signal,
        "figures": _figures(thawed(signal.figures)),
        "before": spans.before(Chosen(signal.first, signal.last)),
        "year": Chosen(signal.first, signal.last).year_before(),
        "heads": heads(request.user, signal.unit) is None,
        "leads": leads(request.user) is None,
        "form": form or AnswerForm(),
    }
    return render(request, "stats/signals/page.html", context)


@writes(follows_units)
def acknowledge(request: Request, pk: int) -> HttpResponse:
    """The head has read it."""
    signal = get_object_or_404(_readable(request), pk=pk)
    try:
        actions.acknowledge(signal=signal, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("Acknowledged."))
    return redirect(signal)


@writes(follows_units)
def answer(request: Request, pk: int) -> HttpResponse:
    """The head says what will be done."""
    signal = get_object_or_404(_readable(request), pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(signal=signal, text=form.cleaned_data["text"], by=request.user)
        except Refused as refused:
            form.add_error("text", list(refused.texts))
        else:
            messages.success(request, _("Answered."))
            return redirect(signal)
    return _page(request, signal, form)


@reads(follows_units)
def unit_panel(request: Request) -> HttpResponse:
    """On a head's start page: the last signals about own units."""
    rows = list(Signal.objects.for_head(request.user).shown().newest_first()[: PANEL + 1])
    return render(request, "stats/signals/panel.html", {"rows": rows[:PANEL], "more": len(rows) > PANEL})
