"""A review: saved while it is written, finished for good, answered by the reviewed, decided by another."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.guides.actions.holding import in_working_days
from desk.http import Refused
from desk.people import deputies
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.models import User
from stats.actions.sampling import LEASE
from stats.enums.quality import ResponseKind, SampleState, Verdict
from stats.models import Response, Review, Reviewed, Sample, Scorecard
from stats.quality.reviewers import decider, may_decide
from stats.quality.scoring import MOST, NotScored, Points, score

APPEAL_DAYS = 5  # working days within which an appeal is decided


@dataclass(frozen=True)
class Said:
    """What a reviewer, or who decides an appeal, has filled in."""

    answers: Points = field(default_factory=dict)
    critical: Collection[str] = ()
    comment: str = ""


@transaction.atomic
def save(*, review: Review, said: Said, by: User) -> Review:
    """Keep what is filled in so far; the sample stays with its reviewer meanwhile."""
    _hold(review, by)
    _fill(review, said)
    review.save(update_fields=["answers", "critical", "comment"])
    if review.sample_id is not None:
        held = Sample.objects.filter(pk=review.sample_id, claimed_by=by)
        held.update(claimed_until=clock.now() + LEASE)
    return review


@transaction.atomic
def finish(*, review: Review, said: Said, by: User) -> Review:
    """Score it, for good; the reviewed person is told. A calibration is told to nobody and counts nowhere."""
    _hold(review, by)
    _fill(review, said)
    review.score = scored(review.scorecard, review.answers, review.critical)
    if review.critical and not review.comment:
        raise Refused(_("Write in the comment what the critical error was."))
    review.finished_at = clock.now()
    review.save()
    if review.sample_id is None:
        return review
    sample = Sample.objects.select_for_update().get(pk=review.sample_id)
    sample.state, sample.closed_at, sample.closed_by = SampleState.DONE, review.finished_at, by
    sample.claimed_by = sample.claimed_until = None
    sample.save()
    if not review.practice:
        _count(review, sample.by_chance, 1, _tenths(review.score), bool(review.critical))
    tell_alone(review.person, "stats.review_done", review)
    return review


@transaction.atomic
def respond(*, review: Review, kind: ResponseKind, text: str, by: User) -> Response:
    """The reviewed person agrees, comments or appeals, once; an appeal goes to another lead."""
    review.refresh_from_db(from_queryset=Review.objects.select_for_update())
    if review.person_id != by.pk or review.finished_at is None or review.calibration_id is not None:
        raise Refused(_("Only the person whose work was reviewed answers."))
    if Response.objects.filter(review=review).exists():
        raise Refused(_("You have answered this review already."))
    if kind != ResponseKind.AGREES and not text.strip():
        raise Refused(_("Write in your own words what you think of the review."))
    response = Response.objects.create(review=review, kind=kind, text=text.strip(), by=by, at=clock.now())
    if kind == ResponseKind.APPEALS:
        owner = decider(review)
        if owner is None:
            raise Refused(_("There is no other lead now who could decide: talk to the head."))
        give_todo(
            kind="stats.appeal", owner=owner, subject=("review", review.pk),
            due_at=in_working_days(APPEAL_DAYS),
        )  # fmt: skip
        tell_alone(review.reviewer, "stats.review_appealed", review)
        if not review.practice:
            _add(review, appeals=1)
    return response


@transaction.atomic
def decide(*, response: Response, verdict: Verdict, reason: str, said: Said, by: User) -> Response:
    """Another lead than the reviewer upholds the review or scores it anew, with a reason; both are told."""
    response.refresh_from_db(from_queryset=Response.objects.select_for_update())
    review = response.review
    if refusal := may_decide(by, review):
        raise Refused(refusal)
    if response.kind != ResponseKind.APPEALS or response.decided_at is not None:
        raise Refused(_("No appeal waits for a decision here."))
    if not reason.strip():
        raise Refused(_("Write why you decide so."))
    if verdict == Verdict.CHANGED:
        _change(response, review, said)
    response.verdict, response.reason = verdict, reason.strip()
    response.decided_at, response.decided_by = clock.now(), by
    response.save()
    settle_todos(kind="stats.appeal", subject=("review", review.pk), by=by)
    for person in (review.person, review.reviewer):
        tell_alone(person, f"stats.appeal_{verdict}", review)
    return response


def tell_alone(person: User, kind: str, about: Model, **params: str) -> None:
    """Tell the person alone: who is away finds it among what is owed on the first day after.

    What is said of a person's work is no matter of a deputy's, whom `tell` would tell too.
    """
    if person.pk in deputies.deputy_of():
        return
    assert about.pk is not None
    subject = (str(about._meta.model_name), about.pk)
    tell(users=[person], kind=kind, subject=subject, client_id=None, **params)


def scored(scorecard: Scorecard, answers: Points, critical: Collection[str]) -> Decimal:
    """The score by this version; refused where a criterion has no answer."""
    try:
        return score([each.key for each in scorecard.criteria.all()], answers, critical)
    except NotScored as trouble:
        names = {each.key: str(each) for each in scorecard.criteria.all()}
        missing = "; ".join(names.get(key, key) for key in trouble.missing)
        raise Refused(_("Give points for each criterion. Missing: %(names)s") % {"names": missing}) from None


def cleaned(scorecard: Scorecard, said: Said) -> tuple[dict[str, int | None], list[str]]:
    """Points and critical errors that this version knows; whatever else was sent is left out."""
    keys = [each.key for each in scorecard.criteria.all()]
    allowed = (None, *range(MOST + 1))
    answers = {key: said.answers[key] for key in keys if key in said.answers and said.answers[key] in allowed}
    return answers, [each.key for each in scorecard.errors.all() if each.key in said.critical]


def _hold(review: Review, by: User) -> None:
    review.refresh_from_db(from_queryset=Review.objects.select_for_update())
    if review.reviewer_id != by.pk:
        raise Refused(_("This review is written by another person."))
    if review.finished_at is not None:
        raise Refused(_("The review is finished and does not change any more."))
    if review.started_at is None:
        raise Refused(_("Begin the review first."))


def _fill(review: Review, said: Said) -> None:
    review.answers, review.critical = cleaned(review.scorecard, said)
    review.comment = said.comment.strip()


def _change(response: Response, review: Review, said: Said) -> None:
    """The score as it stands from now on, and the sums with it."""
    answers, critical = cleaned(review.scorecard, said)
    new, old = scored(review.scorecard, answers, critical), review.score
    assert old is not None  # it is finished
    if new == old and sorted(critical) == sorted(review.critical):
        raise Refused(_("The score is the same: uphold the review, or change points."))
    response.answers, response.critical, response.score = answers, critical, new
    if not review.practice and review.sample is not None:
        chance = review.sample.by_chance
        _count(review, chance, -1, _tenths(old), bool(review.critical))
        _count(review, chance, 1, _tenths(new), bool(critical))
        _add(review, changed=1)


def _count(review: Review, by_chance: bool, sign: int, tenths: int, critical: bool) -> None:
    """Add this review to, or take it from, the sums of its day."""
    sums: dict[str, int] = {"reviews": 1, "points": tenths, "critical": int(critical)}
    if by_chance:
        sums |= {
            "drawn": 1, "drawn_points": tenths, "drawn_squares": tenths**2, "drawn_critical": int(critical)
        }  # fmt: skip
    _add(review, **{name: sign * value for name, value in sums.items()})


def _add(review: Review, **more: int) -> None:
    assert review.finished_at is not None
    day = workdays.day_of(review.finished_at)
    Reviewed.objects.get_or_create(day=day, work=review.work)
    row = Reviewed.objects.select_for_update().get(day=day, work=review.work)
    for name, number in more.items():
        setattr(row, name, getattr(row, name) + number)
    row.save(update_fields=list(more))


def _tenths(value: Decimal) -> int:
    return int(value * 10)
