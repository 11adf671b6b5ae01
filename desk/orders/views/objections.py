"""Questioning or declining an order, and the answer to it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Request, writes
from desk.orders import forms, permissions
from desk.orders.actions import objections as deeds
from desk.orders.enums import ObjectionKind
from desk.orders.models import Objection, Order
from desk.orders.permissions import works_on_orders
from desk.orders.views.answers import colleagues, order_of, tried


@writes(works_on_orders, form=True)
def raise_objection(request: Request, pk: int) -> HttpResponse:
    """A question, or a refusal with its ground; `?kind=decline` begins with that."""
    order = order_of(request, pk)
    kind = request.GET.get("kind", ObjectionKind.QUESTION)
    form = forms.ObjectionForm(request.POST or None, initial={"kind": kind})
    if form.is_valid() and tried(form, lambda: _object(request, order, form)):
        messages.success(request, _("Your words are written down; an answer is awaited."))
        return redirect(order)
    context = {"form": form, "order": order}
    return render(request, "orders/objection.html", context, status=422 if form.errors else 200)


def _object(request: Request, order: Order, form: forms.ObjectionForm) -> Objection:
    said = form.cleaned_data
    if said["kind"] == ObjectionKind.DECLINE:
        return deeds.decline(order=order, ground=said["ground"], text=said["text"], by=request.user)
    return deeds.question(order=order, text=said["text"], by=request.user)


@writes(works_on_orders, form=True)
def answer(request: Request, pk: int) -> HttpResponse:
    """What the one who gave the order makes of it: it stands, it is changed, or the person is released."""
    objection = get_object_or_404(Objection.objects.select_related("by", "order"), pk=pk)
    order = order_of(request, objection.order_id)
    if permissions.manages(request.user, order) is not None:
        raise Http404
    form = forms.AnswerForm(request.POST or None, people=colleagues().exclude(pk=objection.by_id))
    if form.is_valid() and tried(form, lambda: _answer(request, objection, form)):
        messages.success(request, _("The answer is written down, and the person is told."))
        return redirect(order)
    context = {"form": form, "order": order, "objection": objection}
    return render(request, "orders/answer.html", context, status=422 if form.errors else 200)


def _answer(request: Request, objection: Objection, form: forms.AnswerForm) -> Objection:
    said = form.cleaned_data
    return deeds.answer(
        objection=objection, answered=said["answered"], text=said["answer"], due_at=form.due_at(),
        instead=said["instead"], by=request.user,
    )  # fmt: skip
