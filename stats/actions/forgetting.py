"""Letting go of reviews and coaching by rule: what is said of persons goes, the sums of the work stay."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from desk.people.models import User
from desk.records import actions as records
from desk.records.models import RetentionRule
from desk.records.retention import Store
from stats.enums.quality import SampleState
from stats.models import Calibration, Coaching, Response, Review, Sample


def old_reviews(before: datetime) -> QuerySet[Review]:
    """Finished before then; those of a calibration that is still open stay."""
    return Review.objects.filter(finished_at__lt=before).exclude(
        calibration__isnull=False, calibration__closed_at=None
    )


@transaction.atomic
def destroy_review(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The review with its answer and its sample; of a calibration what was agreed goes with the last one."""
    review = Review.objects.select_for_update().filter(pk=pk, finished_at__isnull=False).first()
    if review is None:
        return False

    def let_go() -> None:
        Response.objects.filter(review=review).delete()
        sample, calibration = review.sample_id, review.calibration_id
        review.delete()
        if sample is not None:
            Sample.objects.filter(pk=sample).delete()
        if calibration is not None:
            Calibration.objects.filter(pk=calibration, reviews=None).delete()

    return _destroy(rule, ("review", pk), review.client_id, by, let_go)


def old_samples(before: datetime) -> QuerySet[Sample]:
    """Closed before then without a review."""
    return Sample.objects.filter(closed_at__lt=before, state=SampleState.DROPPED)


@transaction.atomic
def destroy_sample(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """What was drawn and not reviewed."""
    sample = Sample.objects.select_for_update().filter(pk=pk, state=SampleState.DROPPED).first()
    if sample is None:
        return False
    return _destroy(rule, ("sample", pk), sample.client_id, by, sample.delete)


def old_coaching(before: datetime) -> QuerySet[Coaching]:
    """Done before then."""
    return Coaching.objects.filter(done_at__lt=before)


@transaction.atomic
def destroy_coaching(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """What was agreed, with its history."""
    coaching = Coaching.objects.select_for_update().filter(pk=pk, done_at__isnull=False).first()
    if coaching is None:
        return False

    def let_go() -> None:
        coaching.delete()
        Coaching.history.filter(id=pk).delete()

    return _destroy(rule, ("coaching", pk), None, by, let_go)


def destroy_old() -> int:
    """Destroy what has been kept long enough; how many."""
    return sum(records.destroy_due(store=store.code) for store in STORES)


def _destroy(
    rule: RetentionRule, subject: tuple[str, int], client_id: int | None, by: User | None,
    let_go: Callable[[], Any],
) -> bool:  # fmt: skip
    records.destroy(rule=rule, subject=subject, client_id=client_id, by=by, kept=[], let_go=let_go)
    return True


_TWO_YEARS = "Kinnitada töötajate esindajaga: tagasiside kaks aastat, edasi üksnes koondsummad"
_HALF_A_YEAR = "Kinnitada töötajate esindajaga: hindamata valimirida ei ole hiljem vaja"
STORES = (
    Store("reviews", _("Reviews of work"), 730, _TWO_YEARS, old_reviews, destroy_review),
    Store("samples", _("Drawn for review and not reviewed"), 180, _HALF_A_YEAR, old_samples, destroy_sample),
    Store("coaching", _("Coaching"), 730, _TWO_YEARS, old_coaching, destroy_coaching),
)
