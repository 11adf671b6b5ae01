"""Calls, a scorecard and reviews to be judged by the tests of quality."""

from datetime import timedelta
from typing import Any

from desk import clock
from desk.calls.models import Call
from desk.clients.models import Client
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.people.models import User
from stats.actions import reviewing, sampling
from stats.actions.reviewing import Said
from stats.enums.quality import WorkKind
from stats.models import Review, Sample, Scorecard
from stats.quality.beginning import seed_quality
from stats.quality.subjects import one

HOUR = timedelta(hours=1)


def outcome() -> OutcomeCode:
    found = OutcomeCode.objects.first()
    return found or OutcomeCode.objects.create(code="solved", name_et="lahendatud", name_en="solved")


def finished_call(person: User, client: Client | None = None, ago: timedelta = HOUR, **fields: Any) -> Call:
    """A call that this person answered and finished so long ago."""
    rang = clock.now() - ago
    values: dict[str, Any] = {
        "state": "closed", "user": person, "client": client, "rang_at": rang,
        "answered_at": rang + timedelta(seconds=10), "hung_up_at": rang + timedelta(minutes=4),
        "closed_at": rang + timedelta(minutes=5), "outcome": outcome(), "notes": "Klient küsis volikirja.",
    }  # fmt: skip
    return Call.objects.create(**values | fields)


def enquiry_of(call: Call, **fields: Any) -> Enquiry:
    """A question that was asked in this call."""
    topic, _made = Topic.objects.get_or_create(
        code="main-user", defaults={"name_et": "peakasutaja", "name_en": "main user"}
    )
    number = f"P-2026-{Enquiry.objects.count() + 1:06d}"
    enquiry = Enquiry.objects.create(number=number, topic=topic, client=call.client, **fields)
    call.enquiries.add(enquiry)
    return enquiry


def waiting(person: User, **fields: Any) -> Sample:
    """A finished call of this person that waits for review."""
    seed_quality()
    call = finished_call(person, **fields)
    candidate = one(WorkKind.CALL, call.pk)
    assert candidate is not None
    return sampling.ask_review(candidate=candidate, note="", by=person)


def all_points(scorecard: Scorecard, points: int | None = 2, **others: int | None) -> Said:
    """The same points for every criterion, but for those named."""
    answers = {each.key: points for each in scorecard.criteria.all()}
    return Said({**answers, **others})


def reviewed(
    person: User, by: User, points: int = 2, critical: list[str] | None = None, by_chance: bool = False
) -> Review:
    """A finished review of a call of this person."""
    sample = waiting(person)
    Sample.objects.filter(pk=sample.pk).update(by_chance=by_chance)
    review = sampling.take(sample=sample, by=by)
    said = all_points(review.scorecard, points)
    said = Said(said.answers, critical or [], "Selge ja kiire.")
    return reviewing.finish(review=review, said=said, by=by)
