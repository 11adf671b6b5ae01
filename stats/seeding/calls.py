"""Calls in and out: who answers, how long it takes, and who gives up."""

from math import exp
from typing import Any

from desk.calls.enums import Direction, OfferState, State
from desk.calls.models import Call, CallEnquiry, Hold, Offer
from stats.seeding import matters
from stats.seeding.copying import stamp
from stats.seeding.seats import Seat
from stats.seeding.world import Matter, World

PATIENCE = 150.0  # seconds, on average
SHORT = 0.015  # of callers hang up at once
UNANSWERED = 0.03  # of offers run out; the next person gets the call
SILENT = 0.14  # of our calls nobody answers
NOTHING_ASKED = 0.16  # so many calls more, that end without an enquiry
OUTSIDE = 0.025  # and so many that come when nobody is there


def lognormal(world: World, median: float, spread: float, most: int) -> int:
    """Seconds, most of them around the median and some much longer."""
    return int(min(most, 5 + median * exp(world.chance.gauss(0, spread))))


def find(world: World, seats: list[Seat], at: int, language: str) -> tuple[Seat, int] | None:
    """Who takes a call that came now, and from when: the longest idle who speaks the language, else who is
    free first."""
    here = [seat for seat in seats if seat.starts <= at < seat.ends]
    able = [seat for seat in here if language in seat.spoken] or here
    for seat in able:
        if seat.blocks and seat.blocks[-1][0] <= at:
            seat.until(at)
    if not able:
        return None
    seat = min(able, key=lambda seat: (seat.free_at, seat.user))
    return seat, max(at, seat.free_at)


def come_in(world: World, seats: list[Seat], at: int, asked: Any) -> None:
    """A call to us; `asked`: what about (place of the topic, of the client), None for no enquiry; and whether
    the caller tries again."""
    what, again = asked
    chance, clients = world.chance, world.clients
    client = what[1] if what else (clients.draw(chance) if chance.random() < 0.3 else None)
    language = clients.language[client] if client is not None else chance.choices(("et", "ru"), (85, 15))[0]
    found = find(world, seats, at, language)
    row = _row(world, at, client, language)
    patience = 1e9 if again else chance.expovariate(1 / PATIENCE) + 4
    if chance.random() < SHORT and not again:
        patience = chance.uniform(1, 4.9)
    if found is None or found[1] - at > patience or patience < 5:
        _lost(world, row, at, int(at + min(patience, 240)), found is not None)
        if what:
            world.do(at + chance.randrange(240, 2400), "again" if _more_today(world, at) else "letter", what)
        return
    seat, free = found
    rings = max(at, free)
    if chance.random() < UNANSWERED:
        rings = _passed(world, row["id"], rings, seats, seat)
    _answered(world, row, seat, rings, what)


def _more_today(world: World, at: int) -> bool:
    return at < world.day.closes - 3600


def _row(world: World, at: int, client: int | None, language: str) -> dict[str, Any]:
    known = client is not None and world.chance.random() < 0.92
    hidden = world.chance.random() < 0.04
    lines = world.ground.lines
    number = ""
    if not hidden:
        number = world.clients.number(client) if known and client is not None else _strange(world)
    pk = world.tables[Call].next_id()
    return {
        "id": pk, "line_id": lines.get(language) or next(iter(lines.values())), "call_id": f"seed-{pk}",
        "direction": Direction.IN.value, "number": number, "language": language, "rang_at": stamp(at),
        "client_id": world.clients.id(client) if client is not None else None,
        "person_id": world.clients.person[client] if known and client is not None else None,
    }  # fmt: skip


def _strange(world: World) -> str:
    return f"+37229{world.chance.randrange(100_000):05}"


def _lost(world: World, row: dict[str, Any], at: int, ended: int, open_now: bool) -> None:
    state = State.ABANDONED if open_now else State.MISSED
    row |= {"state": state.value, "hung_up_at": stamp(max(at + 1, ended))}
    if world.day.works:
        # Somebody looked at the worklist since: what is long past is dealt with.
        row |= {
            "handled_as": "reached",
            "handled_at": stamp(ended + 7200),
            "handled_by_id": world.ground.team[0].pk,
        }
    world.tables[Call].add(**row)


def _passed(world: World, call: int, rings: int, seats: list[Seat], seat: Seat) -> int:
    """The offer ran out; the same person's next ring answers, as if another's."""
    world.tables[Offer].add(
        call_id=call, user_id=seat.user, state=OfferState.EXPIRED.value, made_at=stamp(rings),
        ended_at=stamp(rings + 20), idle_since=stamp(min(seat.since, rings)),
    )  # fmt: skip
    return rings + 20


def _answered(world: World, row: dict[str, Any], seat: Seat, rings: int, what: Any) -> None:
    answered = rings + world.chance.randint(3, 11)
    hung_up = answered + lognormal(world, 165 if what else 70, 0.65, 2700)
    closed = hung_up + lognormal(world, 32, 0.8, 900)
    seat.talk(rings, answered, hung_up, closed)
    outcome = "advised" if world.chance.random() < 0.6 else "wrong-number"
    if what:
        opened = answered + min(25, (hung_up - answered) // 2)
        matter = matters.begin(world, what, opened, "call", owner=seat.user)
        outcome = matters.settle(world, matter, closed)
        world.tables[CallEnquiry].add(call_id=row["id"], enquiry_id=matter.id)
    if world.chance.random() < 0.08 and hung_up - answered > 60:
        third = (hung_up - answered) // 3
        world.tables[Hold].add(
            call_id=row["id"], started_at=stamp(answered + third), ended_at=stamp(answered + 2 * third)
        )
    _finish(world, row, seat, answered, hung_up, closed, outcome)


def _finish(
    world: World,
    row: dict[str, Any],
    seat: Seat,
    answered: int | None,
    hung_up: int,
    closed: int,
    outcome: str,
) -> None:
    world.tables[Call].add(
        **row, state=State.CLOSED.value, user_id=seat.user, outcome_id=world.outcome(outcome),
        answered_at=None if answered is None else stamp(answered), hung_up_at=stamp(hung_up),
        closed_at=stamp(closed),
    )  # fmt: skip


def go_out(world: World, seats: list[Seat], at: int, matter: Matter) -> None:
    """A call of ours to a client who was promised one."""
    found = next(
        ((seat, max(at, seat.free_at)) for seat in seats
         if seat.user == matter.owner and seat.starts <= at < seat.ends),
        None,
    ) or find(world, seats, at, matter.language)  # fmt: skip
    if found is None:
        matters.tell_in_writing(world, matter, at)
        return
    seat, begins = found
    seat.until(begins)
    begins = max(begins, seat.free_at)
    row = _row(world, begins, matter.client, matter.language) | {"direction": Direction.OUT.value}
    world.tables[CallEnquiry].add(call_id=row["id"], enquiry_id=matter.id)
    if world.chance.random() < SILENT:
        seat.talk(begins, begins, begins + 28, begins + 40)
        _finish(world, row, seat, None, begins + 28, begins + 40, "no-answer")
        world.do(begins + world.chance.randrange(3600, 3 * 3600), "tell", matter)
        return
    answered = begins + world.chance.randint(6, 20)
    hung_up = answered + lognormal(world, 95, 0.6, 1500)
    closed = hung_up + lognormal(world, 30, 0.7, 600)
    seat.talk(begins, answered, hung_up, closed)
    _finish(world, row, seat, answered, hung_up, closed, "solved")
    matters.told(world, matter, hung_up, "call", row["id"], seat.user)
