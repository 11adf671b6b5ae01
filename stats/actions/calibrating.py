"""Calibration: the same work reviewed by several, each alone; then compared, and agreed on."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused
from desk.people.models import User
from desk.people.permissions import LEADS
from stats.actions.reviewing import Said, cleaned, scored, tell_alone
from stats.actions.sampling import scorecard_of
from stats.models import Calibration, Review
from stats.quality.reviewers import may_review
from stats.quality.subjects import Candidate

FEWEST = 2


@transaction.atomic
def open_calibration(*, candidate: Candidate, reviewers: Collection[User], by: User) -> Calibration:
    """Let these people review the same, each without seeing the others; they are told."""
    kind, pk = candidate.subject
    if len(reviewers) < FEWEST:
        raise Refused(_("At least two people review the same."))
    for person in reviewers:
        if refusal := may_review(person, candidate.person_id, candidate.subject):
            raise Refused(f"{person}: {refusal}")
    if Calibration.objects.filter(subject_kind=kind, subject_id=pk, closed_at=None).exists():
        raise Refused(_("The same is being calibrated already."))
    known = Review.objects.finished().filter(subject_kind=kind, subject_id=pk, reviewer__in=reviewers)
    if (there := known.first()) is not None:
        text = _("%(who)s has reviewed this already: it would not be blind.")
        raise Refused(text % {"who": there.reviewer})
    made = Calibration.objects.create(
        work=candidate.work, subject_kind=kind, subject_id=pk, person_id=candidate.person_id, opened_by=by,
        opened_at=clock.now(),
    )  # fmt: skip
    scorecard = scorecard_of(candidate.work)
    Review.objects.bulk_create(
        Review(
            scorecard=scorecard, calibration=made, work=candidate.work, subject_kind=kind, subject_id=pk,
            client_id=candidate.client_id, person_id=candidate.person_id, reviewer=person,
            practice=candidate.practice, happened_at=candidate.at,
        )
        for person in reviewers
    )  # fmt: skip
    for person in reviewers:
        if person != by:
            tell_alone(person, "stats.calibration", made)
    return made


@transaction.atomic
def begin(*, calibration: Calibration, by: User) -> Review:
    """The reviewer begins the own review; the time runs from here. Again, goes on with it."""
    mine = Review.objects.select_for_update(of=("self",)).filter(calibration=calibration, reviewer=by)
    review = mine.select_related("calibration").first()
    if review is None:
        raise Refused(_("You are not among those who review this."))
    if calibration.closed_at is not None and review.finished_at is None:
        raise Refused(_("This calibration is closed already."))
    if review.started_at is None:
        review.started_at = clock.now()
        review.save(update_fields=["started_at"])
    return review


@transaction.atomic
def close(*, calibration: Calibration, said: Said, by: User) -> Calibration:
    """Write down what was agreed, once at least two have finished; who has not is no longer asked."""
    calibration.refresh_from_db(from_queryset=Calibration.objects.select_for_update())
    if calibration.closed_at is not None:
        raise Refused(_("This calibration is closed already."))
    if by.pk == calibration.person_id or not by.holds(*LEADS):
        raise Refused(_("Nobody reviews his own work."))
    reviews = list(calibration.reviews.select_for_update())
    finished = [review for review in reviews if review.finished_at is not None]
    if len(finished) < FEWEST:
        raise Refused(_("At least two must have finished before it is compared."))
    if any(review.reviewer_id == by.pk and review.finished_at is None for review in reviews):
        raise Refused(_("Finish your own review first."))
    if not said.comment.strip():
        raise Refused(_("Write what was agreed, so that others can follow it."))
    scorecard = finished[0].scorecard
    calibration.agreed, calibration.agreed_critical = cleaned(scorecard, said)
    calibration.agreed_score = scored(scorecard, calibration.agreed, calibration.agreed_critical)
    calibration.note = said.comment.strip()
    calibration.closed_at, calibration.closed_by = clock.now(), by
    calibration.save()
    calibration.reviews.filter(finished_at=None).delete()
    return calibration
