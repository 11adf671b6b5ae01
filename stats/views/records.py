"""The rows behind a figure: what is listed, of how many, and each row with its way."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from desk.http import Request, reads
from desk.people.models import User
from desk.people.permissions import at_the_desk, leads
from desk.records import access
from stats.contacts.said import Said
from stats.contacts.tree import Tree
from stats.contacts.when import weekdays
from stats.figures import FIGURES, CannotChoose, Chosen, Figure
from stats.forms.contacts import ChosenForm
from stats.forms.records import NarrowerForm
from stats.models import Contacts, Work
from stats.records import behind, lines, words
from stats.records.behind import Narrower
from stats.records.parts import ROWS
from stats.retention import kept_from


@reads(at_the_desk)
def show(request: Request) -> HttpResponse:
    """`?figure=` and what is chosen; `after` goes on. Leads see all, others what they did themselves."""
    query = _asked(request)
    figure = FIGURES.get(query.get("figure", ""))
    if figure is None:
        raise Http404(_("There is no such figure."))
    tree = Tree.read()
    form, asked = ChosenForm(query, tree), NarrowerForm(query, figure)
    context: dict[str, Any] = {
        "figure": figure, "form": form, "asked": asked, "leads": leads(request.user) is None,
        "title": str(figure.label), "topic": None, "cannot": False, "query": "",
    }  # fmt: skip
    if form.is_valid() and asked.is_valid():
        chosen, narrower = _kept(asked.within(form.chosen()), asked.narrower())
        _refuse_others(request.user, figure, narrower)
        context |= _listed(request, query, figure, chosen, narrower)
        context |= _words(figure, chosen, narrower, Said(chosen, form, tree))
        context["topic"] = _one_topic(figure, chosen, tree) if context["leads"] else None
        context["query"] = chosen.query(figure=figure.code)
    elif not context["leads"]:
        raise PermissionDenied(leads(request.user))
    return render(request, "stats/records.html", context)


def _asked(request: Request) -> QueryDict:
    """What the address says; without a figure everyone's enquiries, or one's own calls."""
    query = request.GET.copy()
    if "figure" not in query and leads(request.user) is None:
        query["figure"] = "opened"
    elif "figure" not in query:
        query["figure"], query["user"] = "done_calls", str(request.user.pk)
    return query


def _refuse_others(user: User, figure: Figure, narrower: Narrower) -> None:
    """Whoever does not lead sees the rows of what he did himself."""
    if figure.model is Work and narrower.user == user.pk:
        return
    if refusal := leads(user):
        raise PermissionDenied(refusal)


def _kept(chosen: Chosen, narrower: Narrower) -> tuple[Chosen, Narrower]:
    """What one person did is shown as long as figures of persons are kept, and no longer."""
    if narrower.user is None:
        return chosen, narrower
    first = max(chosen.first, kept_from())
    return chosen.narrowed(first=first, last=max(chosen.last, first - timedelta(days=1))), narrower


def _listed(
    request: Request, asked: QueryDict, figure: Figure, chosen: Chosen, narrower: Narrower
) -> dict[str, Any]:
    """One page of the rows, told to the access log, and of how many they are."""
    try:
        found = behind.streams(figure, chosen, narrower, request.user)
        sums = behind.counted(figure, chosen, narrower)
    except CannotChoose:
        return {"cannot": True}
    after = behind.Cursor.read(asked.get("after", ""))
    keep = words.holds(narrower.word) if narrower.word else None
    records, following = behind.page(found, after, lines.with_all, keep)
    rows = [lines.line(each) for each in records]
    for row in rows:
        if row.client_id:
            access.shows(request, "client", row.client_id, client_id=row.client_id, purpose="list")
        if row.person_id:
            access.shows(request, "person", row.person_id, client_id=row.client_id, purpose="list")
    query = asked.copy()
    query["after"] = str(following or "")
    return {
        "rows": rows,
        "following": query.urlencode() if following else "",
        "total": None if sums is None else sums[narrower.measure],
        "measures": _measures(asked, figure, narrower, sums),
        "later": after is not None,
    }


def _measures(
    asked: QueryDict, figure: Figure, narrower: Narrower, sums: Any
) -> list[tuple[str, Any, str, bool]]:
    """(what, how many, address, whether it is shown) of each part of the figure."""
    names = ROWS.get(figure.model.__name__, {})
    found = []
    for measure in behind.measures_of(figure):
        query = asked.copy()
        query.pop("after", None)
        query["measure"] = measure
        number = None if sums is None else sums[measure]
        found.append((str(names[measure]), number, query.urlencode(), measure == narrower.measure))
    return found


def _words(figure: Figure, chosen: Chosen, narrower: Narrower, said: Said) -> dict[str, Any]:
    """What is listed, in words."""
    parts = said.parts
    if narrower.weekday is not None:
        parts.append(weekdays()[narrower.weekday - 1])
    if narrower.hour is not None:
        parts.append(_hour(narrower.hour, narrower.minute))
    if narrower.user is not None:
        parts.append(str(User.objects.filter(pk=narrower.user).first() or "–"))
    if narrower.word:
        parts.append(_("the word “%(word)s” in whatever form") % {"word": narrower.word})
    names = ROWS.get(figure.model.__name__, {})
    title = str(names[narrower.measure]) if narrower.measure in names else str(figure.label)
    return {"title": title, "days": said.days, "parts": parts, "chosen": chosen, "narrower": narrower}


def _hour(hour: int, minute: int | None) -> str:
    if minute is None:
        return f"{hour}.00–{hour + 1}.00"
    end = minute + behind.SLOT
    return f"{hour}.{minute:02}–{hour + end // 60}.{end % 60:02}"


def _one_topic(figure: Figure, chosen: Chosen, tree: Tree) -> int | None:
    """The topic of which the head of its unit can be told; None for a group, several or none."""
    if figure.model is not Contacts or len(chosen.topics) != 1:
        return None
    topic = tree.topics.get(tree.ends.get(chosen.topics[0], 0))
    return topic.pk if topic is not None and topic.parent_id else None
