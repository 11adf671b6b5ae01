"""What I was told: the bell in every page's head, and the page of notices."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from desk.http import Request, reads, writes
from desk.people import actions
from desk.people.concerned import kept_from
from desk.people.models import Notice
from desk.people.permissions import anyone
from desk.people.words import page_of, sentence

PAGE = 40  # notices at a time


@reads(anyone)
def bell(request: Request) -> HttpResponse:
    """How many I have not looked at yet."""
    assert request.user.pk is not None
    mine = Notice.objects.unseen().filter(user=request.user)
    unseen = mine.without(kept_from(request.user.pk)).count()
    return render(request, "people/bell.html", {"unseen": unseen})


@reads(anyone)
def notices(request: Request) -> HttpResponse:
    """What I was told, newest first; `?before=` goes further back."""
    assert request.user.pk is not None
    rows = Notice.objects.to(request.user.pk).without(kept_from(request.user.pk or 0))
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.select_related("in_place_of")[: PAGE + 1])
    context = {
        "rows": [_row(notice) for notice in found[:PAGE]],
        "unseen": any(notice.seen_at is None for notice in found[:PAGE]),
        "before": found[PAGE - 1].pk if len(found) > PAGE else None,
        "continued": bool(before),
    }
    return render(request, "people/notices.html", context)


def _row(notice: Notice) -> dict[str, object]:
    return {
        "notice": notice,
        "text": sentence(notice.kind, notice.params),
        "url": page_of(notice.subject_kind, notice.subject_id),
    }


@writes(anyone)
def notice_open(request: Request, pk: int) -> HttpResponse:
    """I have looked at it; on to what it is about."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    actions.see(notices=[pk], by=request.user)
    url = page_of(notice.subject_kind, notice.subject_id)
    return redirect(url or "people:notices")


@writes(anyone)
def notices_seen(request: Request) -> HttpResponse:
    """I have looked at them all."""
    actions.see_all(by=request.user)
    return redirect("people:notices")
