"""Which order a page is about, and how a deed with it is answered: back to its page, a refusal in words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from desk import workdays
from desk.http import Refused, Request
from desk.orders.models import Order
from desk.people import roster
from desk.people.models import User


def order_of(request: Request, pk: int) -> Order:
    """The order with what a page shows of it, if this person reads it; else 404."""
    order = Order.objects.readable_by(request.user).shown().filter(pk=pk).first()
    if order is None:
        raise Http404
    return order


def colleagues() -> QuerySet[User]:
    """Everybody who works at the desk today, by the Estonian alphabet."""
    today = workdays.today()
    return roster.desk_people(today, today)


def done(request: Request, back: Order | str, deed: Callable[[], Any], said: str = "") -> HttpResponse:
    """Do the deed and go back; a refusal is said there, each text on its own line."""
    try:
        deed()
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        if said:
            messages.success(request, said)
    return redirect(back)


def tried(form: Any, deed: Callable[[], Any]) -> bool:
    """Do the deed of a valid form; a refusal stands above its fields, and what was typed stays there."""
    try:
        deed()
    except Refused as refused:
        form.add_error(None, list(refused.texts))
        return False
    return True
