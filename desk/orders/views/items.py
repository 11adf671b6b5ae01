"""Rows of an order: the worklist, one row with what is known and may be done, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import ContactPoint
from desk.http import Request, reads, writes
from desk.mail.actions import Letter
from desk.orders import item_forms as forms
from desk.orders import letters, permissions
from desk.orders.actions import items as deeds
from desk.orders.enums import Channel, ItemResult, ItemState, OrderState
from desk.orders.models import CohortUpload, ItemFinding, Order, WorkItem, WorkItemQuerySet
from desk.orders.permissions import works_on_orders
from desk.orders.surplus import findings_of
from desk.orders.views.answers import done, order_of, tried
from desk.people.deputies import works_for
from desk.records import blobs, filecheck
from desk.records.access import shows

PAGE = 50  # rows of the worklist
PANEL = 8  # rows in the order's page


def _chosen(request: Request, order: Order) -> tuple[WorkItemQuerySet, str, str]:
    """The rows that the address asks for, whose (`mine` or `all`) and which of them."""
    mine = permissions.does(request.user, order) is None
    whose = request.GET.get("whose", "mine" if mine else "all")
    which = request.GET.get("show", "open" if order.state == OrderState.GIVEN else "all")
    rows = WorkItem.objects.of_order(order.pk)
    if whose == "mine":
        rows = rows.owned_by(*works_for(request.user))
    now = clock.now()
    narrowed: dict[str, Callable[[], WorkItemQuerySet]] = {
        "open": lambda: rows.open().filter(Q(rests_until=None) | Q(rests_until__lte=now)),
        "resting": lambda: rows.open().filter(rests_until__gt=now),
        "done": lambda: rows.filter(state=ItemState.DONE),
        "unreachable": lambda: rows.filter(result=ItemResult.UNREACHABLE),
        "errors": lambda: rows.filter(result=ItemResult.ERROR_FOUND),
    }
    if which not in narrowed:
        return rows.exclude(state=ItemState.DROPPED), whose, "all"
    return narrowed[which](), whose, which


def _show(request: Request, order: Order, rows: list[WorkItem]) -> None:
    for row in rows:
        if row.client_id is not None:
            shows(request, "client", row.client_id, row.client_id, f"order:{order.pk}")


@reads(works_on_orders)
def items(request: Request, pk: int) -> HttpResponse:
    """The worklist, `?whose=mine|all`, `?show=` of one kind, `?after=` a position."""
    order = order_of(request, pk)
    rows, whose, which = _chosen(request, order)
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(position__gt=int(after))
    found = list(rows.shown()[: PAGE + 1])
    following = found[PAGE - 1].position if len(found) > PAGE else None
    found = found[:PAGE]
    _show(request, order, found)
    shown = [
        ("open", _("To do")), ("resting", _("Resting")), ("done", _("Done")), ("errors", _("Errors found")),
        ("unreachable", _("Not reached")), ("all", _("All")),
    ]  # fmt: skip
    return render(
        request, "orders/items.html",
        {
            "order": order, "rows": found, "following": following, "whose": whose, "which": which,
            "shown": shown, "people": [("mine", _("Mine")), ("all", _("Everybody's"))],
        },
    )  # fmt: skip


@reads(works_on_orders)
def panel(request: Request, pk: int) -> HttpResponse:
    """The next rows of this person on the order's page, or of everybody for who gave it."""
    order = order_of(request, pk)
    rows, whose, _which = _chosen(request, order)
    found = list(rows.shown()[:PANEL])
    _show(request, order, found)
    return render(request, "orders/items_panel.html", {"order": order, "rows": found, "whose": whose})


@reads(works_on_orders)
def client_panel(request: Request, pk: int) -> HttpResponse:
    """Rows about one client, on the client's page, the newest first."""
    rows = WorkItem.objects.for_client(pk).exclude(state=ItemState.DROPPED).select_related("order", "owner")
    rows = rows.filter(order__in=Order.objects.readable_by(request.user))
    shows(request, "client", pk, pk)
    return render(request, "orders/client_rows.html", {"rows": list(rows.order_by("-pk")[:PANEL])})


def _item(request: Request, pk: int, position: int) -> WorkItem:
    order = order_of(request, pk)
    rows = WorkItem.objects.filter(order=order, position=position)
    item = rows.select_related("order", "client", "owner", "done_by").first()
    if item is None:
        raise Http404
    return item


@reads(works_on_orders)
def item(request: Request, pk: int, position: int) -> HttpResponse:
    """One row: the client, what the table said, what to check, what was done and may be done."""
    return render(request, "orders/item.html", _context(request, _item(request, pk, position)))


