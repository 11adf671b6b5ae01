"""Batches of the clean-up: the order's list of them, a new one, its plan and what came of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.clients.models import Client
from desk.http import Refused, Request, reads, writes
from desk.orders.actions import batches
from desk.orders.batch_forms import FORMS, UndoForm
from desk.orders.cleanup import rights, standing, words
from desk.orders.cleanup.states import BUSY, OWNERS, badge, may
from desk.orders.enums import BatchState, ChangeState
from desk.orders.models import Batch, BatchChange, ItemFinding, Order
from desk.people import approvals
from desk.people.models import Approval, User
from desk.people.permissions import at_the_desk
from desk.records import access

PAGE = 50  # changes at a time
LISTED = 10  # batches in the order's panel


@dataclass(frozen=True)
class Line:
    """One change as the page shows it."""

    change: BatchChange
    client: Client | None
    field: str
    before: str
    after: str
    why: str


@reads(at_the_desk)
def panel(request: Request, pk: int) -> HttpResponse:
    """Batches of one order, on its page."""
    order = _order(request, pk)
    found = list(order.batches.select_related("by").order_by("-number")[:LISTED])
    rows = [{"batch": each, "badge": badge(each.state), "rule": words.rule(each)} for each in found]
    context = {"order": order, "rows": rows, "may_try": not rights.not_now(order)}
    return render(request, "orders/batches_panel.html", context)


@writes(at_the_desk, form=True)
def new(request: Request, pk: int) -> HttpResponse:
    """What kind of clean-up, by which rule or from which column; it is tried out first."""
    order = _order(request, pk)
    what = request.POST.get("what", "")
    forms = [form(order, request.POST if form.what == what else None) for form in FORMS]
    for form in forms:
        if form.is_bound and form.is_valid():
            try:
                batch = batches.try_out(order=order, what=what, params=form.params(), by=request.user)
            except Refused as refused:
                form.add_error(None, list(refused.texts))
            else:
                return redirect(batch)
    context = {
        "order": order, "forms": [form for form in forms if "column" in form.fields or "rule" in form.fields],
        "refusal": rights.not_now(order),
    }  # fmt: skip
    return render(request, "orders/batch_new.html", context, status=422 if what else 200)


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """One batch: what it would change or has changed, `?state=` of one state, `?after=` further."""
    batch = _batch(request, pk)
    state, after = request.GET.get("state", ""), request.GET.get("after", "")
    changes = batch.changes.filter(state=state) if state in ChangeState.values else batch.changes.all()
    changes = changes.filter(position__gt=int(after)) if after.isdecimal() else changes
    found = list(changes.order_by("position")[: PAGE + 1])
    context = _context(request, batch) | {
        "lines": _lines(request, batch, found[:PAGE]),
        "following": found[PAGE - 1].position if len(found) > PAGE else None,
        "state": state,
    }
    return render(request, "orders/batch.html", context)


@reads(at_the_desk)
def progress(request: Request, pk: int) -> HttpResponse:
    """How far the worker is, while it is at it; then the whole page is drawn anew."""
    batch = _batch(request, pk)
    response = render(request, "orders/batch.html#progress", _context(request, batch))
    if batch.state not in BUSY and request.htmx:
        response.headers["HX-Refresh"] = "true"
    return response


@writes(at_the_desk)
def decide(request: Request, pk: int) -> HttpResponse:
    """What the buttons of the page say: `do`, `take_back`, `drop` or `undo` with its `reason`."""
    batch = _batch(request, pk)
    try:
        if "do" in request.POST:
            if not batches.apply(batch=batch, by=request.user):
                messages.success(request, _("A second person was asked to look."))
        elif "take_back" in request.POST:
            batches.take_back(batch=batch, by=request.user)
        elif "drop" in request.POST:
            batches.drop(batch=batch, by=request.user)
        elif "undo" in request.POST:
            batches.undo(batch=batch, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(batch)


@reads(at_the_desk)
def finding(request: Request, pk: int) -> HttpResponse:
    """A correction made in the portal, as it was written down: a to-do after an undone batch is about it."""
    rows = ItemFinding.objects.select_related("item__order", "item__client", "by")
    found = get_object_or_404(rows, pk=pk)
    item = found.item
    if found.by_id != request.user.pk and (refusal := rights.refusal(item.order, request.user)):
        raise PermissionDenied(refusal)
    if item.client_id is not None:
        access.shows(request, "client", item.client_id, item.client_id, f"order:{item.order_id}")
    return render(request, "orders/batch_finding.html", {"finding": found, "item": item})


def _order(request: Request, pk: int) -> Order:
    order = get_object_or_404(Order, pk=pk)
    if refusal := rights.refusal(order, request.user):
        raise PermissionDenied(refusal)
    return order


def _batch(request: Request, pk: int) -> Batch:
    """The batch, for those of its order and for who was or may be its second person."""
    batch = get_object_or_404(Batch.objects.select_related("order", "by", "undone_by"), pk=pk)
    if refusal := rights.refusal(batch.order, request.user):
        asked = _asked(batch)
        if asked is None or not _is_second(asked, request.user):
            raise PermissionDenied(refusal)
    return batch


def _asked(batch: Batch) -> Approval | None:
    """The last that was asked about the batch."""
    kind = f"orders.batch.{batch.what}"
    return Approval.objects.of(kind, (batches.SUBJECT, batch.pk)).select_related("decided_by").first()


def _is_second(asked: Approval, user: User) -> bool:
    return asked.decided_by_id == user.pk or not approvals.refusal(asked, user)


def _context(request: Request, batch: Batch) -> dict[str, Any]:
    asked = _asked(batch)
    mine = batch.by_id == request.user.pk
    ours = rights.refusal(batch.order, request.user) is None
    counts = standing.counts(batch)
    dry, waits = batch.state == BatchState.DRY, batch.state == BatchState.ASKED
    nothing = [(label, batch.found[code]) for code, label in words.NOTHING.items() if code in batch.found]
    return {
        "batch": batch,
        "order": batch.order,
        "badge": badge(batch.state),
        "owner": OWNERS[batch.state],
        "rule": words.rule(batch),
        "counts": counts,
        "nothing": nothing,
        "tabs": _tabs(counts),
        "busy": batch.state in BUSY,
        "asked": asked,
        "may_decide": bool(asked and waits and not approvals.refusal(asked, request.user)),
        "may_do": mine and dry and counts.planned and not rights.not_now(batch.order),
        "needs_second": dry and standing.needs_second(batch),
        "may_take_back": mine and waits,
        "may_drop": ours and dry,
        "may_undo": ours and may(batch, BatchState.UNDOING),
        "undo_form": UndoForm(),
        "corrections": len(standing.portal_corrections(batch)) if batch.state == BatchState.UNDONE else 0,
    }


def _tabs(counts: standing.Counts) -> list[tuple[str, str, int]]:
    """States that have lines, with how many."""
    numbers = [(state.value, str(state.label), getattr(counts, state.value)) for state in ChangeState]
    return [tab for tab in numbers if tab[2]]


def _lines(request: Request, batch: Batch, changes: list[BatchChange]) -> list[Line]:
    clients = Client.objects.in_bulk({each.client_id for each in changes if each.client_id is not None})
    for client_id in clients:
        access.shows(request, "client", client_id, client_id, f"order:{batch.order_id}")
    return [
        Line(
            each, clients.get(each.client_id or 0), str(words.FIELDS.get(each.field, each.field)),
            words.shown_before(each), words.value(each, each.after), words.why(each),
        )
        for each in changes
    ]  # fmt: skip
