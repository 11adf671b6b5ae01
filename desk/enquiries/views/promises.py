"""Pages of promises: the worklist, making one, showing that it was kept, and the panel of the workspace."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries import actions
from desk.enquiries.enums import PromiseState
from desk.enquiries.evidence import candidates
from desk.enquiries.forms import KeepForm, PromiseForm
from desk.enquiries.models import Enquiry, Promise, PromiseQuerySet
from desk.enquiries.views.enquiries import enquiry_context, names_shown, readable
from desk.http import Refused, Request, reads, writes
from desk.people.deputies import stands_in_for, works_for
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.workdays import TALLINN

MOST = 100  # rows of a worklist; more than that is not a list to work from
LISTS = ("mine", "today", "late", "broken", "all")


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """What clients still wait for: mine, today's, late, broken, or everyone's; the most urgent first."""
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else "mine"
    rows = _listed(chosen, request.user)
    page = list(rows.shown().order_by("due_at", "pk")[:MOST])
    for row in page:
        names_shown(request, row.enquiry, "list")
    tabs = [
        ("mine", _("Mine")), ("today", _("Due today")), ("late", _("Late")), ("broken", _("Broken")),
        ("all", _("Everyone's")),
    ]  # fmt: skip
    context = {
        "rows": page, "chosen": chosen, "tabs": tabs, "now": clock.now(),
        "standing_in": stands_in_for(request.user),
    }  # fmt: skip
    return render(request, "enquiries/promises.html", context)


def _listed(chosen: str, user: User) -> PromiseQuerySet:
    now = clock.now()
    if chosen == "mine":
        return Promise.objects.counted().readable_by(user).owed().owned_by(*works_for(user))
    if chosen == "today":
        return Promise.objects.counted().readable_by(user).due_before(_midnight(now))
    if chosen == "late":
        return Promise.objects.counted().readable_by(user).late(now)
    if chosen == "broken":
        return Promise.objects.counted().readable_by(user).broken()
    return Promise.objects.counted().readable_by(user).owed()


def _midnight(now: datetime) -> datetime:
    """The end of the day in Tallinn."""
    tomorrow = now.astimezone(TALLINN).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), TALLINN)


@reads(at_the_desk)
def home_panel(request: Request) -> HttpResponse:
    """The workspace's part: what I owe today and what is late."""
    user, now = request.user, clock.now()
    mine = Promise.objects.counted().readable_by(user).due_before(_midnight(now)).owned_by(*works_for(user))
    rows = list(mine.shown().order_by("due_at", "pk")[:10])
    for row in rows:
        names_shown(request, row.enquiry, "list")
    theirs = Enquiry.objects.counted().open().readable_by(user).owned_by(*works_for(user))
    enquiries = list(theirs.shown().newest_first()[:10])
    for enquiry in enquiries:
        names_shown(request, enquiry, "list")
    context = {"rows": rows, "enquiries": enquiries, "now": now, "standing_in": stands_in_for(user)}
    return render(request, "enquiries/home_panel.html", context)


@writes(at_the_desk)
def make(request: Request, pk: int) -> HttpResponse:
    """Write down what the client of this enquiry was promised."""
    enquiry = readable(request, pk)
    form = PromiseForm(request.POST)
    if form.is_valid():
        try:
            actions.promise(enquiry=enquiry, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            return redirect(enquiry)
    return render(request, "enquiries/page.html", enquiry_context(request, enquiry, promise_form=form))


@writes(at_the_desk, form=True)
def keep(request: Request, pk: int) -> HttpResponse:
    """Point at the record that shows that the client was told."""
    promise = get_object_or_404(Promise.objects.readable_by(request.user).shown(), pk=pk)
    names_shown(request, promise.enquiry, f"enquiry:{promise.enquiry_id}")
    if promise.state == PromiseState.KEPT:
        return redirect(promise.enquiry)
    form = KeepForm(request.POST or None, found=list(candidates(promise)))
    if form.is_valid():
        try:
            actions.keep(promise=promise, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The promise is kept."))
            return redirect(promise.enquiry)
    return render(request, "enquiries/keep.html", {"form": form, "promise": promise, "now": clock.now()})
