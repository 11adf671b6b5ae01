"""An unfinished review as the reason to look at its client (slot PURPOSES)."""

from collections.abc import Collection

from desk.people.models import User
from desk.records.purpose import Held, of_open_work
from stats.models import Review


@of_open_work
def open_review(user: User, client_ids: Collection[int]) -> list[Held]:
    """`review:7` while this person reviews work done for one of these clients; no deputy reviews for him."""
    mine = Review.objects.unfinished().filter(reviewer=user, started_at__isnull=False)
    return [Held("review", mine.filter(client_id__in=client_ids).order_by("-pk"))]
