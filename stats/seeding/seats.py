"""People on one day: their shifts, their breaks, and what each call does to their state of presence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from desk import workdays
from desk.people.enums import Duty, PresenceState
from desk.people.models import Presence, Shift, User
from stats.seeding.copying import Tables, stamp
from stats.seeding.ground import Ground
from stats.seeding.shape import Day

Block = tuple[int, int, str]  # from when, how many seconds, code of the break

# Minutes from midnight: (from, to, duty); by the place in the team, again from the first.
PATTERNS: Sequence[Sequence[tuple[int, int, Duty]]] = (
    ((510, 1020, Duty.CALLS),),
    ((510, 750, Duty.CALLS), (750, 1020, Duty.COUNTER)),
    ((540, 780, Duty.CALLS),),
    ((510, 720, Duty.DOCUMENTS), (720, 1020, Duty.CALLS)),
    ((510, 1020, Duty.CALLS),),
    ((510, 1020, Duty.CALLS),),
    ((510, 720, Duty.COUNTER), (720, 1020, Duty.CALLS)),
    ((510, 780, Duty.CALLS), (780, 1020, Duty.DOCUMENTS)),
)
CODE_OF = {Duty.COUNTER: "counter", Duty.DOCUMENTS: "documents"}


@dataclass
class Seat:
    """One person on one day. Moments are seconds since 1970."""

    user: int
    spoken: Sequence[str]
    starts: int
    ends: int
    blocks: list[Block]  # the next one last
    free_at: int  # from when nothing keeps the person
    since: int  # since when the person is available
    log: list[tuple[str, int, int, str]] = field(default_factory=list)
    counter: tuple[int, int] = (0, 0)  # from when until when at the counter

    def until(self, moment: int) -> None:
        """Breaks that began by this moment are taken."""
        while self.blocks and self.blocks[-1][0] <= moment and self.free_at <= moment:
            begins, length, code = self.blocks.pop()
            begins = max(begins, self.free_at)
            self._available(begins)
            self.log.append((PresenceState.BREAK.value, begins, begins + length, code))
            self.free_at = self.since = begins + length

    def talk(self, rings: int, answered: int, ended: int, done: int) -> None:
        """A call: it rang, was answered, ended, and its work was done; ours begins with `rings`."""
        self._available(rings)
        if answered > rings:
            self.log.append((PresenceState.RINGING.value, rings, answered, ""))
        self.log.append((PresenceState.ON_CALL.value, answered, ended, ""))
        if done > ended:
            self.log.append((PresenceState.WRAP_UP.value, ended, done, ""))
        self.free_at = self.since = done

    def _available(self, until: int) -> None:
        if until > self.since:
            self.log.append((PresenceState.AVAILABLE.value, self.since, until, ""))

    def leave(self) -> int:
        """The day is over; when the person really left."""
        self.until(self.ends)
        self._available(max(self.ends, self.since))
        return max(self.ends, self.since)


class Team:
    """Everybody, day by day; knows until when each one's rows run."""

    def __init__(self, ground: Ground, tables: Tables, chance: Random) -> None:
        self.ground, self.tables, self.chance = ground, tables, chance
        # What was planned already stands.
        planned = Shift.objects.values_list("user_id", "starts_at")
        self.planned = {(user, workdays.day_of(begins)) for user, begins in planned}
        self.holidays = {user.pk: {chance.randrange(52) for _ in range(5)} for user in ground.team}

    def seats(self, day: Day) -> list[Seat]:
        """Those who work on this day, with their shifts written."""
        week = day.date.isocalendar().week - 1
        everybody = list(enumerate(self.ground.team))
        here = [each for each in everybody if week not in self.holidays[each[1].pk]]
        # Not all are on holiday at once.
        return [seat for place, user in here or everybody if (seat := self._seat(place, user, day))]

    def _seat(self, place: int, user: User, day: Day) -> Seat | None:
        chance = self.chance
        end_of_day = (day.closes - day.midnight) // 60 + 30  # half an hour after the doors are closed
        parts = [
            (begins, min(ends, end_of_day), duty)
            for begins, ends, duty in PATTERNS[place % len(PATTERNS)]
            if begins < min(ends, end_of_day)
        ]
        if not parts:
            return None
        shifts = self.tables[Shift]
        for begins, ends, duty in () if (user.pk, day.date) in self.planned else parts:
            shifts.add(
                user_id=user.pk, duty=duty.value, starts_at=stamp(day.midnight + begins * 60),
                ends_at=stamp(day.midnight + ends * 60),
            )  # fmt: skip
        starts = day.midnight + parts[0][0] * 60 + int(chance.triangular(-120, 420, 60))
        ends = day.midnight + parts[-1][1] * 60 + int(chance.triangular(-300, 300, 0))
        blocks = self._breaks(place, day, parts)
        counter = next(
            ((day.midnight + a * 60, day.midnight + b * 60) for a, b, duty in parts if duty is Duty.COUNTER),
            (0, 0),
        )
        return Seat(user.pk, user.spoken, starts, ends, blocks, free_at=starts, since=starts, counter=counter)

    def _breaks(self, place: int, day: Day, parts: Sequence[tuple[int, int, Duty]]) -> list[Block]:
        """Other duties, lunch and rests, staggered so that not everybody is away at once."""
        blocks: list[Block] = []
        minutes = parts[-1][1] - parts[0][0]
        for begins, ends, duty in parts:
            if duty in CODE_OF:
                blocks.append((day.midnight + begins * 60, (ends - begins) * 60 - 1800, CODE_OF[duty]))
        if minutes > 300:
            blocks.append((day.midnight + (690 + place % 6 * 20) * 60, 1800, "lunch"))
        for start in (600, 870):
            if parts[0][0] < start < parts[-1][1] - 30:
                late = place % 5 * 12
                blocks.append((day.midnight + (start + late) * 60, self.chance.randint(420, 780), "rest"))
        if day.date.weekday() == 0 and place % 2 == 0:
            blocks.append((day.midnight + 535 * 60, 1500, "meeting"))
        return sorted(blocks, reverse=True)

    def write(self, seats: Sequence[Seat]) -> None:
        """Where everybody was on this day, and that they left."""
        presence, reasons = self.tables[Presence], self.ground.reasons
        for seat in seats:
            left = seat.leave()
            for state, begins, ends, code in seat.log:
                presence.add(
                    user_id=seat.user, state=state, started_at=stamp(begins), ended_at=stamp(ends),
                    reason_id=reasons.get(code),
                )  # fmt: skip
            presence.add(
                user_id=seat.user,
                state=PresenceState.AWAY.value,
                started_at=stamp(left),
                ended_at=stamp(left + 60),
            )
