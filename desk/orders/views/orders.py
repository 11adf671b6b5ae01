"""An order's page, put together from parts of its own and of others by URL; and writing a draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.http import Request, reads, writes
from desk.orders import forms, permissions
from desk.orders.actions import orders as deeds
from desk.orders.enums import ItemState, ObjectionKind, OrderKind, OrderState
from desk.orders.models import Objection, Order, OrderChange
from desk.orders.permissions import works_on_orders
from desk.orders.views.answers import colleagues, done, order_of, tried
from desk.people.concerned import is_kept
from desk.people.deputies import works_for
from desk.people.words import page_of, row_of
from desk.records.access import shows

# Parts of the page that are drawn by themselves: the URL's name, its title, and of which orders.
DRAFT = (("orders:cohort_panel", gettext_lazy("Whom it is about")),)
WORKED = (
    ("orders:items_panel", gettext_lazy("Rows")),
    ("orders:progress_panel", gettext_lazy("Progress")),
    ("orders:cohort_panel", gettext_lazy("Who has how many rows")),
    ("orders:batches_panel", gettext_lazy("Clean-up of our own data")),
)


@dataclass(frozen=True)
class Said:
    """One thing in the order's story: what was done with it, or words of one side with the other's."""

    at: datetime
    change: OrderChange | None = None
    objection: Objection | None = None


def _story(order: Order) -> list[Said]:
    """What became of it, the first thing first; both sides' words stand in full."""
    changes = order.changes.select_related("by", "person")
    objections = order.objections.select_related("by", "answered_by")
    said: Iterator[Said] = chain(
        (Said(each.at, change=each) for each in changes),
        (Said(each.at, objection=each) for each in objections),
    )
    return sorted(said, key=lambda one: one.at)


def _panels(order: Order) -> list[dict[str, Any]]:
    if order.kind != OrderKind.FOLLOW_UP:
        return []
    wanted = DRAFT if order.state == OrderState.DRAFT else WORKED
    return [{"url": url, "title": title} for name, title in wanted if (url := _address(name, order.pk))]


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


@reads(works_on_orders)
def page(request: Request, pk: int) -> HttpResponse:
    """The order: what is to be done, by whom and until when, what was said of it, what may be done now."""
    order = order_of(request, pk)
    return render(request, "orders/order.html", order_context(request, order))


def order_context(request: Request, order: Order, **filled: Any) -> dict[str, Any]:
    """What the order's page shows; `filled` are forms that were sent and not accepted."""
    user = request.user
    places = list(order.assignments.select_related("user").order_by("pk"))
    ids = works_for(user)
    mine = [each for each in places if each.user_id in ids and each.released_at is None]
    manages = permissions.manages(user, order) is None
    story = _story(order)
    waiting = [one.objection for one in story if one.objection and one.objection.answered_at is None]
    own = [each for each in waiting if each.by_id in ids]
    return {
        "order": order,
        "places": places,
        "rows_of": _rows_of(order),
        "story": story,
        "panels": _panels(order),
        "subject": _subject(request, order),
        "waiting": waiting if order.state in (OrderState.GIVEN, OrderState.REPORTED) else [],
        "may": _may(request, order, mine, own, manages),
        "in_place": mine[0].user if mine and mine[0].user_id != user.pk else None,
        "now": clock.now(),
        **_forms(order, manages, places),
        **filled,
    }


def _may(request: Request, order: Order, mine: list[Any], own: list[Any], manages: bool) -> dict[str, bool]:
    """What this person may do with the order as it stands."""
    given, reported = order.state == OrderState.GIVEN, order.state == OrderState.REPORTED
    draft = order.state == OrderState.DRAFT
    declined = any(each.kind == ObjectionKind.DECLINE for each in own)
    personally = any(each.user_id == request.user.pk for each in mine)
    return {
        "edit": draft and permissions.changes_draft(request.user, order) is None,
        "give": draft and permissions.gives(request.user) is None,
        "propose": draft and permissions.gives(request.user) is not None,
        "take": given and any(each.seen_at is None for each in mine) and not declined,
        "report": given and bool(mine) and not declined,
        "object": given and personally and not own,
        "answer": manages and order.kind != OrderKind.HELP,
        "change": given and manages,
        "give_rounds": permissions.gives(request.user) is None,
        "close": reported and manages,
        "withdraw": (given or reported) and manages,
    }


