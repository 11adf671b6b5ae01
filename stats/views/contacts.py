"""Contact analysis: who asks what, when, by which channel and in which language; a page for each question."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.http import Request, reads
from desk.people.permissions import leads
from desk.records import access
from desk.tables.table import write_table
from stats import spans
from stats.contacts import export, people, shares, themes, what, when, words
from stats.contacts.said import Said
from stats.contacts.tree import Tree
from stats.figures import FIGURES, CannotChoose, Chosen
from stats.forms.contacts import ChosenForm, SaveForm
from stats.models import SavedChoice

TABS: tuple[tuple[str, str | Promise], ...] = (
    ("contacts", gettext_lazy("What is asked")),
    ("contacts_topics", gettext_lazy("Topics")),
    ("contacts_when", gettext_lazy("When")),
    ("contacts_channels", gettext_lazy("Channels and languages")),
    ("contacts_words", gettext_lazy("New words")),
    ("contacts_clients", gettext_lazy("Clients who ask often")),
)


def page_of(request: Request, tab: str) -> tuple[dict[str, Any], Chosen | None, Tree]:
    """What every page of this part shows, what is chosen (None where that is not understood), the topics."""
    tree = Tree.read()
    form = ChosenForm(request.GET, tree)
    chosen = form.chosen() if form.is_valid() else None
    context: dict[str, Any] = {
        "form": form, "tab_name": f"stats:{tab}", "tabs": [(f"stats:{name}", label) for name, label in TABS],
        "saved": SavedChoice.objects.within_reach_of(request.user),
        "query": "", "kept": "", "said": None, "save": None,
    }  # fmt: skip
    if chosen is not None:
        context |= {
            "query": chosen.query(),
            "kept": form.kept(),
            "said": Said(chosen, form, tree),
            "before": spans.before(chosen),
            "year": chosen.year_before(),
            "save": SaveForm(initial={"query": form.kept()}),
        }
    return context, chosen, tree


@reads(leads)
def index(request: Request) -> HttpResponse:
    """The choice in five figures, and its topics by week."""
    context, chosen, tree = page_of(request, "contacts")
    if chosen is not None:
        group = what.group_chosen(chosen, tree)
        context |= {
            "figures": what.moved(chosen),
            "card": what.heat(chosen, tree),
            "groups": _groups(chosen, tree),
            "group": tree.topics[group] if group else None,
            "all_query": chosen.narrowed(topics=()).query(),
            "cut": len(spans.weeks_of(chosen, 999)) > len(spans.weeks_of(chosen)),
        }
    return render(request, "stats/contacts/what.html", context)


def _groups(chosen: Chosen, tree: Tree) -> list[tuple[str, str]]:
    """(name, address) of every group by itself."""
    return [
        (each.name, chosen.narrowed(topics=(each.pk,)).query())
        for each in tree.groups()
        if tree.within(each.pk)
    ]


@reads(leads)
def topics(request: Request) -> HttpResponse:
    """Topics side by side; `?sort=` says by what."""
    context, chosen, tree = page_of(request, "contacts_topics")
    sort = request.GET.get("sort", "")
    sort = sort if sort in themes.SORTS else "opened"
    if chosen is not None:
        figures = [FIGURES[code] for code in ("opened", *themes.SHARES)]
        context |= {
            "rows": themes.rows(chosen, tree, sort),
            "sort": sort,
            "bare": chosen.narrowed(topics=()).query(),
            "sorts": themes.SORTS,
            "shares": [(code, themes.SORTS[code]) for code in themes.SHARES],
            "how": [(each.label, each.how()) for each in figures],
        }
    return render(request, "stats/contacts/topics.html", context)


@reads(leads)
def in_time(request: Request) -> HttpResponse:
    """Weeks against last year with the declaration dates; hours of the week."""
    context, chosen, _tree = page_of(request, "contacts_when")
    if chosen is not None:
        due = when.due_dates(chosen)
        context |= {
            "trend": when.trend(chosen, due),
            "due": when.due_lines(due),
            "hours": when.hours(chosen) if when.can_say_hours(chosen) else None,
            "without_topic": chosen.narrowed(topics=(), unit=None, portal="").query(),
        }
    return render(request, "stats/contacts/when.html", context)


@reads(leads)
def channels(request: Request) -> HttpResponse:
    """Channels, languages, and both."""
    context, chosen, _tree = page_of(request, "contacts_channels")
    if chosen is not None:
        context["cards"] = shares.cards(chosen)
    return render(request, "stats/contacts/channels.html", context)


@reads(leads)
def new_words(request: Request) -> HttpResponse:
    """Words whose share rose most."""
    context, chosen, _tree = page_of(request, "contacts_words")
    if chosen is not None:
        found = words.risen(chosen)
        context |= {
            "card": words.card(chosen, found) if found else None,
            "wider": words.narrower_than(chosen),
            "of": words.chosen_for(chosen),
            "how": words.how(),
        }
    return render(request, "stats/contacts/words.html", context)


@reads(leads)
def clients(request: Request) -> HttpResponse:
    """Clients who asked again and again; each shown is told to the access log."""
    context, chosen, _tree = page_of(request, "contacts_clients")
    if chosen is not None:
        found = people.often(chosen)
        for each in found:
            access.shows(request, "client", each.client.pk, client_id=each.client.pk, purpose="list")
        context |= {
            "rows": found,
            "months": people.months(chosen),
            "wider": bool(
                chosen.topics or chosen.channels or chosen.languages or chosen.unit or chosen.portal
            ),
            "how": people.how(),
            "title": _("Clients who ask often"),
        }
    return render(request, "stats/contacts/clients.html", context)


@reads(leads)
def csv(request: Request) -> HttpResponse:
    """One of the tables as a file, without small numbers; `?table=` says which."""
    tree = Tree.read()
    form, table = ChosenForm(request.GET, tree), export.TABLES.get(request.GET.get("table", "topics"))
    if table is None or not form.is_valid():
        raise Http404(_("There is no such table."))
    chosen = form.chosen()
    try:
        title, rows_of, how = table
        heads, rows = rows_of(chosen, tree)
    except CannotChoose:
        raise Http404(_("This is not counted by everything that was chosen.")) from None
    rows += [[], [_("How this is counted"), how()]]
    name = f"{title} {chosen.first} {chosen.last}.csv"
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    write_table(response, heads, rows, form="csv")  # type: ignore[arg-type]
    return response
