"""Working time as arithmetic: from days and hours to moments and spans. Pure, no database.

A calendar is a set of wall-clock rules of Tallinn; a moment is working time when a clock on the wall there
shows a time within an interval of its day. Hence the hour that is skipped in March never counts and the one
that comes twice in October counts twice, without a rule of their own. Every moment in and out is aware.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from desk import workdays
from desk.enquiries.enums import Term
from desk.workdays import TALLINN

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# Longer without working time is a mistake in the tables, not a calendar: ten years.
TOO_LONG = 3660


class NoWorkingTime(Exception):
    """The tables leave no working time within ten years."""


@dataclass(frozen=True, order=True)
class Hours:
    """An interval of a weekday (Monday is 0), in force from a day until a day inclusive.

    `ends` of midnight is the end of the day.
    """

    weekday: int
    starts: time
    ends: time
    from_day: date = date.min
    until_day: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Whether this row belongs to the timetable of the day, whatever its weekday."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True, order=True)
class Special:
    """A day on which the agency works otherwise: until `ends`, or not at all."""

    day: date
    ends: time | None = None


@dataclass(frozen=True)
class Span:
    """From one moment until another, which no longer belongs to it; both in UTC."""

    begins: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        """How long it really lasts."""
        return self.ends - self.begins


WEEK = tuple(Hours(weekday, time(9), time(17)) for weekday in range(5))


@dataclass(frozen=True)
class Calendar:
    """When the agency works.

    A public holiday is closed; a special day is what its row says; the eve of a great holiday loses its
    last three hours of work. `otherwise` is the week of days on which no row of `hours` is in force.
    """

    hours: tuple[Hours, ...] = ()
    special: tuple[Special, ...] = ()
    otherwise: tuple[Hours, ...] = WEEK
    _spans: dict[date, tuple[Span, ...]] = field(default_factory=dict, compare=False, repr=False)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The working time of a day in order; empty on a day without."""
        if day not in self._spans:
            self._spans[day] = tuple(_joined(_moments(day, self._wall(day))))
        return self._spans[day]

    def works_on(self, day: date) -> bool:
        """Whether any of this day is working time."""
        return bool(self.spans(day))

    def ends_on(self, day: date) -> datetime:
        """When the work of this working day ends."""
        return self.spans(day)[-1].ends.astimezone(TALLINN)

    def is_working(self, moment: datetime) -> bool:
        """Whether this moment is working time."""
        return any(span.begins <= moment < span.ends for span in self.spans(workdays.day_of(moment)))

    def next_moment(self, moment: datetime) -> datetime:
        """The first moment of working time from this one on, itself included."""
        moment = moment.astimezone(UTC)
        return max(moment, next(self._after(moment)).begins).astimezone(TALLINN)

    def between(self, begins: datetime, ends: datetime) -> timedelta:
        """The working time from one moment until another; negative when they stand the other way."""
        # Python compares two moments of one zone by their wall clocks: wrong in the hour that comes twice.
        begins, ends = begins.astimezone(UTC), ends.astimezone(UTC)
        if ends < begins:
            return -self.between(ends, begins)
        total, day, last = timedelta(), workdays.day_of(begins), workdays.day_of(ends)
        while day <= last:
            for span in self.spans(day):
                total += max(timedelta(), min(span.ends, ends) - max(span.begins, begins))
            day += DAY
        return total

    def add(self, moment: datetime, working: timedelta) -> datetime:
        """The earliest moment by which so much working time has passed.

        Of a negative time it is the latest moment from which so much passes until `moment`.
        """
        if not working:
            return moment.astimezone(TALLINN)
        moment, left = moment.astimezone(UTC), abs(working)
        forward = working > timedelta()
        for span in self._after(moment) if forward else self._before(moment):
            begins = max(span.begins, moment) if forward else span.begins
            ends = span.ends if forward else min(span.ends, moment)
            if left <= ends - begins:
                return (begins + left if forward else ends - left).astimezone(TALLINN)
            left -= ends - begins
        raise NoWorkingTime

    def working_day(self, day: date, count: int) -> date:
        """The `count`-th working day after this one; a negative number counts back, 0 is the day itself."""
        step = DAY if count > 0 else -DAY
        left, idle = abs(count), 0
        while left:
            day += step
            works = self.works_on(day)
            left, idle = left - works, 0 if works else idle + 1
            if idle > TOO_LONG:
                raise NoWorkingTime
        return day

    def on_or_after(self, day: date) -> date:
        """This day, or the next working day when nobody works on it."""
        return day if self.works_on(day) else self.working_day(day, 1)

    def end_of_term(self, start: datetime, amount: int, term: str) -> datetime:
        """When a term that began at `start` runs out.

        The day on which it began does not count (General Part of the Civil Code Act, section 135). Working
        hours run out to the minute. Every other term runs out when the work of its last day ends, not at
        midnight: the law gives until 24.00, yet after closing time nobody is there who could still answer,
        so what is in time here is in time by law. A term of calendar days or months that would end on a day
        without work ends on the next working day (section 136); a month ends on the day of the same number,
        or on the month's last.
        """
        day = workdays.day_of(start)
        if term == Term.WORKING_HOURS:
            return self.add(start, timedelta(hours=amount))
        if term == Term.WORKING_DAYS:
            return self.ends_on(self.on_or_after(self.working_day(day, amount)))
        if term == Term.DAYS:
            return self.ends_on(self.on_or_after(day + amount * DAY))
        if term == Term.MONTHS:
            return self.ends_on(self.on_or_after(months_after(day, amount)))
        raise ValueError(f"{term} is no length of time")

    def extended(self, due: datetime, pauses: Iterable[tuple[datetime, datetime]], term: str) -> datetime:
        """The deadline `due` after these pauses, whatever their order and into however many they are cut.

        To a term of calendar days or months the midnights that passed are added, and it ends as such a term
        does; to any other the working time of the pauses, so that as much is left as when they began.
        """
        if term in (Term.DAYS, Term.MONTHS):
            nights = sum(
                (
                    max(timedelta(), workdays.day_of(ends) - workdays.day_of(begins))
                    for begins, ends in pauses
                ),
                timedelta(),
            )
            return self.ends_on(self.on_or_after(workdays.day_of(due) + nights)) if nights else due
        waited = (max(timedelta(), self.between(begins, ends)) for begins, ends in pauses)
        # In whole minutes: else the seconds of a click would push five o'clock to the next morning.
        return self.add(due, round(sum(waited, timedelta()) / MINUTE) * MINUTE)

    def _wall(self, day: date) -> list[tuple[timedelta, timedelta]]:
        """Intervals of a day as its wall clock shows them, counted from its midnight; joined, in order."""
        in_force = [row for row in self.hours if row.in_force_on(day)] or self.otherwise
        told = next((row for row in self.special if row.day == day), None)
        if workdays.holiday(day) or (told and told.ends is None):
            return []
        found: list[tuple[timedelta, timedelta]] = []
        for begins, ends in sorted(
            (_since_midnight(row.starts), _since_midnight(row.ends) or DAY)
            for row in in_force
            if row.weekday == day.weekday()
        ):
            if found and begins <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], ends))
            else:
                found.append((begins, ends))
        if told and told.ends:
            last = _since_midnight(told.ends)
            return [(begins, min(ends, last)) for begins, ends in found if begins < last]
        return _shortened(found) if workdays.is_eve(day) else found

    def _after(self, moment: datetime) -> Iterator[Span]:
        """Spans that end after this moment, in order, without end."""
        day, idle = workdays.day_of(moment), 0
        while idle <= TOO_LONG:
            found = [span for span in self.spans(day) if span.ends > moment]
            yield from found
            day, idle = day + DAY, 0 if found else idle + 1
        raise NoWorkingTime

    def _before(self, moment: datetime) -> Iterator[Span]:
        """Spans that begin before this moment, the last first, without end."""
        day, idle = workdays.day_of(moment), 0
        while idle <= TOO_LONG:
            found = [span for span in reversed(self.spans(day)) if span.begins < moment]
            yield from found
            day, idle = day - DAY, 0 if found else idle + 1
        raise NoWorkingTime


