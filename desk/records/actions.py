"""Writing the story: one timeline entry for each action."""

from desk import clock
from desk.people import deputies
from desk.people.models import User
from desk.records.models import TimelineEntry


def note(
    *,
    kind: str,
    subject: tuple[str, int],
    client_id: int | None,
    by: User | None,
    owner_id: int | None = None,
    **params: str | int,
) -> TimelineEntry:
    """Append to the timeline what an action did; `params` fill the sentence and hold no personal data.

    `owner_id` is whose work it was: what a deputy does is told to both as done in that person's place.
    The sentence of `kind` stands in the room's `enums.TIMELINE` (slot TIMELINE_WORDS).
    """
    return TimelineEntry.objects.create(
        at=clock.now(),
        kind=kind,
        subject_kind=subject[0],
        subject_id=subject[1],
        client_id=client_id,
        by=by,
        in_place_of_id=deputies.in_place_of(by, owner_id) if by else None,
        params=params,
    )
