"""Lists of orders: mine, those that wait for me, given by me, drafts, all; and the home panels."""

from collections import Counter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Request, reads
from desk.orders.enums import ItemState
from desk.orders.forms import FilterForm
from desk.orders.models import Assignment, Objection, Order, OrderQuerySet, WorkItem
from desk.orders.permissions import drafts, gives, works_on_orders
from desk.orders.views.answers import colleagues
from desk.people.deputies import works_for
from desk.people.models import User

PAGE = 25  # rows of a list
PANEL = 8  # rows of a panel
MOST = 100  # a tab counts no further: more than that is not a list to work from
NEWEST_FIRST = ("drafts", "over")


def _tabs(user: User) -> dict[str, tuple[str, OrderQuerySet]]:
    """The lists that this person has; the last one has no number."""
    rows, ids = Order.objects.all(), works_for(user)
    tabs = {
        "mine": (_("Mine to do"), todo(user)),
        "waits": (_("Wait for me"), rows.waiting_for(*ids)),
        "given": (_("Given by me"), rows.open().given_by(*ids)),
    }
    if drafts(user) is None:
        tabs["drafts"] = (_("Drafts"), rows.drafts().readable_by(user))
    if gives(user) is None:
        tabs["all"] = (_("All open"), rows.open())
    tabs["over"] = (_("Over"), rows.over().readable_by(user))
    return tabs


def todo(user: User) -> OrderQuerySet:
    """Given orders of which something is open for the person, or for those in whose place he stands."""
    ids = works_for(user)
    # Of what a person declined he owes nothing until that is answered.
    declined = Objection.objects.refusals().filter(order=OuterRef("order"), by=OuterRef("owner"))
    theirs = WorkItem.objects.open().owned_by(*ids).filter(~Exists(declined), order=OuterRef("pk"))
    any_open = WorkItem.objects.open().filter(order=OuterRef("pk"))
    mine = Order.objects.given().for_people(*ids)
    return mine.filter(Exists(theirs) | ~Exists(any_open))


def _counts(tabs: dict[str, tuple[str, OrderQuerySet]]) -> dict[str, str]:
    """How many stand on each tab, in one question that counts nothing to its end."""
    counted = {key: rows for key, (_label, rows) in tabs.items() if key != "over"}
    each = [
        rows.order_by().annotate(tab=Value(key)).values_list("tab", flat=True)[:MOST]
        for key, rows in counted.items()
    ]
    found = Counter(each[0].union(*each[1:], all=True))
    return {key: f"{MOST - 1}+" if found[key] == MOST else str(found[key]) for key in counted}


@reads(works_on_orders)
def index(request: Request) -> HttpResponse:
    """One of the lists; `?kind=`, `?person=` and `?late=` narrow it, `?after=` goes on."""
    user, asked = request.user, request.GET
    tabs = _tabs(user)
    chosen = asked.get("list", "")
    chosen = chosen if chosen in tabs else "mine"
    form = FilterForm(asked or None, people=colleagues() if gives(user) is None else None)
    rows = _narrowed(tabs[chosen][1], form)
    newest = chosen in NEWEST_FIRST
    if (after := asked.get("after", "")).isdecimal():
        rows = rows.after(int(after), newest=newest)
    rows = rows.newest_first() if newest else rows.most_urgent_first()
    found = list(rows.shown()[: PAGE + 1])
    query, counts = asked.copy(), _counts(tabs)
    if len(found) > PAGE:
        query["after"] = str(found[PAGE - 1].pk)
    context = {
        "rows": lines(found[:PAGE]),
        "chosen": chosen,
        "tabs": [(key, label, counts.get(key, "")) for key, (label, _rows) in tabs.items()],
        "form": form,
        "following": query.urlencode() if len(found) > PAGE else "",
        "now": clock.now(),
        "drafts": drafts(user) is None,
        "gives": gives(user) is None,
    }
    template = "orders/index.html#rows" if request.htmx else "orders/index.html"
    return render(request, template, context)


def _narrowed(rows: OrderQuerySet, form: FilterForm) -> OrderQuerySet:
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if kind := wanted.get("kind"):
        rows = rows.filter(kind=kind)
    if person := wanted.get("person"):
        theirs = Assignment.objects.filter(order=OuterRef("pk"), user=person, released_at=None)
        rows = rows.filter(Exists(theirs))
    return rows.overdue() if wanted.get("late") else rows


def lines(orders: list[Order]) -> list[dict[str, Any]]:
    """Each order with its people's names and how many of its rows are done, in two questions for all."""
    ids = [order.pk for order in orders]
    people: dict[int, list[str]] = {}
    for place in (
        Assignment.objects.filter(order__in=ids, released_at=None).select_related("user").order_by("pk")
    ):
        people.setdefault(place.order_id, []).append(str(place.user))
    rows = WorkItem.objects.filter(order__in=ids).exclude(state=ItemState.DROPPED)
    total: Counter[int] = Counter()
    ready: Counter[int] = Counter()
    for order_id, state, number in (
        rows.values_list("order_id", "state").annotate(number=Count("pk")).order_by()
    ):
        total[order_id] += number
        ready[order_id] += number if state == ItemState.DONE else 0
    return [
        {
            "order": order, "people": people.get(order.pk, []), "rows": total[order.pk],
            "done": ready[order.pk],
        }
        for order in orders
    ]  # fmt: skip


@reads(works_on_orders)
def home_panel(request: Request) -> HttpResponse:
    """The workspace's part: what I am to do."""
    rows = list(todo(request.user).shown().most_urgent_first()[: PANEL + 1])
    context = {"rows": rows[:PANEL], "more": len(rows) > PANEL, "now": clock.now()}
    return render(request, "orders/home_panel.html", context)


@reads(works_on_orders)
def waiting_panel(request: Request) -> HttpResponse:
    """The workspace's part for who gives orders: reported, questioned, declined, late; and others' drafts."""
    user, now = request.user, clock.now()
    ids = works_for(user)
    waiting = list(Order.objects.waiting_for(*ids).shown().most_urgent_first()[:PANEL])
    late = list(Order.objects.overdue().given_by(*ids).shown().most_urgent_first()[:PANEL])
    written = Order.objects.drafts().exclude(given_by=user).shown().newest_first()[:PANEL]
    to_give = list(written) if gives(user) is None else []
    context = {"waiting": waiting, "late": late, "to_give": to_give, "now": now}
    return render(request, "orders/waiting_panel.html", context)
