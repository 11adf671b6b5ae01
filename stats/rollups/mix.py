"""Whose calls were of what kind: by language and group of topics, while figures of persons are kept."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from desk.calls.models import Call, CallEnquiry
from stats import retention
from stats.models import PersonMix
from stats.rollups.counting import Rows, seconds, write
from stats.rollups.traffic import FINISHED


def calls() -> QuerySet[Call]:
    """Finished calls that people answered, with the `group` of topics of the first enquiry in them."""
    first = CallEnquiry.objects.filter(call=OuterRef("pk")).order_by("pk")
    topic = first.values(group=Coalesce("enquiry__topic__parent", "enquiry__topic"))[:1]
    answered = Call.objects.counted().filter(FINISHED, user__isnull=False)
    return answered.annotate(group=Subquery(topic))


def parts() -> tuple[Rows, ...]:
    """The calls, with how long each was worked on."""
    return (
        Rows(
            calls,
            at="rang_at",
            keys={"user": "user_id", "language": "language", "topic": "group"},
            counts={"calls": FINISHED},
            sums={
                "handle_s": seconds(FINISHED, "answered_at", "hung_up_at")
                + seconds(FINISHED, "hung_up_at", "closed_at")
            },
        ),
    )


def count(first: date, last: date) -> None:
    """Count these days anew; of days whose figures of persons are destroyed nothing comes back."""
    kept = retention.kept_from()
    if last >= kept:
        write(PersonMix, parts(), max(first, kept), last)
