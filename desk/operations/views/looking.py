"""The page of the house: what the worker saw when it last looked, and what to do about it."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from desk.http import Request, reads, writes
from desk.operations.actions import looking
from desk.operations.models import Look
from desk.people.enums import Role
from desk.people.permissions import roles

OLD = timedelta(minutes=15)  # the worker looks every five
STATES = {
    "failed": (gettext_lazy("does not work"), "badge--bad"),
    "warning": (gettext_lazy("needs attention"), "badge--warn"),
    "manual": (gettext_lazy("not set up"), "badge--muted"),
    "sample": (gettext_lazy("sample"), "badge--info"),
    "ok": (gettext_lazy("in order"), "badge--ok"),
}
URGENT = {"failed", "warning"}
_ORDER = {state: place for place, state in enumerate(STATES)}


@dataclass(frozen=True)
class Line:
    """A row of the page."""

    seen: looking.Seen
    word: Promise
    badge: str


@reads(roles(Role.ADMINISTRATOR))
def doctor(request: Request) -> HttpResponse:
    """One read: the look is the worker's."""
    look = Look.objects.filter(pk=1).first()
    seen = looking.seen(look, get_language() or "et") if look else []
    lines = [Line(each, *STATES[each.state]) for each in sorted(seen, key=lambda each: _ORDER[each.state])]
    counts = Counter(each.state for each in seen)
    context = {
        "look": look,
        "old": look is not None and datetime.now(UTC) - look.at > OLD,
        "asked": [line for line in lines if line.seen.state in URGENT],
        "well": [line for line in lines if line.seen.state not in URGENT],
        "figures": [
            (word, counts[state], state) for state, (word, _badge) in STATES.items() if counts[state]
        ],
    }
    return render(request, "operations/doctor.html", context)


@writes(roles(Role.ADMINISTRATOR))
def look_now(request: Request) -> HttpResponse:
    """The worker is asked to look at once."""
    looking.want(by=request.user)
    messages.success(request, _("The worker looks at everything now; it is shown here in a moment."))
    return redirect("operations:doctor")
