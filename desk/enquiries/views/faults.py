"""Pages of known faults: what lasts, one fault with whoever waits, and what those who lead do about it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk import clock
from desk.enquiries import actions
from desk.enquiries.actions import Telling
from desk.enquiries.enums import Standing
from desk.enquiries.fault_forms import FaultForm, OverForm
from desk.enquiries.models import Fault
from desk.enquiries.views.enquiries import address_of, names_shown
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk, leads

PAGE = 50  # rows of a list
# What other rooms show of a fault, by the name of the URL: a panel each.
PANELS = (("tickets:fault_panel", gettext_lazy("Second level")),)
CHANGES = 20  # versions of a fault's words that its page tells


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """What lasts, the newest first, and what is over."""
    faults = Fault.objects.select_related("topic").annotate(asked=Count("ties"))
    context = {
        "lasting": list(faults.lasting()),
        "past": list(faults.past()[:PAGE]),
        "leads": leads(request.user) is None,
        "now": clock.now(),
    }
    return render(request, "enquiries/faults.html", context)


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """One fault: its words, how they changed, who asked, and how far the telling has come."""
    fault = get_object_or_404(Fault.objects.select_related("topic", "opened_by", "ended_by"), pk=pk)
    return render(request, "enquiries/fault.html", _context(request, fault))


def _context(request: Request, fault: Fault, **forms: Any) -> dict[str, Any]:
    ties = fault.ties.readable_by(request.user).counted()
    chosen = request.GET.get("standing", "")
    chosen = chosen if chosen in Standing.values else ""
    stands = ties.standing().order_by()
    counts = dict(stands.values_list("standing").annotate(Count("pk")))  # type: ignore[misc]  # annotated
    rows = ties.standing().shown().order_by("pk")
    if chosen:
        rows = rows.filter(standing=chosen)  # type: ignore[misc]  # annotated
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: PAGE + 1])
    for row in found[:PAGE]:
        names_shown(request, row.enquiry, "list")
    following = request.GET.copy()
    if len(found) > PAGE:
        following["after"] = str(found[PAGE - 1].pk)
    return {
        "fault": fault,
        "rows": [{"tie": row, "standing": Standing(row.standing)} for row in found[:PAGE]],
        "following": following.urlencode() if len(found) > PAGE else "",
        "chosen": chosen,
        "counts": [(each.value, each.label, counts[each]) for each in Standing if counts.get(each)],
        "all": sum(counts.values()),
        "to_tell": sum(counts.get(each, 0) for each in (Standing.WAITS, Standing.RETURNED)),
        "texts": [(code, fault.called(code), fault.text(code)) for code in ("et", "ru", "en")],
        "over": [(code, fault.over(code)) for code in ("et", "ru", "en")] if fault.ended_at else [],
        "changes": list(fault.history.select_related("history_user")[:CHANGES]),
        "leads": leads(request.user) is None,
        "panels": [
            {"url": url, "title": title} for name, title in PANELS if (url := address_of(name, fault.pk))
        ],
        "now": clock.now(),
        **forms,
    }


@writes(leads, form=True)
def create(request: Request) -> HttpResponse:
    """A new fault, told at once to everybody who has a page open."""
    form = FaultForm(request.POST or None)
    if form.is_valid():
        try:
            fault = actions.open_fault(by=request.user, **form.said)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The fault stands above every call."))
            return redirect(fault)
    return render(request, "enquiries/fault_form.html", {"form": form})


@writes(leads, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Another promised time, or other words."""
    fault = get_object_or_404(Fault, pk=pk)
    form = FaultForm(request.POST or None, fault=fault)
    if form.is_valid():
        try:
            actions.change_fault(fault=fault, by=request.user, **form.said)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The change stands above every call."))
            return redirect(fault)
    return render(request, "enquiries/fault_form.html", {"form": form, "fault": fault})


@writes(leads, form=True)
def over(request: Request, pk: int) -> HttpResponse:
    """The fault is over: say what its clients are told, and tell them in one act."""
    fault = get_object_or_404(Fault, pk=pk)
    if fault.ended_at is not None:
        return redirect(fault)
    form = OverForm(request.POST or None)
    if form.is_valid():
        actions.declare_over(fault=fault, over=form.said, by=request.user)
        _say(request, actions.tell_clients(fault=fault, by=request.user))
        return redirect(fault)
    waiting = fault.ties.counted().count()
    return render(request, "enquiries/fault_over.html", {"form": form, "fault": fault, "waiting": waiting})


@writes(leads)
def tell(request: Request, pk: int) -> HttpResponse:
    """Tell those who were not told yet: tied afterwards, or their letter came back."""
    fault = get_object_or_404(Fault, pk=pk)
    try:
        _say(request, actions.tell_clients(fault=fault, by=request.user))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(fault)


def _say(request: Request, told: Telling) -> None:
    written = ngettext(
        "%(n)s letter was put in the mail.", "%(n)s letters were put in the mail.", told.written
    )
    messages.success(request, written % {"n": told.written})
    if told.to_call:
        called = ngettext("%(n)s client must be called.", "%(n)s clients must be called.", told.to_call)
        messages.warning(request, called % {"n": told.to_call})
