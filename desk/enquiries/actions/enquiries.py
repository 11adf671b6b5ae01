"""An enquiry from its opening to its closing; closing has one function for every path."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import Client, Person
from desk.enquiries import closing, competence, permissions, repeats, workflow
from desk.enquiries.actions import deadlines
from desk.enquiries.actions.concerned import refuse_concerning, tell_leads
from desk.enquiries.actions.holding import lock, note
from desk.enquiries.enums import Kind, State
from desk.enquiries.models import ClosingOverride, Enquiry, EnquirySeries, OutcomeCode, PauseReason, Topic
from desk.http import Refused
from desk.people.models import User
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
    kind: str = Kind.QUESTION,
    concerns: User | None = None,
) -> Enquiry:
    """Open an enquiry. Whoever opens it answers for it, unless another owner is named.

    Its language is the given one, else the enquirer's, else the client's, else Estonian. A complaint about
    whoever writes it down is nobody's until somebody else takes it.
    """
    refuse_concerning(kind, concerns)
    if concerns is not None and owner == concerns:
        raise Refused(_("A complaint is never handled by the person whom it concerns."))
    owner = owner or (by if by != concerns else None)
    opened_at = clock.now()
    spoken = language or (person.language if person else "") or (client.language if client else "") or "et"
    enquiry = Enquiry(
        number=_practice_number() if practice else _next_number(opened_at),
        topic=topic,
        client=client,
        person=person,
        owner=owner,
        state=State.IN_WORK if owner else State.NEW,
        language=spoken,
        question=question.strip(),
        practice=practice,
        kind=kind,
        concerns=concerns,
        opened_at=opened_at,
        repeats=None if practice else repeats.first_asked(client, topic, opened_at),
    )
    deadlines.freeze(enquiry)
    enquiry.save(force_insert=True)
    note("opened", enquiry, by)
    if concerns is not None:
        tell_leads(enquiry, by)
    return enquiry


@transaction.atomic
def assign(*, enquiry: Enquiry, owner: User, by: User) -> Enquiry:
    """Take an enquiry or give it to somebody; a new one is in work from then on."""
    lock(enquiry)
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    if refusal := permissions.handles(owner, enquiry) or permissions.handles(by, enquiry):
        raise Refused(refusal)
    if enquiry.owner_id == owner.pk:
        return enquiry
    before, enquiry.owner = enquiry.owner_id, owner
    if enquiry.state == State.NEW:
        enquiry.state = State.IN_WORK
    enquiry.save(update_fields=["owner", "state"])
    note("assigned", enquiry, by, before)
    return enquiry


@transaction.atomic
def move(
    *, enquiry: Enquiry, to: str, by: User | None, reason: PauseReason | None = None, noted: bool = False
) -> Enquiry:
    """Bring the enquiry into another state, as the table in `workflow` allows; closing is `close`.

    Waiting for the client has a `reason`: meanwhile the deadline stands still. `noted` says that the caller
    writes the act's one timeline entry.
    """
    if to == State.CLOSED:
        raise ValueError("an enquiry is closed by close()")
    lock(enquiry, by)
    if enquiry.state == to:
        return enquiry
    if refusal := workflow.refusal(enquiry.state, to):
        raise Refused(refusal)
    if to == State.WAITING:
        deadlines.stop_clock(enquiry, reason, by)
    else:
        deadlines.start_clock(enquiry)
    enquiry.state = to
    if to == State.ESCALATED:
        enquiry.level = 2
    enquiry.save(update_fields=["state", "level"])
    if not noted:
        note(f"moved.{to}", enquiry, by)
    return enquiry


@transaction.atomic
def describe(
    *, enquiry: Enquiry, by: User, topic: Topic | None = None, question: str | None = None
) -> Enquiry:
    """Correct what the enquiry is about."""
    lock(enquiry, by)
    changed = []
    if topic is not None and topic.pk != enquiry.topic_id:
        enquiry.topic = topic
        enquiry.repeats = _repeats(enquiry)
        changed += ["topic", "repeats"]
    if question is not None and question.strip() != enquiry.question:
        enquiry.question = question.strip()
        changed.append("question")
    if changed:
        enquiry.save(update_fields=changed)
        deadlines.corrected(enquiry, by)
        note("described", enquiry, by)
    return enquiry


@transaction.atomic
def attach(*, enquiry: Enquiry, by: User, client: Client | None, person: Person | None) -> Enquiry:
    """Say who asks on whose behalf; a wrong choice is taken back by choosing again."""
    lock(enquiry, by)
    before = enquiry.client_id
    if (before, enquiry.person_id) == (client and client.pk, person and person.pk):
        return enquiry
    if before is not None and before != (client and client.pk):
        # The wrong client's story keeps a line: it was shown, and why it is no longer there.
        note("detached", enquiry, by)
    enquiry.client, enquiry.person = client, person
    enquiry.repeats = _repeats(enquiry)
    enquiry.save(update_fields=["client", "person", "repeats"])
    if client is not None and client.pk != before:
        note("attached", enquiry, by)
    return enquiry


@transaction.atomic
def close(*, enquiry: Enquiry, outcome: OutcomeCode, by: User | None, override: str = "") -> Enquiry:
    """Close with an outcome; Refused with the texts of everything that is still missing.

    `override` is the reason of one who leads to close in spite of it; what the state forbids stays refused.
    Promises that are not kept stay owed.
    """
    lock(enquiry, by)
    forbidden, lacking = closing.forbidden(enquiry, outcome), closing.lacking(enquiry, outcome)
    if forbidden or (lacking and not override.strip()):
        raise Refused(*forbidden, *lacking)
    if lacking:
        _override(enquiry, lacking, override.strip(), by)
    deadlines.start_clock(enquiry)
    enquiry.state, enquiry.outcome, enquiry.closed_at = State.CLOSED, outcome, clock.now()
    enquiry.beyond_competence = competence.exceeded(enquiry, outcome)
    enquiry.save(update_fields=["state", "outcome", "closed_at", "beyond_competence"])
    note("closed", enquiry, by, outcome=outcome.name_et)
    return enquiry


def _override(enquiry: Enquiry, lacking: list[str], reason: str, by: User | None) -> None:
    if refusal := permissions.overrides(by):
        raise Refused(*lacking, refusal)
    assert by is not None  # nobody but a person overrides
    ClosingOverride.objects.create(enquiry=enquiry, missing=lacking, reason=reason, by=by)
    note("overridden", enquiry, by)


@transaction.atomic
def close_many(
    *, enquiries: Sequence[Enquiry], outcome: OutcomeCode, by: User
) -> list[tuple[Enquiry, Sequence[str]]]:
    """Close each by itself, with the texts of what it lacks where it stays open; none undoes another."""
    answered: list[tuple[Enquiry, Sequence[str]]] = []
    for enquiry in sorted(enquiries, key=lambda one: one.pk):  # the order in which rows are held
        try:
            close(enquiry=enquiry, outcome=outcome, by=by)
        except Refused as refused:
            answered.append((enquiry, refused.texts))
        else:
            answered.append((enquiry, ()))
    return answered


@transaction.atomic
def reopen(*, enquiry: Enquiry, by: User | None) -> Enquiry:
    """Take a closed enquiry up again: it was not over, or the outcome was a mis-click."""
    lock(enquiry, by)
    if enquiry.state != State.CLOSED:
        raise Refused(_("The enquiry is not closed."))
    if enquiry.closed_at is not None:
        deadlines.reopened(enquiry, enquiry.closed_at, by)
    enquiry.state = State.IN_WORK if enquiry.owner_id else State.NEW
    enquiry.outcome, enquiry.closed_at, enquiry.beyond_competence = None, None, False
    enquiry.save(update_fields=["state", "outcome", "closed_at", "beyond_competence"])
    note("reopened", enquiry, by)
    return enquiry


def _repeats(enquiry: Enquiry) -> Enquiry | None:
    """Anew, since the client or the matter was corrected."""
    if enquiry.practice:
        return None
    return repeats.first_asked(enquiry.client, enquiry.topic, enquiry.opened_at, besides=enquiry.pk)


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