def months_after(day: date, count: int) -> date:
    """The day of the same number so many months later; the month's last day when it has no such."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + (day.day - 1) * DAY, following - DAY)


def _since_midnight(hour: time) -> timedelta:
    return datetime.combine(date.min, hour) - datetime.combine(date.min, time.min)


def _shortened(wall: list[tuple[timedelta, timedelta]]) -> list[tuple[timedelta, timedelta]]:
    """Without its last three hours of work (a lunch between is not work, so it does not shorten less)."""
    left, found = workdays.SHORTENED_BY, []
    for begins, ends in reversed(wall):
        cut = min(left, ends - begins)
        left -= cut
        if ends - cut > begins:
            found.append((begins, ends - cut))
    return found[::-1]


def _moments(day: date, wall: list[tuple[timedelta, timedelta]]) -> Iterator[Span]:
    """The spans in which the wall clock of Tallinn shows these times on that day."""
    if not wall:
        return
    midnight = datetime.combine(day, time.min)
    for begins, ends in _stretches(day):
        offset = begins.astimezone(TALLINN).utcoffset()
        assert offset is not None
        shown = (midnight - offset).replace(tzinfo=UTC)
        for first, last in wall:
            span = Span(max(shown + first, begins), min(shown + last, ends))
            if span.begins < span.ends:
                yield span


def _stretches(day: date) -> list[tuple[datetime, datetime]]:
    """The day in UTC, cut in two where the clocks are changed."""
    begins = workdays.at(day, time.min).astimezone(UTC)
    ends = workdays.at(day + DAY, time.min).astimezone(UTC)
    before, after = (moment.astimezone(TALLINN).utcoffset() for moment in (begins, ends))
    if before == after:
        return [(begins, ends)]
    minutes = range((ends - begins) // MINUTE)
    change = bisect_right(
        minutes,
        False,
        key=lambda at: (begins + timedelta(minutes=at)).astimezone(TALLINN).utcoffset() == after,
    )
    turn = begins + timedelta(minutes=change)
    return [(begins, turn), (turn, ends)]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch made one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.begins):
        if found and span.begins <= found[-1].ends:
            found[-1] = Span(found[-1].begins, max(found[-1].ends, span.ends))
        else:
            found.append(span)
    return found
