"""Two review the same, each alone; then their points stand beside each other, and they agree."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import Notice, User
from desk.people.owed import owed_by
from stats.actions import calibrating, reviewing
from stats.actions.reviewing import Said
from stats.enums.quality import WorkKind
from stats.models import Calibration, Review, Reviewed
from stats.quality.beginning import seed_quality
from stats.quality.subjects import Candidate, one
from tests.conftest import Actor
from tests.stats.quality import all_points, finished_call


@pytest.fixture
def candidate(as_specialist: Actor) -> Candidate:
    seed_quality()
    found = one(WorkKind.CALL, finished_call(as_specialist.user).pk)
    assert found is not None
    return found


@pytest.fixture
def third(someone: Callable[..., User]) -> User:
    return someone("kolmas", Role.SENIOR)


def review(calibration: Calibration, by: User, points: int, **others: int) -> Review:
    mine = calibrating.begin(calibration=calibration, by=by)
    return reviewing.finish(review=mine, said=all_points(mine.scorecard, points, **others), by=by)


def test_each_reviews_without_seeing_the_other_until_both_have_finished(
    candidate: Candidate, as_senior: Actor, as_head: Actor
) -> None:
    made = calibrating.open_calibration(
        candidate=candidate, reviewers=[as_senior.user, as_head.user], by=as_senior.user
    )
    assert Notice.objects.get().user == as_head.user
    assert made.get_absolute_url() in {each.url for each in owed_by(as_head.user, as_head.user)}
    first = review(made, as_senior.user, 2, need=1)
    url = made.get_absolute_url()
    for page in (as_senior.get(url), as_head.get(url)):
        assert "93,8%" not in page.content.decode()  # 15 of 16 points
    assert as_head.get(first.get_absolute_url()).status_code == 404
    second = review(made, as_head.user, 2)
    text = as_senior.get(url).content.decode()
    assert "93,8%" in text and "100,0%" in text
    assert as_specialist_sees(first, second) == 0
    assert not Reviewed.objects.exists()


def as_specialist_sees(*reviews: Review) -> int:
    """How many of them the person whose work it was sees: what reviewers try on each other is not told."""
    person = reviews[0].person
    return Review.objects.shown_to(person.pk or 0).filter(pk__in=[each.pk for each in reviews]).count()


def test_what_was_agreed_is_written_down_with_its_score_by_one_of_them(
    candidate: Candidate, as_senior: Actor, as_head: Actor, third: User
) -> None:
    made = calibrating.open_calibration(
        candidate=candidate, reviewers=[as_senior.user, as_head.user, third], by=as_head.user
    )
    review(made, as_senior.user, 2)
    agreed = Said(all_points(made.reviews.all()[0].scorecard, 1).answers, (), "Kokkuvõte oli puudu.")
    with pytest.raises(Refused):
        calibrating.close(calibration=made, said=agreed, by=as_senior.user)
    review(made, as_head.user, 0)
    with pytest.raises(Refused):  # the own one first
        calibrating.close(calibration=made, said=agreed, by=third)
    calibrating.close(calibration=made, said=agreed, by=as_senior.user)
    made.refresh_from_db()
    assert made.agreed_score == 50 and made.closed_by == as_senior.user
    assert not made.reviews.filter(reviewer=third).exists()
    assert "Kokkuvõte oli puudu." in as_head.get(made.get_absolute_url()).content.decode()


def test_whose_work_it_is_takes_no_part_and_sees_nothing_of_it(
    someone: Callable[..., User], as_senior: Actor, as_head: Actor, third: User
) -> None:
    seed_quality()
    own = one(WorkKind.CALL, finished_call(as_senior.user).pk)
    assert own is not None
    with pytest.raises(Refused):
        calibrating.open_calibration(candidate=own, reviewers=[as_senior.user, third], by=as_head.user)
    made = calibrating.open_calibration(candidate=own, reviewers=[as_head.user, third], by=as_head.user)
    assert as_senior.get(made.get_absolute_url()).status_code == 404


def test_one_reviewer_is_no_calibration_and_nobody_reviews_twice(
    candidate: Candidate, as_senior: Actor, as_head: Actor
) -> None:
    with pytest.raises(Refused):
        calibrating.open_calibration(candidate=candidate, reviewers=[as_senior.user], by=as_head.user)
    made = calibrating.open_calibration(
        candidate=candidate, reviewers=[as_senior.user, as_head.user], by=as_head.user
    )
    with pytest.raises(Refused):
        calibrating.open_calibration(
            candidate=candidate, reviewers=[as_senior.user, as_head.user], by=as_head.user
        )
    mine = made.reviews.get(reviewer=as_senior.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.pk = None
        mine.save(force_insert=True)
