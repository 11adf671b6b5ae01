"""Who gets how many rows: by share, part time and days at work; a client's language to those who speak it.

Counting is pure and always comes to the same; `freezing` writes what is counted here.
"""

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Value
from django.db.models.functions import Coalesce

from desk import workdays
from desk.enquiries import deadlines
from desk.enquiries.worktime import Calendar
from desk.orders.models import Assignment, Order, WorkItemQuerySet
from desk.people.enums import Language
from desk.people.models import Absence, User

FULL_TIME = 40  # hours a week
NO_CLIENT = Language.ET.value  # of a code that no client of ours has


@dataclass(frozen=True)
class Sharer:
    """One of an order's people: what each part of the weight is, for the page that explains it."""

    user: User
    percent: int
    hours: float
    days: int
    of_days: int
    spoken: frozenset[str] = field(default_factory=frozenset)

    @property
    def weight(self) -> float:
        """How much of the work is this person's, beside the others' weights; 1 is all days of full time."""
        return self.percent / 100 * self.hours / FULL_TIME * self.days / self.of_days

    @property
    def languages(self) -> str:
        """The languages spoken, in a line."""
        return ", ".join(str(Language(code).label) for code in sorted(self.spoken))

    @property
    def is_away(self) -> bool:
        """Absent over all the time that is left."""
        return not self.days


def sharers(order: Order) -> list[Sharer]:
    """The people of the order, in their order; whoever was released or left the house has no part."""
    rows = Assignment.objects.filter(order=order, released_at=None, user__is_active=True)
    people = list(rows.select_related("user").order_by("user__last_name", "user__first_name", "user_id"))
    first, last = workdays.today(), workdays.day_of(order.due_at)
    days = working_days(deadlines.calendar(), first, max(first, last))
    away = _away([each.user_id for each in people], first, days[-1])
    return [
        Sharer(
            each.user, each.share, float(each.user.weekly_hours),
            sum(not _covers(away.get(each.user_id, ()), day) for day in days),
            len(days), frozenset(each.user.spoken),
        )
        for each in people
    ]  # fmt: skip


def working_days(calendar: Calendar, first: date, last: date) -> list[date]:
    """The working days from `first` to `last`; the next one when none is among them."""
    every = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in every if calendar.works_on(day)] or [calendar.on_or_after(last)]


def _away(user_ids: Collection[int], first: date, last: date) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = {}
    for each in Absence.objects.within(first, last).filter(user__in=user_ids):
        found.setdefault(each.user_id, []).append(each)
    return found


def _covers(absences: Sequence[Absence], day: date) -> bool:
    return any(each.first_day <= day <= each.last_day for each in absences)


def quotas(
    counts: Mapping[str, int], people: Sequence[Sharer], loads: Mapping[int, int] | None = None
) -> dict[tuple[str, int], int]:
    """How many rows of each language each person gets: every row goes to the one who has least for his
    weight, first the languages that the fewest speak.

    `loads` are the rows that people keep. A language that nobody of them speaks is shared by all.
    """
    able = [each for each in people if each.weight > 0]
    load = {each.user.pk: (loads or {}).get(each.user.pk, 0) for each in able}
    found: dict[tuple[str, int], int] = {}
    if not able:
        return found
    speaking = {
        language: [each for each in able if language in each.spoken] or able for language in sorted(counts)
    }
    for language in sorted(counts, key=lambda each: (len(speaking[each]), each)):
        # The middle of the next row, not its end: else part-timers would get their first row last.
        heap = [((load[each.user.pk] + 0.5) / each.weight, each.user.pk, each) for each in speaking[language]]
        heapq.heapify(heap)
        for _row in range(counts[language]):
            _filled, pk, person = heap[0]
            load[pk] += 1
            found[language, pk] = found.get((language, pk), 0) + 1
            heapq.heapreplace(heap, ((load[pk] + 0.5) / person.weight, pk, person))
    return found


def by_language(rows: WorkItemQuerySet) -> dict[str, int]:
    """How many of these rows are about clients of each language."""
    language = Coalesce("client__language", Value(NO_CLIENT))
    counts = rows.order_by().values_list(language).annotate(Count("pk"))
    return dict(counts)


def loads(rows: WorkItemQuerySet) -> dict[int, int]:
    """How many of these rows each person has."""
    return dict(rows.filter(owner__isnull=False).order_by().values_list("owner_id").annotate(Count("pk")))
