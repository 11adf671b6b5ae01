"""The cohort of a follow-up: its steps, its table, what they come to, and how the rows are shared out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.http import Request, reads, writes
from desk.orders import cohort_table, permissions, previewing, selecting
from desk.orders.actions import cohorts
from desk.orders.cohort_forms import ChooseForm, StepForm, TableForm
from desk.orders.enums import How, OrderKind, OrderState
from desk.orders.models import CohortUpload, Order, Selection
from desk.orders.permissions import drafts, works_on_orders
from desk.orders.views.answers import done, order_of, tried
from desk.people.enums import Language
from desk.records.access import shows


def _order(request: Request, pk: int) -> Order:
    order = order_of(request, pk)
    if order.kind != OrderKind.FOLLOW_UP:
        raise Http404
    return order


def _step(request: Request, pk: int, step: int) -> Selection:
    order = _order(request, pk)
    return get_object_or_404(Selection.objects.select_related("order__period"), pk=step, order=order)


def _address(order: Order) -> str:
    return reverse("orders:cohort", args=[order.pk])


def _page(request: Request, order: Order, table: TableForm | None = None) -> dict[str, Any]:
    steps = selecting.steps_of(order)
    upload = CohortUpload.objects.filter(order=order).select_related("by").first()
    edits = order.state == OrderState.DRAFT and permissions.changes_draft(request.user, order) is None
    moved, _dash, way = request.GET.get("moved", "").partition("-")
    return {
        "order": order,
        "lines": previewing.lines(steps),
        "upload": upload,
        "wrong": list(cohort_table.told(upload)) if upload else [],
        "edits": edits,
        "draft": order.state == OrderState.DRAFT,
        "choose": ChooseForm() if edits else None,
        "table": (table or TableForm()) if edits else None,
        "moved": int(moved) if moved.isdecimal() else 0,
        "way": way,
    }


@reads(works_on_orders)
def cohort(request: Request, pk: int) -> HttpResponse:
    """The steps with what may be done with them; what they come to is drawn beside."""
    return render(request, "orders/cohort.html", _page(request, _order(request, pk)))


@reads(works_on_orders)
def panel(request: Request, pk: int) -> HttpResponse:
    """On the order's page: the steps in words, and once it is given who has how many rows."""
    order = _order(request, pk)
    draft = order.state == OrderState.DRAFT
    context = {
        "order": order,
        "lines": previewing.lines(selecting.steps_of(order)),
        "upload": CohortUpload.objects.filter(order=order).first(),
        "draft": draft,
        "parts": [] if draft else previewing.as_it_is(order),
        "languages": dict(Language.choices),
        "may_share": order.state == OrderState.GIVEN and permissions.manages(request.user, order) is None,
    }
    return render(request, "orders/cohort_panel.html", context)


@reads(works_on_orders)
def preview(request: Request, pk: int) -> HttpResponse:
    """What it would come to now: counts of each step, the first rows, and who would get how many."""
    order = _order(request, pk)
    if order.state != OrderState.DRAFT:
        return redirect("orders:cohort_panel", pk)
    found = previewing.of(order)
    for client, _values in found.first:
        shows(request, "client", client.pk, client_id=client.pk, purpose=f"order:{order.pk}")
    upload = CohortUpload.objects.filter(order=order).first()
    context = {
        "order": order,
        "preview": found,
        "lines": previewing.lines([each.step for each in found.counts], found.counts),
        "upload": upload,
        "most": previewing.FIRST,
        "may_leave_out": found.already and not any(
            each.step.selector == "orders.in_follow_up" for each in found.counts
        ) and permissions.changes_draft(request.user, order) is None,
        "languages": dict(Language.choices),
    }  # fmt: skip
    return render(request, "orders/cohort_preview.html", context)


