"""Enquiries from their opening to their end: answered at once, promised, handed to the second level."""

import json
from typing import Any
from uuid import UUID

from desk.enquiries.enums import Evidence, PromiseState
from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import Enquiry, Promise
from stats.seeding import papers, posted, words
from stats.seeding.copying import stamp
from stats.seeding.seats import Seat
from stats.seeding.world import Matter, World
from tickets.enums import State
from tickets.models import Escalation, Issue, Return

TICKET = {True: 0.65, False: 0.065}  # handed on: where level 1 must, and elsewhere
PROMISED = 0.2
BY_MAIL = 0.33  # of what is told later
NEVER = 0.0006  # nobody answered to this day
RETURNED = 0.13
FORGOTTEN = 0.03  # of promises are kept when they are long broken
LATE = 0.08
NEW_ABOUT = ("declaration", "correction", "charge-deadline", "zero-declaration")
NEW_WORDS = 24  # days before the end from which the renewed form is asked about


def begin(world: World, what: tuple[int, int | None], at: int, channel: str, *, owner: int | None) -> Matter:
    """Open an enquiry about a topic (its place) for a client (its place, or nobody known)."""
    topic, client = what
    chance, subject = world.chance, world.ground.subjects[topic]
    pk = world.tables[Enquiry].next_id()
    at, repeats = world.asked(pk, topic, client, at)
    language = world.clients.language[client] if client is not None else "et"
    text = chance.choice(subject.questions[language])
    near = (world.days[-1].midnight - world.day.midnight) // 86400
    if subject.code in NEW_ABOUT and language == "et" and near < NEW_WORDS and chance.random() < 0.5:
        text = words.NEW_WORD
    due = world.term(subject.limit_code, at) if subject.limit_code else None
    number = world.number(world.day.date)
    matter = Matter(pk, number, subject, client, language, text, at, due, repeats, channel, owner)
    world.open[pk] = matter
    return matter


def settle(world: World, matter: Matter, at: int) -> str:
    """What becomes of it at the end of the first contact; the outcome of that contact."""
    chance, subject = world.chance, matter.subject
    if chance.random() < NEVER and not world.plan.finished:
        return "promised"
    if subject.unit and chance.random() < TICKET[subject.hands_on]:
        hand_on(world, matter, at)
        return "escalated"
    if papers.wanted(world, matter):
        papers.draft(world, matter, at)
        close(world, matter, at, "documents-sent")
        return "documents-sent"
    if chance.random() < PROMISED:
        promise(world, matter, at, chance.choice(words.PROMISED))
        return "promised"
    redirected = subject.group == "misdirected" or (subject.hands_on and chance.random() < 0.7)
    outcome = "redirected" if redirected else chance.choices(("solved", "advised"), (7, 3))[0]
    if redirected and subject.hands_on:
        outcome = "withdrawn"  # who is sent on unanswered has withdrawn: level 1 answered nothing
    close(world, matter, at, outcome)
    return outcome


def take(world: World, seats: list[Seat], at: int, matter: Matter) -> None:
    """Somebody takes a letter up: hands it on, sends documents, or answers it."""
    chance, subject = world.chance, matter.subject
    if chance.random() < NEVER and not world.plan.finished:
        return
    here = [
        seat for seat in seats if seat.starts <= at < seat.ends and matter.language in seat.spoken
    ] or seats
    matter.owner = chance.choice(here).user if here else chance.choice(world.ground.team).pk
    if subject.unit and chance.random() < TICKET[subject.hands_on]:
        hand_on(world, matter, at)
        return
    outcome = "redirected" if subject.group == "misdirected" else "solved"
    if papers.wanted(world, matter):
        papers.draft(world, matter, at)
        outcome = "documents-sent"
    write_to(world, matter, at, matter.owner)
    close(world, matter, at, outcome)


