"""Lists of promises: the worklist with its tabs, making one, and the panel of the workspace."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Value
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries import actions
from desk.enquiries.forms import PromiseForm
from desk.enquiries.models import Enquiry, Promise, PromiseQuerySet
from desk.enquiries.promise_forms import PromiseFilterForm
from desk.enquiries.views.enquiries import enquiry_context, names_shown, readable
from desk.http import Refused, Request, reads, writes
from desk.people.deputies import stands_in_for, works_for
from desk.people.models import User
from desk.people.permissions import LEADS, at_the_desk
from desk.workdays import TALLINN

PAGE = 25  # rows of a list
MOST = 100  # a tab counts no further: more than that is not a list to work from


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """What clients still wait for: mine today, all mine, late, broken; for those who lead also everyone's.

    With `month` (and `outcome`) those who lead see the promises that the figures of that month count.
    """
    user = request.user
    form = PromiseFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    leads = user.holds(*LEADS)
    tabs = _tabs(user, leads)
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in tabs else "mine"
    month = asked.get("month", "") if leads else ""
    rows = _of_month(user, month, asked.get("outcome", "")) if month else tabs[chosen][1]
    rows = _narrowed(rows, asked).shown().most_urgent_first()
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.after(int(after))
    page = list(rows[: PAGE + 1])
    for row in page[:PAGE]:
        names_shown(request, row.enquiry, "list")
    query, counts = request.GET.copy(), _counts(tabs)
    if len(page) > PAGE:
        query["after"] = str(page[PAGE - 1].pk)
    context = {
        "rows": page[:PAGE], "chosen": "" if month else chosen, "month": month, "form": form,
        "tabs": [(key, label, counts[key]) for key, (label, _rows) in tabs.items()], "now": clock.now(),
        "following": query.urlencode() if len(page) > PAGE else "", "standing_in": stands_in_for(user),
    }  # fmt: skip
    template = "enquiries/promises.html#rows" if request.htmx else "enquiries/promises.html"
    return render(request, template, context)


def _tabs(user: User, leads: bool) -> dict[str, tuple[str, PromiseQuerySet]]:
    now, rows = clock.now(), Promise.objects.counted().readable_by(user)
    mine = rows.owned_by(*works_for(user))
    tabs = {
        "today": (_("Mine today"), mine.due_before(_midnight(now))),
        "mine": (_("All mine"), mine.owed()),
        "late": (_("Late"), rows.late(now)),
        "broken": (_("Broken"), rows.broken()),
    }
    return tabs | {"all": (_("All open"), rows.owed())} if leads else tabs


def _counts(tabs: dict[str, tuple[str, PromiseQuerySet]]) -> dict[str, str]:
    """How many on each tab, in one question that never counts a big table to its end."""
    each = [
        rows.order_by().annotate(tab=Value(key)).values_list("tab", flat=True)[:MOST]
        for key, (_label, rows) in tabs.items()
    ]
    found = Counter(each[0].union(*each[1:], all=True))
    return {key: f"{MOST - 1}+" if found[key] == MOST else str(found[key]) for key in tabs}


def _of_month(user: User, month: str, outcome: str) -> PromiseQuerySet:
    year, number = (int(part) for part in month.split("-"))
    start = datetime(year, number, 1, tzinfo=TALLINN)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=TALLINN)
    rows = Promise.objects.counted().readable_by(user).due_between(start, end)
    return rows.ended_as(outcome) if outcome else rows


def _narrowed(rows: PromiseQuerySet, asked: dict[str, Any]) -> PromiseQuerySet:
    if channel := asked.get("channel"):
        rows = rows.filter(channel=channel)
    if topic := asked.get("topic"):
        rows = rows.filter(enquiry__topic=topic)
    return rows


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
