"""One review: written beside the facts of the contact, read by whose work it was, appealed, decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.guides.models import GuideVersion
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import LEADS, at_the_desk, leads
from desk.people.words import page_of
from desk.records.access import shows
from stats.actions import coaching, reviewing, sampling
from stats.actions.reviewing import Said
from stats.enums.quality import ResponseKind, Verdict
from stats.figures.words import percent
from stats.forms import quality as forms
from stats.models import Review
from stats.quality.facts import Facts, facts_of, number_of
from stats.quality.reviewers import may_decide
from stats.quality.subjects import kept_from
from stats.views.answers import done, tried


def review_of(request: Request, pk: int) -> Review:
    """The review, if this person may see it: the reviewer at any time, the person and leads once it is
    finished; nothing of a calibration but the own, else 404."""
    rows = Review.objects.whole().prefetch_related("scorecard__criteria", "scorecard__errors")
    review = rows.filter(pk=pk).first()
    if review is None or not _sees(request, review):
        raise Http404
    return review


def _sees(request: Request, review: Review) -> bool:
    user = request.user
    if review.reviewer_id == user.pk:
        return user.holds(*LEADS)
    if review.finished_at is None or review.calibration_id is not None:
        return False
    if review.person_id == user.pk:
        return True
    return user.holds(*LEADS) and (review.subject_kind, review.subject_id) not in kept_from(user.pk or 0)


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """To its reviewer the form until it is finished; to others what was found."""
    review = review_of(request, pk)
    if review.finished_at is None:
        said = Said(review.answers, review.critical, review.comment)
        form = forms.PointsForm(scorecard=review.scorecard, said=said)
        return render(request, "stats/quality/write.html", _writing(request, review, form))
    return render(request, "stats/quality/review.html", _context(request, review))


def _writing(request: Request, review: Review, form: forms.PointsForm) -> dict[str, Any]:
    return {"review": review, "form": form, "facts": _facts(request, review), "number": _number(review)}


def _facts(request: Request, review: Review) -> Facts | None:
    """The contact as the reviewer sees it; whose data it is goes to the access log, with the review."""
    facts = facts_of(review.work, (review.subject_kind, review.subject_id), request.user)
    if facts is not None:
        client_id, why = review.client_id, f"review:{review.pk}"
        for kind, ids in (("client", facts.clients), ("person", facts.persons)):
            for each in ids:
                shows(request, kind, each, client_id=client_id, purpose=why)
    return facts


def _number(review: Review) -> str:
    return number_of(review.work, review.subject_id)


def _context(request: Request, review: Review, **filled: Any) -> dict[str, Any]:
    """What a finished review shows; `filled` are forms that were sent and not accepted."""
    own = review.person_id == request.user.pk
    leading = not own and request.user.holds(*LEADS)
    response = getattr(review, "response", None)
    waits = response is not None and response.kind == ResponseKind.APPEALS and response.decided_at is None
    counts = review.calibration_id is None
    context: dict[str, Any] = {
        "review": review, "number": _number(review), "own": own, "leading": leading, "response": response,
        "lines": _lines(review, review.answers), "errors": _errors(review, review.critical), "waits": waits,
        "record": page_of(review.subject_kind, review.subject_id), "counts": counts,
        "may_decide": leading and waits and may_decide(request.user, review) is None,
        "coachings": review.coachings.select_related("coach"),
    }  # fmt: skip
    if response is not None and response.answers is not None:
        context["changed"] = _lines(review, response.answers)
        context["changed_errors"] = _errors(review, response.critical)
    if leading and counts:
        context["coach_form"] = forms.CoachForm(scorecard=review.scorecard)
        context["guide_form"] = forms.GuideForm(versions=GuideVersion.objects.in_force().order_by("title_et"))
    if own and counts and response is None:
        context["respond_form"] = forms.RespondForm()
    return context | filled


def _lines(review: Review, answers: dict[str, Any]) -> list[tuple[str, list[tuple[Any, Any]]]]:
    return [
        (section, [(criterion, answers.get(criterion.key)) for criterion in criteria])
        for section, criteria in review.scorecard.sections
    ]


def _errors(review: Review, critical: Any) -> list[Any]:
    return [each for each in review.scorecard.errors.all() if each.key in (critical or [])]


@writes(leads)
def save(request: Request, pk: int) -> HttpResponse:
    """Keep what is filled in so far; the page sends it while it is filled in."""
    review = review_of(request, pk)
    form = forms.PointsForm(request.POST, scorecard=review.scorecard)
    text = _("Not saved: something in the form cannot be read.")
    if form.is_valid():
        try:
            reviewing.save(review=review, said=form.said, by=request.user)
            text = ""
        except Refused as refused:
            text = " ".join(refused.texts)
    if request.htmx:
        return render(request, "stats/quality/_saved.html", {"trouble": text})
    if text:
        messages.error(request, text)
    return redirect(review)


@writes(leads)
def finish(request: Request, pk: int) -> HttpResponse:
    """Score it; what is missing is said above the form, and nothing that was filled in is lost."""
    review = review_of(request, pk)
    form = forms.PointsForm(request.POST, scorecard=review.scorecard)
    if form.is_valid() and tried(
        form, lambda: reviewing.finish(review=review, said=form.said, by=request.user)
    ):
        score = percent(float(review.score or 0))
        messages.success(request, _("The review is finished: %(score)s.") % {"score": score})
        if review.calibration_id is not None:
            return redirect("stats:calibration", review.calibration_id)
        return redirect(review)
    if review.finished_at is not None:
        return redirect(review)
    return render(request, "stats/quality/write.html", _writing(request, review, form), status=422)


@writes(leads)
def give_up(request: Request, pk: int) -> HttpResponse:
    """Leave it to others."""
    review = review_of(request, pk)
    said = _("The review is left to others.")
    return done(request, "stats:quality", lambda: sampling.give_up(review=review, by=request.user), said)


@writes(at_the_desk)
def respond(request: Request, pk: int) -> HttpResponse:
    """The person whose work it was agrees, comments or appeals."""
    review = review_of(request, pk)
    form = forms.RespondForm(request.POST)
    if form.is_valid():
        kind, text = ResponseKind(form.cleaned_data["kind"]), form.cleaned_data["text"]
        if tried(form, lambda: reviewing.respond(review=review, kind=kind, text=text, by=request.user)):
            messages.success(request, _("Thank you: your answer stands beside the review."))
            return redirect(review)
    review = review_of(request, pk)
    context = _context(request, review, respond_form=form)
    return render(request, "stats/quality/review.html", context, status=422)


@writes(leads, form=True)
def decide(request: Request, pk: int) -> HttpResponse:
    """Another lead looks at the contact, the review and the appeal, and decides."""
    review = review_of(request, pk)
    response = getattr(review, "response", None)
    if response is None or response.kind != ResponseKind.APPEALS or may_decide(request.user, review):
        raise Http404
    if response.decided_at is not None:
        return redirect(review)
    said = Said(review.answers, review.critical)
    points = forms.PointsForm(request.POST or None, scorecard=review.scorecard, said=said)
    form = forms.DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and points.is_valid():
        verdict, reason = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["reason"]
        if tried(
            form,
            lambda: reviewing.decide(
                response=response, verdict=verdict, reason=reason, said=points.said, by=request.user
            ),
        ):
            messages.success(request, _("The appeal is decided; both are told."))
            return redirect(review)
    context = {
        "review": review, "response": response, "form": form, "points": points, "number": _number(review),
        "facts": _facts(request, review), "lines": _lines(review, review.answers),
        "errors": _errors(review, review.critical),
    }  # fmt: skip
    return render(request, "stats/quality/decide.html", context, status=422 if form.errors else 200)


@writes(leads)
def coach(request: Request, pk: int) -> HttpResponse:
    """Agree on what changes after this review."""
    review = review_of(request, pk)
    form = forms.CoachForm(request.POST, scorecard=review.scorecard)
    if form.is_valid() and tried(
        form,
        lambda: coaching.agree(person=review.person, review=review, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("It is agreed: both of you see it among what you owe."))
        return redirect(f"{reverse('stats:review', args=[pk])}#coaching")
    context = _context(request, review, coach_form=form)
    return render(request, "stats/quality/review.html", context, status=422)


@writes(leads)
def misled(request: Request, pk: int) -> HttpResponse:
    """Tell the owner of the guide that misled."""
    review = review_of(request, pk)
    form = forms.GuideForm(request.POST, versions=GuideVersion.objects.in_force())
    if form.is_valid():
        version, text = form.cleaned_data["guide"], form.cleaned_data["text"]
        if tried(form, lambda: coaching.misled(review=review, version=version, text=text, by=request.user)):
            messages.success(request, _("The guide's owner has it to do."))
            return redirect(review)
    return render(
        request, "stats/quality/review.html", _context(request, review, guide_form=form), status=422
    )