def _context(request: Request, row: WorkItem, **filled: Any) -> dict[str, Any]:
    order = row.order
    if row.client_id is not None:
        shows(request, "client", row.client_id, row.client_id, f"order:{order.pk}")
    stranger = permissions.does(request.user, order) and permissions.manages(request.user, order)
    refusal = stranger or deeds.refusal(row, request.user)
    upload = CohortUpload.objects.filter(order=order).only("columns").first()
    contacts = ContactPoint.objects.of_client(row.client_id or 0).select_related("person", "client")
    for contact in contacts:
        if contact.person_id is not None:
            shows(request, "person", contact.person_id, row.client_id, f"order:{order.pk}")
    mine = WorkItem.objects.of_order(order.pk).open().owned_by(*works_for(request.user))
    following = mine.filter(position__gt=row.position).first() or mine.exclude(pk=row.pk).first()
    forms_of: dict[str, Any] = {}
    if not refusal:
        forms_of = {"find_form": forms.FindingForm(item=row)}
        if row.client is not None:
            forms_of |= {"attempt_form": forms.AttemptForm(item=row), "letter_form": _letter_form(row)}
    elif not stranger and row.state == ItemState.DONE and order.state == OrderState.GIVEN:
        forms_of = {"again_form": forms.AgainForm()}
    return {
        "row": row, "order": order, "client": row.client, "refusal": refusal, "following": following,
        "columns": list(zip(upload.columns if upload else [], row.values, strict=False)),
        "contacts": list(contacts), "findings": findings_of(row),
        "attempts": list(row.attempts_made.select_related("contact", "message", "by")),
        "wanted": order.attempts_wanted, "now": clock.now(), **forms_of, **filled,
    }  # fmt: skip


def _letter_form(row: WorkItem) -> forms.LetterForm:
    assert row.client is not None
    letter = letters.contact_us(row.client.language)
    return forms.LetterForm(item=row, initial={"subject": letter.subject, "text": letter.text})


def _wrong(request: Request, row: WorkItem, **filled: Any) -> HttpResponse:
    """The page again, with what was typed and why it is not taken."""
    row = _item(request, row.order_id, row.position)
    return render(request, "orders/item.html", _context(request, row, **filled), status=422)


@writes(works_on_orders)
def find(request: Request, pk: int, position: int) -> HttpResponse:
    """Write down what came of the row; then the next own row."""
    row = _item(request, pk, position)
    form = forms.FindingForm(request.POST, request.FILES, item=row)
    if not form.is_valid() or not tried(
        form, lambda: deeds.find(item=row, found=form.found, by=request.user)
    ):
        return _wrong(request, row, find_form=form)
    messages.success(request, _("Row %(row)s: written down.") % {"row": position})
    mine = WorkItem.objects.of_order(pk).open().owned_by(*works_for(request.user))
    ready = mine.filter(Q(rests_until=None) | Q(rests_until__lte=clock.now()))
    following = ready.filter(position__gt=position).first() or ready.first()
    return redirect(following or row.order)


@writes(works_on_orders)
def attempt(request: Request, pk: int, position: int) -> HttpResponse:
    """The client was sought."""
    row = _item(request, pk, position)
    form = forms.AttemptForm(request.POST, item=row)
    if form.is_valid():
        said = form.cleaned_data
        if tried(
            form,
            lambda: deeds.attempt(
                item=row, channel=Channel(said["channel"]), contact=said["contact"], reached=said["reached"],
                wrong=said["wrong"], text=said["text"], rests_until=form.due_at(), by=request.user,
            ),
        ):  # fmt: skip
            messages.success(request, _("The attempt is written down."))
            return redirect(row)
    return _wrong(request, row, attempt_form=form)


@writes(works_on_orders)
def write(request: Request, pk: int, position: int) -> HttpResponse:
    """A letter to the client."""
    row = _item(request, pk, position)
    form = forms.LetterForm(request.POST, item=row)
    if form.is_valid() and row.client is not None:
        said, language = form.cleaned_data, row.client.language
        letter = Letter(said["subject"], said["text"])
        if tried(
            form,
            lambda: deeds.write(
                item=row, contact=said["contact"], letter=letter, language=language, by=request.user
            ),
        ):
            messages.success(request, _("The letter is on its way."))
            return redirect(row)
    return _wrong(request, row, letter_form=form)


@writes(works_on_orders)
def again(request: Request, pk: int, position: int) -> HttpResponse:
    """The result was a mistake."""
    row, form = _item(request, pk, position), forms.AgainForm(request.POST)
    if not form.is_valid():
        return _wrong(request, row, again_form=form)
    reason = form.cleaned_data["reason"]
    said = _("The row is open again.")
    return done(
        request,
        row.get_absolute_url(),
        lambda: deeds.open_again(item=row, reason=reason, by=request.user),
        said,
    )


@reads(works_on_orders)
def screenshot(request: Request, pk: int, position: int, finding: int) -> HttpResponse:
    """The picture that shows a correction in the portal."""
    row = _item(request, pk, position)
    found = ItemFinding.objects.select_related("screenshot").filter(pk=finding, item=row).first()
    if found is None or found.screenshot is None:
        raise Http404
    if row.client_id is not None:
        shows(request, "client", row.client_id, row.client_id, f"order:{pk}")
    content_type, _inline = filecheck.served_as(found.screenshot.content_type)
    name = f"{row.order.number}-{position}.{content_type.rpartition('/')[2]}"
    response = HttpResponse(blobs.read(found.screenshot), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
