"""From a plan to rows: clients, then day after day, then the numbering of everything; one transaction.

Left out, since nothing of the desk needs it: timelines, histories (`historical…`), access logs, bodies of
letters, files of documents (one container stands for all), events of the exchange, checks of the register.
The same plan in the same database gives the same rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from time import monotonic

from django.conf import settings
from django.db import connection, models, transaction

from contracts.models import (
    Authorisation,
    Container,
    Finding,
    Kind,
    NumberSeries,
    Package,
    Publication,
    Registration,
    Verification,
)
from desk.calls.models import Call, CallEnquiry, Hold, Offer
from desk.clients.models import Client, ClientRole, ContactPoint, Person
from desk.counter.models import DayNumbers, Period, Visit, VisitEnquiry
from desk.enquiries.models import Enquiry, EnquiryMail, EnquirySeries, Promise
from desk.mail.models import Incoming, Message, MessageEvent
from desk.people.models import Presence, Shift, User
from desk.records import blobs
from desk.records.models import DemoMarker
from stats.seeding import calls, clients, copying, ground, letters, matters, papers
from stats.seeding.copying import Tables
from stats.seeding.seats import Seat, Team
from stats.seeding.shape import CHANNELS, HOURS, LETTER_HOURS, Day, Shape, apportioned
from stats.seeding.world import Matter, Plan, World
from tickets.models import Escalation, Issue, Return

# Whose ids a past takes.
FILLED: tuple[type[models.Model], ...] = (
    Client, Person, ContactPoint, ClientRole, Enquiry, EnquiryMail, Promise, Call, CallEnquiry, Hold, Offer,
    Visit, VisitEnquiry, Period, Incoming, Message, MessageEvent, Presence, Shift, Issue, Escalation, Return,
    Package, Authorisation, Publication, Registration, Container, Verification, Finding,
)  # fmt: skip
BY_TIME = 40_000  # room for rows whose number hangs on years and people
OnDay = Callable[[int, int], None]  # days done, of how many


class NotForSeeding(Exception):
    """Data may be made up only in a test or demo database."""


@dataclass(frozen=True)
class Result:
    """What was written: rows by model, from which day until before which."""

    rows: Mapping[str, int]
    seconds: float


def seed(
    plan: Plan, *, team: Sequence[User] | None = None, on_day: OnDay | None = None, checked: bool = False
) -> Result:
    """Fill the database. With `checked` every key is checked by the database while it is written (slow).

    Without it a superuser's session leaves keys and triggers unasked, since everything here points at rows
    of its own; `stats.rollups.rebuild` then counts what the triggers would have noted. Raises NotForSeeding.
    """
    if not settings.TESTING and not DemoMarker.objects.exists():
        raise NotForSeeding("only a test or demo database may be filled with made-up data")
    began = monotonic()
    with transaction.atomic():
        trusting = not checked and _is_superuser()
        if trusting:
            _say("SET LOCAL session_replication_role = replica")
        tables = _fill(plan, team, on_day or (lambda _done, _all: None))
        if trusting:
            _say("SET LOCAL session_replication_role = origin")
    return Result(tables.counts(), monotonic() - began)


def _say(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


def _fill(plan: Plan, team: Sequence[User] | None, on_day: OnDay) -> Tables:
    chance, tables = Random(plan.seed), Tables(plan.kept_place)  # noqa: S311  (no secret: the same rows every time)
    base = ground.lay(plan.enquiries, plan.years, plan.until, team)
    days = list(Shape(base.shares, plan.first, plan.until).days())
    people = clients.fill(tables, chance, plan.clients, days[0].midnight)
    world = World(plan, base, tables, chance, people, days)
    world.container = blobs.store(
        b"A signed container that was made up", "application/vnd.etsi.asic-e+zip", "seed"
    ).pk
    paper = blobs.store(papers.PDF, "application/pdf", "seed")
    world.document = (paper.pk, paper.sha256)
    if not plan.kept_place:
        world.document_numbers = {(each.prefix, each.year): each.last for each in NumberSeries.objects.all()}
    at_work = Team(base, tables, chance)
    for place, count in enumerate(apportioned(plan.enquiries, [day.weight for day in days])):
        world.place = place
        _day(world, at_work, count)
        tables.ease()
        on_day(place + 1, len(days))
    matters.leave_open(world)
    tables.finish()
    if not plan.kept_place:
        _number_on(world)
    _note_visitors(world)
    return tables


def keep_place(until: date, enquiries: int) -> None:
    """Leave room for the past of so many enquiries, written later with lower ids and numbers."""
    for model in FILLED:
        copying.keep_place(model, BY_TIME if model in (Presence, Shift) else 2 * enquiries)
    EnquirySeries.objects.create(year=until.year, last=enquiries)
    for prefix in Kind.objects.values_list("prefix", flat=True):
        NumberSeries.objects.create(prefix=prefix, year=until.year, last=enquiries // 5)


def _day(world: World, at_work: Team, count: int) -> None:
    world.forget()
    day = world.day
    seats = at_work.seats(day) if day.works else []
    for at, _order, what, whose in world.later.pop(world.place, []):
        world.do(at, what, whose)
    _ask(world, day, count)
    while world.today:
        at, _order, what, whose = world.next()
        _happen(world, seats, at, what, whose)
    if seats:
        at_work.write(seats)


def _ask(world: World, day: Day, count: int) -> None:
    """The contacts of the day, in any order: they happen by their moments."""
    chance = world.chance
    channels, parts = list(CHANNELS), list(CHANNELS.values())
    for _number in range(count):
        channel = chance.choices(channels, parts)[0] if day.works else "letter"
        hours = LETTER_HOURS if channel == "letter" else HOURS
        world.do(day.moment(chance, hours), channel, world.asker())
    expected = count * CHANNELS["call"] if day.works else 0
    for _number in range(_about(world, expected * calls.NOTHING_ASKED)):
        world.do(day.moment(chance, HOURS), "call", None)
    for _number in range(_about(world, expected * calls.OUTSIDE)):
        world.do(
            day.midnight + chance.choice((7, 8, 17, 18, 19)) * 3600 + chance.randrange(3600), "early", None
        )
    for _number in range(_about(world, count * CHANNELS["visit"] * letters.LEFT) if day.works else 0):
        world.do(day.moment(chance, HOURS), "visit", None)


def _about(world: World, number: float) -> int:
    return int(number) + (world.chance.random() < number % 1)


def _happen(world: World, seats: list[Seat], at: int, what: str, whose: object) -> None:
    if what in {"call", "again"}:
        calls.come_in(world, seats, at, (whose, what == "again"))
    elif what == "early":
        calls.come_in(world, [], at, (None, False))
    elif what == "letter":
        letters.come_in(world, at, whose)  # type: ignore[arg-type]
    elif what == "visit":
        letters.visit(world, seats, at, whose)  # type: ignore[arg-type]
    elif what == "other":
        letters.otherwise(world, seats, at, whose)  # type: ignore[arg-type]
    else:
        assert isinstance(whose, Matter)
        _go_on(world, seats, at, what, whose)


def _go_on(world: World, seats: list[Seat], at: int, what: str, matter: Matter) -> None:
    if what == "take":
        matters.take(world, seats, at, matter)
    elif what == "answer":
        matters.answer(world, matter, at)
    elif matter.incoming is not None or (matter.promise or {}).get("channel") == "email":
        matters.tell_in_writing(world, matter, at)
    else:
        calls.go_out(world, seats, at, matter)


def _number_on(world: World) -> None:
    """The series of numbers go on behind those that were given."""
    for year, last in world.numbers.items():
        EnquirySeries.objects.update_or_create(year=year, defaults={"last": last})
    for (prefix, year), last in world.document_numbers.items():
        NumberSeries.objects.update_or_create(prefix=prefix, year=year, defaults={"last": last})


def _note_visitors(world: World) -> None:
    given = [
        DayNumbers(office_id=office, day=day, last=last) for (office, day), last in world.visitors.items()
    ]
    DayNumbers.objects.bulk_create(given, ignore_conflicts=True, batch_size=1000)