@reads(works_on_orders)
def codes(request: Request, pk: int) -> HttpResponse:
    """Codes of the table of which one should know: of nobody, of clients no longer served, said twice."""
    order = _order(request, pk)
    upload = get_object_or_404(CohortUpload, order=order)
    context = {
        "order": order,
        "upload": upload,
        "matched": cohort_table.matched(upload),
        "most": cohort_table.LISTED,
        "wrong": list(cohort_table.told(upload)),
        "odd": {which: cohort_table.odd(upload, which) for which in ("unknown", "ended", "doubles")},
    }
    return render(request, "orders/cohort_codes.html", context)


@writes(drafts, form=True)
def add_step(request: Request, pk: int) -> HttpResponse:
    """The selector's form; POST adds the step."""
    order = _order(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    selector = selecting.registered().get(asked.get("selector", ""))
    if selector is None:
        return redirect(_address(order))
    data = request.POST if request.method == "POST" else None
    how = asked.get("how", "")
    form = StepForm(selector, data, period=order.period, how=how if how in How else How.ADD)
    if form.is_bound and form.is_valid():
        how, code = How(form.cleaned_data["how"]), selector.code

        def deed() -> None:
            cohorts.add_step(order=order, selector=code, how=how, params=form.params, by=request.user)

        if tried(form, deed):
            return redirect(_address(order))
    return _form(request, order, form)


@writes(drafts, form=True)
def change_step(request: Request, pk: int, step: int) -> HttpResponse:
    """What a step was asked, asked otherwise."""
    row = _step(request, pk, step)
    selector = selecting.named(row.selector)
    if selector is None:
        return redirect(_address(row.order))
    data = request.POST if request.method == "POST" else None
    form = StepForm(selector, data, period=row.order.period, stored=row.params, how=row.how)
    if form.is_bound and form.is_valid():
        how = How(form.cleaned_data["how"])
        if tried(form, lambda: cohorts.change_step(step=row, how=how, params=form.params, by=request.user)):
            return redirect(_address(row.order))
    return _form(request, row.order, form, row)


def _form(request: Request, order: Order, form: StepForm, step: Selection | None = None) -> HttpResponse:
    context = {"order": order, "form": form, "selector": form.selector, "step": step}
    return render(request, "orders/cohort_step.html", context, status=422 if form.errors else 200)


@writes(drafts)
def remove_step(request: Request, pk: int, step: int) -> HttpResponse:
    """Take a step out."""
    row = _step(request, pk, step)
    return done(request, _address(row.order), lambda: cohorts.remove_step(step=row, by=request.user))


@writes(drafts)
def move_step(request: Request, pk: int, step: int) -> HttpResponse:
    """One place up or down; the cursor stays on the button that was pressed."""
    row = _step(request, pk, step)
    up = "up" in request.POST
    back = f"{_address(row.order)}?moved={row.pk}-{'up' if up else 'down'}"
    return done(request, back, lambda: cohorts.move_step(step=row, up=up, by=request.user))


@writes(drafts)
def leave_out(request: Request, pk: int) -> HttpResponse:
    """Whoever has an open row in another follow-up is left out: a step like any other."""
    order = _order(request, pk)

    def deed() -> None:
        code = "orders.in_follow_up"
        cohorts.add_step(order=order, selector=code, how=How.WITHOUT, params={}, by=request.user)

    return done(request, _address(order), deed)


@writes(drafts)
def give_table(request: Request, pk: int) -> HttpResponse:
    """Take the table, in place of the one before."""
    order = _order(request, pk)
    form = TableForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["table"]
        data, name = file.read(), str(file.name)
        if tried(form, lambda: cohorts.take_table(order=order, name=name, data=data, by=request.user)):
            messages.success(request, _("The table was read."))
            return redirect(_address(order))
    return render(request, "orders/cohort.html", _page(request, order, form), status=422)


@writes(works_on_orders)
def share_again(request: Request, pk: int) -> HttpResponse:
    """Share out the open rows of those who cannot do them, or all that nobody has begun."""
    order, anew = _order(request, pk), "anew" in request.POST

    def deed() -> None:
        n = cohorts.share_again(order=order, anew=anew, by=request.user).rows
        said = ngettext("%(n)s row was shared out.", "%(n)s rows were shared out.", n)
        messages.success(request, said % {"n": n})

    return done(request, order, deed)
