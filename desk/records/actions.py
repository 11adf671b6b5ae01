"""Writing the story, one timeline entry for each action; and destroying by rule, with proof."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from desk import clock
from desk.people import deputies
from desk.people.models import User
from desk.records import blobs, holds, retention
from desk.records.models import Blob, Destruction, RetentionRule, TimelineEntry

log = logging.getLogger(__name__)

AT_ONCE = 500  # keys of one store that are held in memory
SHOWN = 20  # troubles of one store that a round names


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


@transaction.atomic
def destroy(
    *,
    rule: RetentionRule,
    subject: tuple[str, int],
    client_id: int | None,
    kept: Iterable[Blob],
    let_go: Callable[[], object],
    by: User | None = None,
    last: int | None = None,
) -> Destruction:
    """Destroy by rule and leave proof of it: what, whose, when, by what rule; no content.

    `last`: of a run of rows that go together, the key of the last; `subject` names the first.

    `let_go` empties the room's own rows, append-only ones too: the door of their triggers is open for it.
    Then those of `kept` go at which nothing points any more; their bytes are deleted once this is committed.
    Refused (holds.Held) while a legal hold stands on the thing or its client, unless the rule says ordered.
    """
    hold = None if rule.ordered else holds.on(*subject, client_id)
    if hold is not None:
        raise holds.Held(hold)
    held = {blob.sha256: blob for blob in kept}
    blobs.hold(*held)
    _door("on")
    let_go()
    _door("")
    gone = sorted(sha256 for sha256, blob in held.items() if not retention.is_held(blob))
    rows = Blob.objects.filter(sha256__in=gone)
    # Nothing points at them, so no collector has to ask every table again.
    rows._raw_delete(rows.db)
    for sha256 in gone:
        transaction.on_commit(lambda sha256=sha256: blobs.forget(sha256))  # type: ignore[misc]
    return Destruction.objects.create(
        store=rule.store, subject_kind=subject[0], subject_id=subject[1], subject_last=last,
        client_id=client_id, digests=gone, days=rule.days, basis=rule.basis, at=clock.now(), by=by,
    )  # fmt: skip


@dataclass
class Tally:
    """What became of the things of one store; `troubles` are keys with the kind of error, at most SHOWN."""

    destroyed: int = 0
    held: int = 0
    failed: int = 0
    troubles: list[tuple[int, str]] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """How many things were taken up."""
        return self.destroyed + self.held + self.failed


def destroy_due(*, store: str, by: User | None = None) -> int:
    """Destroy what this store has kept long enough, each thing in a transaction of its own; how many.

    One that cannot be destroyed stays due, and holds nobody up: the rest goes on after it.
    """
    tally, after = Tally(), 0
    while (last := destroy_some(store=store, tally=tally, after=after, by=by)) is not None:
        after = last
    return tally.destroyed


def destroy_some(
    *,
    store: str,
    tally: Tally,
    after: int,
    by: User | None = None,
    most: int = AT_ONCE,
    until: float | None = None,
) -> int | None:
    """The same for at most so many things whose key is beyond `after`, until that moment of time.monotonic();
    the last key that was taken up, None when none is due."""
    rule, room = retention.rule_of(store), retention.stores()[store]
    following = retention.due(store).filter(pk__gt=after).order_by("pk")
    last: int | None = None
    for pk in list(following.values_list("pk", flat=True)[: min(most, AT_ONCE)]):
        if last is not None and until is not None and time.monotonic() > until:
            break
        last = pk
        try:
            if room.destroy(rule, pk, by):
                tally.destroyed += 1
        except holds.Held:
            tally.held += 1
        except Exception as trouble:
            log.exception("%s: row %s could not be destroyed", store, pk)
            tally.failed += 1
            if len(tally.troubles) < SHOWN:
                tally.troubles.append((pk, type(trouble).__name__))
    return last


def bury_again() -> int:
    """Bytes that were destroyed and are in the store again, from a copy that was put back, go once more."""
    found = 0
    with_bytes = Destruction.objects.exclude(digests=[]).values_list("digests", flat=True)
    for digests in with_bytes.iterator(chunk_size=1000):
        found += sum(blobs.forget(sha256) for sha256 in digests)
    return found


def _door(state: str) -> None:
    """Whether the triggers of append-only tables let rows be deleted, in this transaction alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('abilaud.destruction', %s, true)", [state])