def _rows_of(order: Order) -> dict[int | None, dict[str, int]]:
    """How many rows each person has in each state."""
    found: dict[int | None, dict[str, int]] = {}
    counted = order.items.order_by().values_list("owner_id", "state").annotate(number=Count("pk"))
    for owner, state, number in counted:
        states = found.setdefault(owner, {"open": 0, "done": 0, "all": 0})
        if state != ItemState.DROPPED:
            states[state] += number
            states["all"] += number
    return found


def _forms(order: Order, manages: bool, places: list[Any]) -> dict[str, Any]:
    blank: dict[str, Any] = {"report_form": forms.ReportForm()}
    if manages and order.state == OrderState.REPORTED:
        blank |= {
            "close_form": forms.ReportForm(auto_id="close_%s"),
            "back_form": forms.SendBackForm(auto_id="back_%s"),
        }
    if manages and order.state in (OrderState.GIVEN, OrderState.REPORTED):
        blank["withdraw_form"] = forms.ReasonForm(auto_id="withdraw_%s")
    if manages and order.state == OrderState.GIVEN and order.kind != OrderKind.HELP:
        there = {each.user_id for each in places if each.released_at is None}
        people = list(colleagues())
        blank["due_form"] = forms.ChangeDueForm(auto_id="due_%s", initial=forms.due_initial(order))
        blank["add_form"] = forms.AddForm(people=[one for one in people if one.pk not in there])
        present = [each.user for each in places if each.user_id in there]
        blank["release_form"] = forms.ReleaseForm(present=present, people=people)
    elif manages and order.state == OrderState.GIVEN:
        blank["due_form"] = forms.ChangeDueForm(auto_id="due_%s", initial=forms.due_initial(order))
    return blank


def _subject(request: Request, order: Order) -> dict[str, str] | None:
    """What a request for help is about: its page, by the name that it goes by."""
    if not order.subject_kind or order.subject_id is None:
        return None
    subject = (order.subject_kind, order.subject_id)
    model, url = row_of(order.subject_kind), page_of(*subject)
    if model is None or not url or is_kept(subject, request.user.pk or 0):
        return None
    row = model._default_manager.filter(pk=order.subject_id).first()
    if row is None:
        return None
    if order.subject_kind in ("client", "person"):
        shows(request, order.subject_kind, row.pk, client_id=order.client_id, purpose=f"order:{order.pk}")
    return {"url": url, "label": str(row), "kind": str(model._meta.verbose_name)}


@writes(permissions.drafts, form=True)
def create(request: Request) -> HttpResponse:
    """Write an order; it is given from its page. The calendar of periods says after which it is."""
    form = forms.OrderForm(request.POST or None, people=colleagues())
    asked: dict[str, Any] = {name: request.GET[name] for name in ("kind", "period") if name in request.GET}
    form.initial = {**form.initial, **asked}
    if form.is_valid():
        made: list[Order] = []
        if tried(form, lambda: made.append(deeds.draft(wanted=form.wanted, by=request.user))):
            return redirect(made[0])
    return render(request, "orders/write.html", {"form": form}, status=422 if form.errors else 200)


@writes(permissions.drafts, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Word a draft anew."""
    order = order_of(request, pk)
    form = forms.OrderForm(request.POST or None, people=colleagues(), order=order)
    if form.is_valid() and tried(
        form, lambda: deeds.change_draft(order=order, wanted=form.wanted, by=request.user)
    ):
        return redirect(order)
    context = {"form": form, "order": order}
    return render(request, "orders/write.html", context, status=422 if form.errors else 200)


@writes(permissions.drafts)
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    order = order_of(request, pk)
    said = _("The draft is thrown away.")
    return done(request, "orders:index", lambda: deeds.discard(order=order, by=request.user), said)


@writes(permissions.drafts)
def propose(request: Request, pk: int) -> HttpResponse:
    """Tell the head that the draft is ready."""
    order = order_of(request, pk)
    said = _("The head is told that the draft waits to be given.")
    return done(request, order, lambda: deeds.propose(order=order, by=request.user), said)


@writes(permissions.gives)
def give(request: Request, pk: int) -> HttpResponse:
    """Give it to its people."""
    order = order_of(request, pk)
    said = _("The order is given; its people are told.")
    return done(request, order, lambda: deeds.give(order=order, by=request.user), said)
