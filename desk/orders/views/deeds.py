"""What is done with a given order: by its people, and by who gave it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk.http import Refused, Request, writes
from desk.orders import forms
from desk.orders.actions import changing, orders, reporting
from desk.orders.models import Order
from desk.orders.permissions import works_on_orders
from desk.orders.views.answers import colleagues, done, order_of, tried
from desk.orders.views.orders import order_context


def _answered(
    request: Request, order: Order, name: str, form: Any, deed: Callable[[], Any], said: str
) -> HttpResponse:
    """The deed of a form on the order's page; what is wrong stands in the form, with what was typed."""
    if form.is_valid() and tried(form, deed):
        messages.success(request, said)
        return redirect(order)
    order = order_of(request, order.pk)
    context = order_context(request, order, **{name: form}) | {"opened": name}
    return render(request, "orders/order.html", context, status=422)


@writes(works_on_orders)
def take(request: Request, pk: int) -> HttpResponse:
    """I have seen it and do it."""
    order = order_of(request, pk)
    return done(request, order, lambda: reporting.take(order=order, by=request.user), _("It is yours to do."))


@writes(works_on_orders)
def report(request: Request, pk: int) -> HttpResponse:
    """It is done, with a conclusion."""
    order, form = order_of(request, pk), forms.ReportForm(request.POST)
    return _answered(
        request, order, "report_form", form,
        lambda: reporting.report(order=order, text=form.cleaned_data["text"], by=request.user),
        _("Written down as done."),
    )  # fmt: skip


@writes(works_on_orders)
def close(request: Request, pk: int) -> HttpResponse:
    """Looked through: it is over."""
    order, form = order_of(request, pk), forms.ReportForm(request.POST, auto_id="close_%s")
    return _answered(
        request, order, "close_form", form,
        lambda: reporting.close(order=order, text=form.cleaned_data["text"], by=request.user),
        _("The order is closed."),
    )  # fmt: skip


@writes(works_on_orders)
def send_back(request: Request, pk: int) -> HttpResponse:
    """Something is missing: it is given again."""
    order, form = order_of(request, pk), forms.SendBackForm(request.POST, auto_id="back_%s")
    return _answered(
        request, order, "back_form", form,
        lambda: reporting.send_back(
            order=order, reason=form.cleaned_data["reason"], due_at=form.due_at(), by=request.user
        ),
        _("The order is sent back."),
    )  # fmt: skip


@writes(works_on_orders)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Nobody need do it any more."""
    order, form = order_of(request, pk), forms.ReasonForm(request.POST, auto_id="withdraw_%s")
    return _answered(
        request, order, "withdraw_form", form,
        lambda: orders.withdraw(order=order, reason=form.cleaned_data["reason"], by=request.user),
        _("The order is withdrawn."),
    )  # fmt: skip


@writes(works_on_orders)
def change_due(request: Request, pk: int) -> HttpResponse:
    """Another deadline, with the reason."""
    order, form = order_of(request, pk), forms.ChangeDueForm(request.POST, auto_id="due_%s")

    def deed() -> None:
        due_at = form.due_at()
        if due_at is None:
            raise Refused(_("Name the new deadline."))
        changing.change_due(order=order, due_at=due_at, reason=form.cleaned_data["reason"], by=request.user)

    return _answered(request, order, "due_form", form, deed, _("The deadline is changed."))


@writes(works_on_orders)
def add_person(request: Request, pk: int) -> HttpResponse:
    """One more person does it."""
    order, form = order_of(request, pk), forms.AddForm(request.POST, people=colleagues())
    return _answered(
        request, order, "add_form", form,
        lambda: changing.add_person(order=order, by=request.user, **form.cleaned_data),
        _("The person is added and told."),
    )  # fmt: skip


@writes(works_on_orders)
def release(request: Request, pk: int) -> HttpResponse:
    """A person does it no more."""
    order = order_of(request, pk)
    present = order.people.filter(assignments__released_at=None)
    form = forms.ReleaseForm(request.POST, present=present.distinct(), people=colleagues())
    return _answered(
        request, order, "release_form", form,
        lambda: changing.release(order=order, by=request.user, **form.cleaned_data),
        _("The person is released and told."),
    )  # fmt: skip
