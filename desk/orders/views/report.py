"""How far an order is, and what came of it: the panel of its page, and the report to who gave it."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Request, reads
from desk.orders.enums import ItemResult, ItemState
from desk.orders.models import ItemFinding, Order, WorkItem
from desk.orders.permissions import works_on_orders
from desk.orders.progress import Progress, progress
from desk.orders.views.answers import order_of
from desk.records.access import shows
from desk.tables.table import write_table

MOST = 200  # rows of a list in the report; the file has them all
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _results(done: Progress) -> list[tuple[str, int]]:
    return [
        (str(ItemResult(code).label), done.results[code])
        for code in ItemResult.values
        if code in done.results
    ]


@reads(works_on_orders)
def panel(request: Request, pk: int) -> HttpResponse:
    """How much is done, by result and by day, and when the last row will be."""
    order = order_of(request, pk)
    now = progress(order)
    context = {
        "order": order,
        "progress": now,
        "results": _results(now),
        "due_on": timezone.localdate(order.due_at),
    }
    return render(request, "orders/progress_panel.html", context)


@reads(works_on_orders)
def report(request: Request, pk: int) -> HttpResponse:
    """What was ordered and what came of it, to read, to print, and to decide by."""
    order = order_of(request, pk)
    now = progress(order)
    rows = order.items.filter(state=ItemState.DONE).select_related("client", "done_by").order_by("position")
    corrected = _corrections(order)
    unreached = list(rows.filter(result=ItemResult.UNREACHABLE)[:MOST])
    errors = list(rows.filter(result=ItemResult.ERROR_FOUND)[:MOST])
    for row in [*unreached, *errors, *(each.item for each in corrected)]:
        if row.client_id is not None:
            shows(request, "client", row.client_id, row.client_id, f"order:{order.pk}")
    context = {
        "order": order, "progress": now, "results": _results(now), "corrected": corrected, "errors": errors,
        "unreached": unreached, "most": MOST, "now": clock.now(),
        "batches": list(order.batches.select_related("by").order_by("number")),
        "people": list(order.assignments.select_related("user").order_by("pk")),
        "steps": list(order.selections.all()),
    }  # fmt: skip
    return render(request, "orders/report.html", context)


def _corrections(order: Order) -> list[ItemFinding]:
    """Corrections in the portal that still stand, in the order of their rows."""
    rows = ItemFinding.objects.filter(item__order=order, result=ItemResult.CORRECTED)
    rows = rows.filter(item__result=ItemResult.CORRECTED).select_related("item__client", "by")
    return list(rows.order_by("item__position", "pk")[:MOST])


@reads(works_on_orders)
def report_file(request: Request, pk: int) -> HttpResponse | FileResponse:
    """Every row with its result as a table, `?form=` csv or xlsx; whoever stands in it is logged."""
    order, form = order_of(request, pk), request.GET.get("form", "xlsx")
    if form not in FORMS:
        raise Http404
    rows = list(order.items.select_related("client", "owner", "done_by").order_by("position"))
    for row in rows:
        if row.client_id is not None:
            shows(request, "client", row.client_id, row.client_id, f"order:{order.pk}")
    file: Any = SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115  # FileResponse closes it
    headings = [
        _("Row"), _("Registry code"), _("Client"), _("Whose row"), _("State"), _("Result"), _("Attempts"),
        _("Done"), _("Done by"),
    ]  # fmt: skip
    write_table(file, headings, _lines(rows), form=form, title=order.number)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{order.number}.{form}", content_type=FORMS[form])


def _lines(rows: list[WorkItem]) -> Iterator[list[str]]:
    for row in rows:
        at = timezone.localtime(row.done_at).strftime("%d.%m.%Y %H:%M") if row.done_at else ""
        client = row.client
        yield [
            str(row.position), (client.registry_code if client else "") or row.code, str(client or ""),
            str(row.owner or ""), row.get_state_display(), row.get_result_display() if row.result else "",
            str(row.attempts), at, str(row.done_by or ""),
        ]  # fmt: skip
