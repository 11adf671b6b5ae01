"""Counting: what was touched, day by day; or a whole span anew.

Days that follow each other are counted in one transaction that first takes away their touched rows, so a
crash loses nothing; whoever counts holds one lock, so that two at once never write the same day. What is
written while a day is counted touches it again, and is counted next time.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model

from desk import clock, workdays
from desk.people.enums import PresenceState
from desk.people.models import Presence
from stats.enums import Source
from stats.models import Contacts, Counted, Drafted, Handed, Promised, Touched, Traffic, Work
from stats.rollups import clients, contacts, documents, mix, people, promises, staffed, tickets, traffic
from stats.rollups.counting import Rows, write
from stats.rollups.locking import hold
from stats.rollups.spoken import rebuild_words

LOCK = 1
_TAKEN = """
WITH taken AS (
  DELETE FROM stats_touched WHERE day BETWEEN %s AND %s AND source <> %s RETURNING source, day
) SELECT DISTINCT source, day FROM taken"""
Count = Callable[[date, date], None]

#: What the rollups of contacts count, and from which rows: the way down reads the same.
PARTS: Mapping[type[Model], Callable[[], tuple[Rows, ...]]] = {
    Traffic: traffic.parts,
    Contacts: contacts.parts,
    Promised: promises.parts,
    Handed: tickets.parts,
    Drafted: documents.parts,
    Work: people.parts,
}


def _of(model: type[Model]) -> Count:
    return lambda first, last: write(model, PARTS[model](), first, last)


_TRAFFIC, _CONTACTS = _of(Traffic), _of(Contacts)
#: What is counted anew where something of this source changed; words have a night of their own.
BY_SOURCE: Mapping[Source, tuple[Count, ...]] = {
    Source.CALLS: (_TRAFFIC, people.count, mix.count),
    Source.VISITS: (_TRAFFIC, people.count),
    Source.LETTERS: (_TRAFFIC, people.count),
    Source.ENQUIRIES: (_CONTACTS, clients.count, people.count, mix.count),
    Source.PROMISES: (_of(Promised),),
    Source.TICKETS: (_of(Handed), people.count),
    Source.DOCUMENTS: (_of(Drafted), people.count),
    Source.PRESENCE: (people.count, staffed.count),
    Source.ROSTER: (people.count, staffed.count),
    Source.ORDERS: (people.count,),
}


def refresh() -> int:
    """Count the days on which something changed; how many days. A second one at the same time finds less."""
    at = clock.now()
    _touch_those_present()
    days = Touched.objects.exclude(source=Source.WORDS).values_list("day", flat=True).distinct()
    counted = sum(_refresh_run(first, last) for first, last in runs(sorted(days)))
    _note(at)
    return counted


def rebuild(first: date, last: date, on_day: Callable[[date], None] | None = None) -> int:
    """Count every day from `first` to `last` anew, a month in one transaction; how many days.

    `on_day` is told the last day of what was counted.
    """
    at, days = clock.now(), 0
    for start, end in months(first, last):
        with transaction.atomic():
            hold(LOCK)
            Touched.objects.exclude(source=Source.WORDS).filter(day__gte=start, day__lte=end).delete()
            for count in _once(BY_SOURCE):
                count(start, end)
        days += (end - start).days + 1
        if on_day is not None:
            on_day(end)
    rebuild_words(first, last)
    if last >= workdays.day_of(at) and not Touched.objects.exclude(source=Source.WORDS).exists():
        _note(at)
    return days


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The parts of this span by calendar month."""
    while first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield first, min(last, following - timedelta(days=1))
        first = following


def runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other within a month, together: each is planned once instead of day by day."""
    first = last = None
    for day in days:
        if first is not None and last is not None and (day - last).days == 1 and day.day != 1:
            last = day
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last


def _refresh_run(first: date, last: date) -> int:
    with transaction.atomic():
        hold(LOCK)
        with connection.cursor() as cursor:
            cursor.execute(_TAKEN, [first, last, Source.WORDS])
            taken = cursor.fetchall()
        for count in _once({Source(source) for source, _day in taken}):
            count(first, last)
    return len({day for _source, day in taken})


def _once(sources: Collection[Source] | Mapping[Source, object]) -> list[Count]:
    """Each counting of these sources, once, in the order of the table."""
    found = (count for source, counts in BY_SOURCE.items() if source in sources for count in counts)
    return list(dict.fromkeys(found))


def _touch_those_present() -> None:
    """While somebody is logged in, time runs without any row being written: until now it is counted so."""
    last = Counted.objects.filter(source=Source.PRESENCE).values_list("at", flat=True).first()
    began = Presence.objects.open().exclude(state=PresenceState.AWAY).order_by("started_at")
    since = began.values_list("started_at", flat=True).first()
    if since is None:
        return
    day, today = workdays.day_of(max(since, last) if last else since), workdays.today()
    touched = [Touched(source=Source.PRESENCE, day=day + timedelta(n)) for n in range((today - day).days + 1)]
    Touched.objects.bulk_create(touched)


def _note(at: datetime) -> None:
    rows = [Counted(source=source, at=at) for source in BY_SOURCE]
    Counted.objects.bulk_create(rows, update_conflicts=True, unique_fields=["source"], update_fields=["at"])
