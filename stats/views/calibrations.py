"""Calibration: several review the same, each alone, and then agree on what is right."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.http import Refused, Request, reads, writes
from desk.people.permissions import leads
from stats.actions import calibrating
from stats.actions.reviewing import Said
from stats.forms import quality as forms
from stats.models import Calibration, Scorecard
from stats.quality.agreement import agreed
from stats.quality.calibrated import compared, may_see
from stats.quality.facts import number_of
from stats.quality.finding import by_number
from stats.quality.reviewers import may_review, reviewers
from stats.views.answers import tried


def _calibration_of(request: Request, pk: int) -> Calibration:
    rows = Calibration.objects.select_related("person", "opened_by", "closed_by")
    found = rows.prefetch_related("reviews__reviewer").filter(pk=pk).first()
    if found is None or may_review(request.user, found.person_id, (found.subject_kind, found.subject_id)):
        raise Http404
    return found


def _scorecard(calibration: Calibration) -> Scorecard:
    first = calibration.reviews.all()[0]
    return Scorecard.objects.whole().get(pk=first.scorecard_id)


@writes(leads)
def create(request: Request) -> HttpResponse:
    """Choose what is reviewed, by its number, and by whom."""
    form = forms.CalibrateForm(request.POST, people=reviewers())
    if form.is_valid():
        candidate = by_number(form.cleaned_data["number"])
        chosen, made = list(form.cleaned_data["reviewers"]), []
        if candidate is None:
            form.add_error("number", _("No finished work has this number."))
        elif tried(
            form,
            lambda: made.append(
                calibrating.open_calibration(candidate=candidate, reviewers=chosen, by=request.user)
            ),
        ):
            messages.success(request, _("The reviewers are told."))
            return redirect(made[0])
    for texts in form.errors.values():
        messages.error(request, " ".join(str(text) for text in texts))
    return redirect(f"{reverse('stats:quality')}?list=calibrations")


@reads(leads)
def page(request: Request, pk: int) -> HttpResponse:
    """Who has finished; and once the own review is finished, the points beside each other."""
    return _page(request, _calibration_of(request, pk))


def _page(request: Request, calibration: Calibration, form: forms.PointsForm | None = None) -> HttpResponse:
    scorecard = _scorecard(calibration)
    seen = compared(calibration) if may_see(calibration, request.user) else None
    mine = [each for each in calibration.reviews.all() if each.reviewer_id == request.user.pk]
    lines = {line.key: line for line in seen.lines} if seen else {}
    if form is None and seen and calibration.closed_at is None:
        alike = Said(agreed([each.answers for each in seen.reviews]))
        form = forms.PointsForm(scorecard=scorecard, said=alike, words=_("What was agreed, and why"))
    context = {
        "calibration": calibration, "number": number_of(calibration.work, calibration.subject_id),
        "seen": seen, "mine": mine[0] if mine else None, "form": form, "scorecard": scorecard,
        "lines": [
            (criterion, lines[criterion.key], calibration.agreed.get(criterion.key))
            for criterion in scorecard.criteria.all()
            if criterion.key in lines
        ],
        "reviews": calibration.reviews.all(),
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "stats/quality/calibration.html", context, status=status)


@writes(leads)
def begin(request: Request, pk: int) -> HttpResponse:
    """Begin, or go on with, the own review."""
    calibration = _calibration_of(request, pk)
    try:
        return redirect(calibrating.begin(calibration=calibration, by=request.user))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(calibration)


@writes(leads)
def close(request: Request, pk: int) -> HttpResponse:
    """Write down what was agreed."""
    calibration = _calibration_of(request, pk)
    words = _("What was agreed, and why")
    form = forms.PointsForm(request.POST, scorecard=_scorecard(calibration), words=words)
    if form.is_valid() and tried(
        form, lambda: calibrating.close(calibration=calibration, said=form.said, by=request.user)
    ):
        messages.success(request, _("What was agreed stands here from now on."))
        return redirect(calibration)
    return _page(request, calibration, form)
