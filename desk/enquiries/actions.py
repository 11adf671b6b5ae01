"""What people do with enquiries and promises. Closing has one function for every path."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import Client, Person
from desk.enquiries import closing, favourites, workflow
from desk.enquiries.deadlines import broken_before
from desk.enquiries.enums import Channel, Evidence, PromiseState, State
from desk.enquiries.models import Enquiry, EnquirySeries, FavouriteTopic, OutcomeCode, Promise, Topic
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note
from desk.workdays import TALLINN


@transaction.atomic
def open_enquiry(
    *,
    topic: Topic,
    by: User | None,
    client: Client | None = None,
    person: Person | None = None,
    language: str = "",
    question: str = "",
    owner: User | None = None,
    practice: bool = False,
) -> Enquiry:
    """Open an enquiry. Whoever opens it answers for it, unless another owner is named.

    Its language is the given one, else the enquirer's, else the client's, else Estonian.
    """
    owner = owner or by
    spoken = language or (person.language if person else "") or (client.language if client else "") or "et"
    enquiry = Enquiry.objects.create(
        number=_practice_number() if practice else _next_number(clock.now()),
        topic=topic,
        client=client,
        person=person,
        owner=owner,
        state=State.IN_WORK if owner else State.NEW,
        language=spoken,
        question=question.strip(),
        practice=practice,
    )
    _note("opened", enquiry, by)
    return enquiry


@transaction.atomic
def assign(*, enquiry: Enquiry, owner: User, by: User) -> Enquiry:
    """Take an enquiry or give it to somebody; a new one is in work from then on."""
    _lock(enquiry)
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    if enquiry.owner_id == owner.pk:
        return enquiry
    before, enquiry.owner = enquiry.owner_id, owner
    if enquiry.state == State.NEW:
        enquiry.state = State.IN_WORK
    enquiry.save(update_fields=["owner", "state"])
    _note("assigned", enquiry, by, before)
    return enquiry


@transaction.atomic
def move(*, enquiry: Enquiry, to: str, by: User | None) -> Enquiry:
    """Bring the enquiry into another state, as the table in `workflow` allows; closing is `close`."""
    if to == State.CLOSED:
        raise ValueError("an enquiry is closed by close()")
    _lock(enquiry)
    if enquiry.state == to:
        return enquiry
    if refusal := workflow.refusal(enquiry.state, to):
        raise Refused(refusal)
    enquiry.state = to
    if to == State.ESCALATED:
        enquiry.level = 2
    enquiry.save(update_fields=["state", "level"])
    _note(f"moved.{to}", enquiry, by)
    return enquiry


@transaction.atomic
def describe(
    *, enquiry: Enquiry, by: User, topic: Topic | None = None, question: str | None = None
) -> Enquiry:
    """Correct what the enquiry is about."""
    _lock(enquiry)
    changed = []
    if topic is not None and topic.pk != enquiry.topic_id:
        enquiry.topic = topic
        changed.append("topic")
    if question is not None and question.strip() != enquiry.question:
        enquiry.question = question.strip()
        changed.append("question")
    if changed:
        enquiry.save(update_fields=changed)
        _note("described", enquiry, by)
    return enquiry


@transaction.atomic
def attach(*, enquiry: Enquiry, by: User, client: Client | None, person: Person | None) -> Enquiry:
    """Say who asks on whose behalf; a wrong choice is taken back by choosing again."""
    _lock(enquiry)
    before = enquiry.client_id
    if (before, enquiry.person_id) == (client and client.pk, person and person.pk):
        return enquiry
    if before is not None and before != (client and client.pk):
        # The wrong client's story keeps a line: it was shown, and why it is no longer there.
        _note("detached", enquiry, by)
    enquiry.client, enquiry.person = client, person
    enquiry.save(update_fields=["client", "person"])
    if client is not None and client.pk != before:
        _note("attached", enquiry, by)
    return enquiry


@transaction.atomic
def close(*, enquiry: Enquiry, outcome: OutcomeCode, by: User | None) -> Enquiry:
    """Close with an outcome; Refused with the texts of everything that is still missing."""
    _lock(enquiry)
    if texts := closing.missing(enquiry, outcome):
        raise Refused(*texts)
    enquiry.state, enquiry.outcome, enquiry.closed_at = State.CLOSED, outcome, clock.now()
    enquiry.save(update_fields=["state", "outcome", "closed_at"])
    _note("closed", enquiry, by, outcome=outcome.name_et)
    return enquiry


@transaction.atomic
def reopen(*, enquiry: Enquiry, by: User | None) -> Enquiry:
    """Take a closed enquiry up again: it was not over, or the outcome was a mis-click."""
    _lock(enquiry)
    if enquiry.state != State.CLOSED:
        raise Refused(_("The enquiry is not closed."))
    enquiry.state, enquiry.outcome, enquiry.closed_at = State.IN_WORK, None, None
    enquiry.save(update_fields=["state", "outcome", "closed_at"])
    _note("reopened", enquiry, by)
    return enquiry


@transaction.atomic
def promise(
    *, enquiry: Enquiry, what: str, due_at: datetime, by: User | None, channel: str = Channel.CALL
) -> Promise:
    """Write down what the client was promised; Refused without words, or with a due time gone by."""
    _lock(enquiry)
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    if not what.strip():
        raise Refused(_("Write down what was promised."))
    if due_at <= clock.now():
        raise Refused(_("A promise falls due in the future."))
    made = Promise.objects.create(
        enquiry=enquiry, what=what.strip(), due_at=due_at, channel=channel, made_by=by
    )
    _note("promised", enquiry, by)
    return made


@transaction.atomic
def keep(*, promise: Promise, evidence: tuple[str, int | None], by: User | None) -> Promise:
    """The promise is kept, `evidence` (kind, id of a record) shows it; twice changes nothing."""
    promise.refresh_from_db(from_queryset=Promise.objects.select_for_update())
    if promise.state == PromiseState.KEPT:
        return promise
    kind, pk = evidence
    if not kind or (pk is None and kind != Evidence.WITHDRAWN):
        raise Refused(_("Say what shows that the client was told."))
    promise.state, promise.kept_at = PromiseState.KEPT, clock.now()
    promise.evidence_kind, promise.evidence_id = kind, pk
    promise.save(update_fields=["state", "kept_at", "evidence_kind", "evidence_id"])
    _note("kept", promise.enquiry, by)
    return promise


@transaction.atomic
def break_overdue() -> int:
    """By rule: a promise that is still open long after its due time is broken; how many became so."""
    now = clock.now()
    overdue = Promise.objects.due_before(broken_before(now)).select_related("enquiry")
    found = list(overdue.select_for_update(of=["self"], skip_locked=True).order_by("pk")[:500])
    for late in found:
        late.state, late.broken_at = PromiseState.BROKEN, now
        late.save(update_fields=["state", "broken_at"])
        _note("broken", late.enquiry, None)
    return len(found)


@transaction.atomic
def favour(*, topic: Topic, by: User) -> bool:
    """Put a topic on the person's next free key, or take it off; whether it is on one now.

    The first one keeps what the keys held before, which was what the person used most. Refused when
    all nine keys are taken.
    """
    User.objects.select_for_update().get(pk=by.pk)
    mine = FavouriteTopic.objects.filter(user=by)
    if not mine.exists():
        order_favourites(topics=favourites.of(by), by=by)
    gone, _rows = mine.filter(topic=topic).delete()
    kept = [one.topic for one in mine.select_related("topic")]
    if not gone and len(kept) == favourites.KEYS:
        raise Refused(_("All nine keys are taken: take one topic off first."))
    order_favourites(topics=kept if gone else [*kept, topic], by=by)
    return not gone


@transaction.atomic
def order_favourites(*, topics: Sequence[Topic], by: User) -> None:
    """Put these topics, and no others, on the person's keys in this order."""
    User.objects.select_for_update().get(pk=by.pk)
    FavouriteTopic.objects.filter(user=by).delete()
    FavouriteTopic.objects.bulk_create(
        FavouriteTopic(user=by, topic=topic, position=key)
        for key, topic in enumerate(topics[: favourites.KEYS], start=1)
    )


def _lock(enquiry: Enquiry) -> None:
    """Hold the row until the transaction ends, and see it as it is now."""
    enquiry.refresh_from_db(from_queryset=Enquiry.objects.select_for_update())


def _practice_number() -> str:
    """Practice takes no number of the series, where a gap would be asked about."""
    return f"H-{secrets.token_hex(4)}"


def _next_number(now: datetime) -> str:
    year = now.astimezone(TALLINN).year
    table = EnquirySeries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (year, last) VALUES (%s, 1)"  # noqa: S608  (our own table's name)
            f" ON CONFLICT (year) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [year],
        )
        (last,) = cursor.fetchone()
    return f"P-{year}-{last:06d}"


def _note(what: str, enquiry: Enquiry, by: User | None, owner_id: int | None = None, **params: str) -> None:
    note(
        kind=f"enquiries.{what}", subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by,
        owner_id=owner_id or enquiry.owner_id, number=enquiry.number, **params,
    )  # fmt: skip
