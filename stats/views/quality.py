"""Quality for those who lead: what waits for review, what is under way, appeals, calibrations, the trend."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import leads
from stats.actions import sampling
from stats.enums.quality import Why, WorkKind
from stats.forms import quality as forms
from stats.models import Calibration, Response, Review, Sample
from stats.quality import cards
from stats.quality.calibrated import compared
from stats.quality.facts import number_of
from stats.quality.reviewers import reviewers
from stats.quality.subjects import kept_from
from stats.views.answers import done

PAGE = 50
LISTS = ("waiting", "running", "appeals", "calibrations", "done", "trend")


@reads(leads)
def index(request: Request) -> HttpResponse:
    """What waits for review and why, what is under way, appeals, calibrations, and the trend."""
    kept = kept_from(request.user.pk or 0)
    waiting = Sample.objects.open().not_of(request.user.pk or 0).without(kept)
    chosen = request.GET.get("list", "waiting")
    chosen = chosen if chosen in LISTS else "waiting"
    why, work = request.GET.get("why", ""), request.GET.get("work", "")
    context: dict[str, Any] = {
        "chosen": chosen, "why": why, "work": work, "now": clock.now(), "me": request.user.pk,
        "reasons": _reasons(waiting), "works": WorkKind.choices,
    }  # fmt: skip
    return render(request, "stats/quality/index.html", context | _LISTS[chosen](request, waiting, kept))


def _reasons(waiting: "QuerySet[Sample]") -> list[tuple[str, Any, int]]:
    counted = dict(waiting.order_by().values_list("why").annotate(n=Count("pk")))
    return [(why.value, why.label, counted[why]) for why in Why if why in counted]


def _waiting(request: Request, waiting: Any, kept: Any) -> dict[str, Any]:
    rows = waiting.select_related("person", "claimed_by", "rule")
    if (why := request.GET.get("why", "")) in Why:
        rows = rows.filter(why=why)
    if (work := request.GET.get("work", "")) in WorkKind:
        rows = rows.filter(work=work)
    after = request.GET.get("after", "")
    if after.isdigit() and (last := Sample.objects.filter(pk=after).first()) is not None:
        rows = rows.filter(happened_at__gte=last.happened_at).exclude(
            happened_at=last.happened_at, pk__lte=last.pk
        )
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    return {
        "samples": [(each, number_of(each.work, each.subject_id), _also(each)) for each in shown],
        "after": shown[-1].pk if len(found) > PAGE else None,
        "drop_form": forms.ReasonForm(auto_id=False),
    }


def _also(sample: Sample) -> str:
    return ", ".join(str(Why(why).label) for why in sample.also)


def _running(request: Request, waiting: Any, kept: Any) -> dict[str, Any]:
    rows = Review.objects.unfinished().filter(calibration=None).exclude(person=request.user)
    return {"reviews": rows.whole().order_by("started_at")[:PAGE]}


def _appeals(request: Request, waiting: Any, kept: Any) -> dict[str, Any]:
    rows = Response.objects.waiting().select_related("review__person", "review__reviewer")
    rows = rows.exclude(review__person=request.user)
    return {"appeals": [each for each in rows[:PAGE] if _subject(each.review) not in kept]}


def _calibrations(request: Request, waiting: Any, kept: Any) -> dict[str, Any]:
    rows = Calibration.objects.select_related("person").prefetch_related("reviews__reviewer")[:PAGE]
    people = reviewers()
    return {
        "calibrations": [
            (each, number_of(each.work, each.subject_id), compared(each))
            for each in rows
            if each.person_id != request.user.pk and _subject(each) not in kept
        ],
        "form": forms.CalibrateForm(people=people, initial={"number": request.GET.get("number", "")}),
    }


def _done(request: Request, waiting: Any, kept: Any) -> dict[str, Any]:
    rows = Review.objects.finished().filter(calibration=None).exclude(person=request.user).whole()
    if (work := request.GET.get("work", "")) in WorkKind:
        rows = rows.filter(work=work)
    after = request.GET.get("after", "")
    if after.isdigit() and (last := Review.objects.filter(pk=after).first()) is not None:
        rows = rows.filter(finished_at__lte=last.finished_at).exclude(
            finished_at=last.finished_at, pk__gte=last.pk
        )
    found = list(rows[: PAGE + 1])
    shown = [each for each in found[:PAGE] if _subject(each) not in kept]
    return {"reviews": shown, "after": found[PAGE - 1].pk if len(found) > PAGE else None}


def _trend(request: Request, waiting: Any, kept: Any) -> dict[str, Any]:
    return {"card": cards.trend()}


def _subject(row: Any) -> tuple[str, int]:
    return row.subject_kind, row.subject_id


@writes(leads)
def take(request: Request, pk: int) -> HttpResponse:
    """Take what waits and begin its review; the page of the review follows."""
    sample = get_object_or_404(Sample, pk=pk)
    try:
        return redirect(sampling.take(sample=sample, by=request.user))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect("stats:quality")


@writes(leads)
def drop(request: Request, pk: int) -> HttpResponse:
    """It is not reviewed, and why."""
    sample = get_object_or_404(Sample, pk=pk)
    reason = request.POST.get("reason", "")
    said = _("It is not reviewed; the reason is kept.")
    return done(
        request, "stats:quality", lambda: sampling.drop(sample=sample, reason=reason, by=request.user), said
    )


_LISTS: dict[str, Callable[[Request, Any, Any], dict[str, Any]]] = {
    "waiting": _waiting, "running": _running, "appeals": _appeals, "calibrations": _calibrations,
    "done": _done, "trend": _trend,
}  # fmt: skip
