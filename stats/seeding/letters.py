"""Letters and visits: how an enquiry comes when nobody calls."""

from typing import Any

from desk.counter.models import Period, Visit, VisitEnquiry
from desk.enquiries.models import EnquiryMail
from desk.mail.models import Incoming
from stats.seeding import matters
from stats.seeding.calls import lognormal
from stats.seeding.copying import stamp
from stats.seeding.seats import Seat
from stats.seeding.world import World

LEFT = 0.05  # so many visitors more leave before they are served


def come_in(world: World, at: int, what: tuple[int, int | None]) -> None:
    """A letter to the shared mailbox, without its content, as after its retention."""
    table = world.tables[Incoming]
    pk = table.next_id()
    matter = matters.begin(world, what, at + 45, "letter", owner=None)
    matter.incoming = pk
    table.add(
        id=pk, mailbox_id=world.ground.mailbox.pk, uid_validity=1, uid=pk, kind="letter",
        received_at=stamp(at),
        message_id=f"<in-{pk}@post.example>", language=matter.language,
        size=world.chance.randrange(900, 60_000),
        dated_at=stamp(at - 5), content_hash=f"{pk:064x}", subject_kind="enquiry", subject_id=matter.id,
        client_id=None if matter.client is None else world.clients.id(matter.client),
        claimed_at=stamp(at + 45),
    )  # fmt: skip
    world.tables[EnquiryMail].add(enquiry_id=matter.id, incoming_id=pk)
    (days,) = world.chance.choices((0, 1, 2, 3, 7), (40, 34, 14, 7, 5))
    moment = world.working_moment(days)
    world.do(moment if moment > at + 600 else world.working_moment(days + 1), "take", matter)


def visit(world: World, seats: list[Seat], at: int, what: tuple[int, int | None] | None) -> None:
    """Somebody at the counter; `what` is asked, None: leaves before being served."""
    chance = world.chance
    place = chance.randrange(len(world.ground.offices))
    office, letter, desks = world.ground.offices[place]
    row: dict[str, Any] = {
        "id": world.tables[Visit].next_id(), "office_id": office, "number": _number(world, office, letter),
        "arrived_at": stamp(at), "queued_at": stamp(at), "made_at": stamp(at),
    }  # fmt: skip
    served = at + lognormal(world, 260, 0.8, 3600)
    _period(world, row["id"], "waiting", at, served, None, None)
    if what is None:
        world.tables[Visit].add(**row, state="left", over_at=stamp(served), language="et")
        return
    here = [seat for seat in seats if seat.counter[0] <= served < seat.counter[1]]
    seat = chance.choice(here or [seat for seat in seats if seat.starts <= at < seat.ends] or seats)
    desk = chance.choice(desks)
    over = served + lognormal(world, 480, 0.5, 3600)
    matter = matters.begin(world, what, served + 60, "visit", owner=seat.user)
    outcome = matters.settle(world, matter, over)
    _period(world, row["id"], "serving", served, over, seat.user, desk)
    client = matter.client
    world.tables[Visit].add(
        **row, state="served", over_at=stamp(over), user_id=seat.user, desk_id=desk,
        topic_id=matter.subject.pk,
        language=matter.language, outcome_id=world.outcome(outcome), identified="id_card",
        identified_at=stamp(served + 30), identified_by_id=seat.user,
        client_id=None if client is None else world.clients.id(client),
        person_id=None if client is None else world.clients.person[client],
    )  # fmt: skip
    world.tables[VisitEnquiry].add(visit_id=row["id"], enquiry_id=matter.id)


def otherwise(world: World, seats: list[Seat], at: int, what: tuple[int, int | None]) -> None:
    """An enquiry that somebody wrote down without a contact of the desk's."""
    here = [seat for seat in seats if seat.starts <= at < seat.ends] or seats
    owner = world.chance.choice(here).user if here else world.chance.choice(world.ground.team).pk
    matters.settle(world, matters.begin(world, what, at, "other", owner=owner), at + 300)


def _number(world: World, office: int, letter: str) -> str:
    key = (office, world.day.date)
    world.visitors[key] = last = world.visitors.get(key, 0) + 1
    return f"{letter}-{last}"


def _period(
    world: World, visit: int, state: str, begins: int, ends: int, user: int | None, desk: int | None
) -> None:
    world.tables[Period].add(
        visit_id=visit,
        state=state,
        started_at=stamp(begins),
        ended_at=stamp(ends),
        user_id=user,
        desk_id=desk,
    )