def tell_in_writing(world: World, matter: Matter, at: int) -> None:
    """A letter tells what was promised."""
    record = write_to(world, matter, at, matter.owner)
    told(world, matter, at + 900, Evidence.MESSAGE.value, record, matter.owner or world.ground.team[0].pk)


def promise(world: World, matter: Matter, at: int, what: str, days: int = 0) -> None:
    """Promise an answer; when it is told is drawn now."""
    chance = world.chance
    days = days or chance.choices((1, 2, 3, 5), (2, 3, 3, 4))[0]
    matter.promise = {
        "what": what, "made_at": stamp(at), "made_by_id": matter.owner,
        "channel": "email" if chance.random() < BY_MAIL else "call",
        "due": world.term("", at, days), "enquiry_id": matter.id,
    }  # fmt: skip
    fate = chance.random()
    if fate < FORGOTTEN:
        days += chance.randint(6, 12)
    elif fate < FORGOTTEN + LATE:
        days += chance.randint(1, 3)
    else:
        days = chance.randint(0 if days > 1 else 1, max(1, days - 1))
    world.do(max(world.working_moment(days), at + 900), "tell", matter)


def hand_on(world: World, matter: Matter, at: int) -> None:
    """A ticket to the second level: its answer comes after days, sometimes returned as incomplete first."""
    chance, tables = world.chance, world.tables
    unit = world.ground.second_level[matter.subject.unit]
    issue, ticket = tables[Issue].next_id(), tables[Escalation].next_id()
    matter.level = 2
    answered = world.working_moment(min(40, 1 + int(chance.lognormvariate(1.1, 0.8))))
    matter.ticket = {
        "id": ticket, "issue_id": issue, "unit_id": unit.pk, "form_id": unit.form, "enquiry_id": matter.id,
        "uuid": str(UUID(int=chance.getrandbits(128), version=4)), "created_at": stamp(at),
        "created_by_id": matter.owner, "state": State.WORKING.value, "project": unit.project, "at": at,
        "answers": json.dumps([{"key": "question", "label": "Küsimus", "text": matter.question}]),
    }  # fmt: skip
    if chance.random() < RETURNED:
        back = world.working_moment(1)
        if back + 7200 < min(answered, world.end):
            tables[Return].add(
                escalation_id=ticket, at=stamp(back), text=words.MISSING, supplied_at=stamp(back + 7200),
                supplied_by_id=matter.owner,
            )  # fmt: skip
    world.do(max(answered, at + 3600), "answer", matter)


def answer(world: World, matter: Matter, at: int) -> None:
    """The second level answered: the client is to be told."""
    assert matter.ticket is not None
    matter.ticket |= {
        "state": State.ANSWERED.value, "answered_at": stamp(at),
        "answer": world.chance.choice(words.ANSWERED),
    }  # fmt: skip
    promise(world, matter, at, "Teatame II tasandi vastuse", days=world.chance.choice((1, 2, 2, 3)))


def write_to(world: World, matter: Matter, at: int, by: int | None) -> int:
    """A letter of ours about the enquiry, delivered; its id."""
    client = world.clients.id(matter.client) if matter.client is not None else None
    return posted.letter(
        world, at, "enquiry", matter.id, client, matter.language, by, answers=matter.incoming,
        written=matter.incoming is not None,
    )  # fmt: skip


def told(world: World, matter: Matter, at: int, evidence: str, record: int, by: int) -> None:
    """The client was told: the promise is kept on this evidence, the ticket and the enquiry are closed."""
    kept = None
    if matter.promise is not None:
        kept = _keep(world, matter, at, evidence, record)
    if matter.ticket is not None:
        _end_ticket(world, matter, at, evidence, record, by, kept)
    close(world, matter, at + 60, "escalated-solved" if matter.ticket else "solved")


