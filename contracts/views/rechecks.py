"""Clients whose representation changed since acceptance: the list, one change, and what was done about it."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import changes
from contracts.models import RepresentationChange
from contracts.permissions import drafts
from contracts.representation import changed
from desk.http import Refused, reads, writes
from desk.people.deputies import stands_in_for
from desk.people.models import User
from desk.people.permissions import leads
from desk.records import access

PAGE = 25  # rows of the list


@reads(drafts)
def index(request: HttpRequest) -> HttpResponse:
    """The list; `?show=` one of `changed.SHOWN`, `?after=` goes on. Who leads sees the last nights too."""
    user = cast(User, request.user)
    show = request.GET.get("show", "")
    show = show if show in changed.SHOWN else "open"
    rows = changed.listed(show, user)
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after)) if show == "done" else rows.filter(pk__gt=int(after))
    page = list(rows[: PAGE + 1])
    for each in page[:PAGE]:
        access.shows(request, "client", each.client_id, client_id=each.client_id, purpose="list")
    context = {
        "rows": changed.ready(page[:PAGE]),
        "following": page[PAGE - 1].pk if len(page) > PAGE else None,
        "show": show,
        "nights": changed.last_nights() if leads(user) is None else None,
        "standing_in": stands_in_for(user),
    }
    return render(request, "contracts/changes.html", context)


@reads(drafts)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: both checks side by side, the documents concerned, and the act of having looked."""
    change = get_object_or_404(RepresentationChange.objects.whole(), pk=pk)
    purpose = f"representation_change:{pk}"
    access.shows(request, "client", change.client_id, client_id=change.client_id, purpose=purpose)
    context = {"row": changed.ready([change])[0], "change": change}
    return render(request, "contracts/change.html", context)


@writes(drafts)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A person looked at the change and writes what was done."""
    change = get_object_or_404(RepresentationChange, pk=pk)
    try:
        changes.settle(change=change, text=request.POST.get("note", ""), by=cast(User, request.user))
    except Refused as refused:
        return _refused(request, pk, refused)
    messages.success(request, _("Written down: the change was looked at."))
    return redirect("contracts:changes")


@writes(drafts)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a click that came too early."""
    change = get_object_or_404(RepresentationChange, pk=pk)
    try:
        changes.reopen(change=change, by=cast(User, request.user))
    except Refused as refused:
        return _refused(request, pk, refused)
    return redirect("contracts:change", pk)


def _refused(request: HttpRequest, pk: int, refused: Refused) -> HttpResponse:
    for text in refused.texts:
        messages.error(request, text)
    return redirect("contracts:change", pk)
