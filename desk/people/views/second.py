"""Second pairs of eyes: the one list of what waits for a second person, and the decision."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused, Request, reads, writes
from desk.people import actions
from desk.people import second as eyes
from desk.people.concerned import is_kept, kept_from
from desk.people.models import Approval
from desk.people.permissions import at_the_desk


@reads(at_the_desk)
def second(request: Request) -> HttpResponse:
    """What waits: mine to decide first, then what others must; and what became of what I asked."""
    kept = kept_from(request.user.pk or 0)
    rows = eyes.waiting(request.user, kept)
    context = {
        "mine": [row for row in rows if row.mine],
        "others": [row for row in rows if not row.mine],
        "answered": eyes.answered(request.user, kept),
        "now": clock.now(),
    }
    return render(request, "people/second.html", context)


@writes(at_the_desk)
def second_decide(request: Request, pk: int) -> HttpResponse:
    """The second person's word, or the asker's that nobody need look any more."""
    approval = get_object_or_404(Approval, pk=pk)
    if is_kept((approval.subject_kind, approval.subject_id), request.user.pk or 0):
        raise Http404
    word = request.POST.get("decision", "")
    try:
        if word == "withdraw":
            actions.take_back_second(approval=approval, by=request.user)
            messages.success(request, _("Nobody need look at it any more."))
        elif word in {"approve", "refuse"}:
            reason = request.POST.get("reason", "")
            actions.decide_second(
                approval=approval, approved=word == "approve", reason=reason, by=request.user
            )
            messages.success(request, _("The decision is written down."))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect("people:second")