def _keep(world: World, matter: Matter, at: int, evidence: str, record: int) -> int:
    row = dict(matter.promise or {})
    due = row.pop("due")
    broken = world.term("broken", due) if at > due else at + 1
    return world.tables[Promise].add(
        **row, due_at=stamp(due), state=PromiseState.KEPT.value, kept_at=stamp(at), evidence_kind=evidence,
        evidence_id=record, broken_at=stamp(broken) if at > broken else None,
    )  # fmt: skip


def _end_ticket(
    world: World, matter: Matter, at: int, evidence: str, record: int, by: int, kept: int | None
) -> None:
    row = dict(matter.ticket or {})
    begun, project = row.pop("at"), row.pop("project")
    row |= {
        "state": State.CLOSED.value, "told_at": stamp(at), "told_by_id": by, "evidence_kind": evidence,
        "evidence_id": record, "closed_at": stamp(at + 1800), "promise_id": kept,
        "message_id": record if evidence == Evidence.MESSAGE.value else None,
    }  # fmt: skip
    world.tables[Escalation].add(**row)
    _issue(world, row, begun, project, "Closed", "done")


def _issue(world: World, row: dict[str, Any], begun: int, project: str, status: str, category: str) -> None:
    pk = row["issue_id"]
    world.tables[Issue].add(
        id=pk, uuid=str(UUID(int=world.chance.getrandbits(128), version=4)), unit_id=row["unit_id"],
        project=project, jira_id=f"9{pk:09}", jira_key=f"{project}-{900_000 + pk}", status_name=status,
        category=category, made_at=stamp(begun), jira_created_at=stamp(begun + 5),
        accepted_at=stamp(begun + 7200),
        moved_at=stamp(begun + 7200), jira_updated_at=stamp(begun + 7200), last_read_at=stamp(world.end),
        labels="[]", key_history="[]", whole=True, ours=True,
    )  # fmt: skip


def close(world: World, matter: Matter, at: int, outcome: str) -> None:
    """The enquiry is over."""
    del world.open[matter.id]
    answered = outcome not in {"withdrawn", "redirected"}
    _write(
        world, matter, state=EnquiryState.CLOSED.value, closed_at=stamp(at),
        outcome_id=world.outcome(outcome),
        beyond_competence=matter.subject.hands_on and matter.level == 1 and answered,
    )  # fmt: skip


def _write(world: World, matter: Matter, **more: Any) -> None:
    client = matter.client
    world.tables[Enquiry].add(
        id=matter.id, number=matter.number, topic_id=matter.subject.pk, language=matter.language,
        client_id=None if client is None else world.clients.id(client),
        person_id=None if client is None else world.clients.person[client],
        owner_id=matter.owner, level=matter.level, question=matter.question, opened_at=stamp(matter.opened),
        limit_id=matter.subject.limit, due_at=None if matter.due is None else stamp(matter.due),
        repeats_id=matter.repeats, **more,
    )  # fmt: skip


def leave_open(world: World) -> None:
    """What is not over at the end stays open, with its promise and its ticket."""
    for matter in world.open.values():
        state = EnquiryState.IN_WORK if matter.owner else EnquiryState.NEW
        if matter.promise is not None:
            row = dict(matter.promise)
            due = row.pop("due")
            broken = world.term("broken", due) if due < world.end else world.end + 1
            gone = broken < world.end
            world.tables[Promise].add(
                **row, due_at=stamp(due), state=(PromiseState.BROKEN if gone else PromiseState.OPEN).value,
                broken_at=stamp(broken) if gone else None,
            )  # fmt: skip
        if matter.ticket is not None:
            row = dict(matter.ticket)
            begun, project = row.pop("at"), row.pop("project")
            answered = row["state"] == State.ANSWERED.value
            state = EnquiryState.ANSWERED if answered else EnquiryState.ESCALATED
            world.tables[Escalation].add(**row)
            _issue(world, row, begun, project, "Resolved" if answered else "In Progress", "indeterminate")
        _write(world, matter, state=state.value)
        world.tables.ease()
    world.open.clear()
