"""Asking a colleague for help, from any page that says what it is about; and what was asked about it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import Client
from desk.enquiries.models import Enquiry
from desk.http import Request, reads, writes
from desk.orders.actions import helping as deeds
from desk.orders.actions import orders
from desk.orders.enums import OrderKind
from desk.orders.forms import HelpForm
from desk.orders.models import Order, OrderQuerySet
from desk.orders.permissions import works_on_orders
from desk.orders.views.answers import colleagues, tried
from desk.people.words import page_of
from desk.records import purpose
from desk.records.access import shows

PANEL = 5  # rows of a panel


@writes(works_on_orders, form=True)
def ask(request: Request) -> HttpResponse:
    """Whom to ask, for what, until when; `?kind=&id=` say what it is about."""
    kind, pk = request.GET.get("kind", ""), request.GET.get("id", "")
    subject = (kind, int(pk)) if kind and pk.isdecimal() and len(pk) < 19 else None
    url = page_of(*subject) if subject else ""
    people = colleagues().exclude(pk=request.user.pk)
    form = HelpForm(request.POST or None, people=people, initial={"day": f"{_next_day():%d.%m.%Y}"})
    if form.is_valid():
        said, made = form.cleaned_data, []
        due_at = form.due_at()
        assert due_at is not None  # the day is required

        def deed() -> None:
            made.append(
                deeds.ask(
                    helper=said["helper"], title=said["title"], text=said["text"], due_at=due_at,
                    subject=subject if url else None, by=request.user,
                )
            )  # fmt: skip

        if tried(form, deed):
            messages.success(request, _("%(name)s was asked for help.") % {"name": said["helper"]})
            return redirect(made[0])
    context = {"form": form, "subject_url": url}
    return render(request, "orders/help.html", context, status=422 if form.errors else 200)


def _next_day() -> datetime:
    return timezone.localtime(orders.soon())


@reads(works_on_orders)
def of_enquiry(request: Request, pk: int) -> HttpResponse:
    """Help asked about this enquiry, with the link to ask, for the enquiry's page."""
    get_object_or_404(Enquiry.objects.readable_by(request.user), pk=pk)
    rows = Order.objects.filter(subject_kind="enquiry", subject_id=pk)
    return _panel(request, rows, "enquiry", pk)


@reads(works_on_orders)
def of_client(request: Request, pk: int) -> HttpResponse:
    """Help asked about this client, with the link to ask, for the client's page."""
    get_object_or_404(Client, pk=pk)
    shows(request, "client", pk, client_id=pk, purpose=purpose.of_client(request, pk))
    return _panel(request, Order.objects.filter(items__client=pk), "client", pk)


def _panel(request: Request, rows: OrderQuerySet, kind: str, pk: int) -> HttpResponse:
    found = rows.filter(kind=OrderKind.HELP).readable_by(request.user).shown().newest_first()
    context = {"rows": list(found[:PANEL]), "kind": kind, "pk": pk, "now": clock.now()}
    return render(request, "orders/help_panel.html", context)
