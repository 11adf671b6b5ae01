"""Who does an absent person's work. Nothing is moved: the question is asked anew each day, so it ends alone.

A hands over to B; when B is absent too, B's own deputy does A's work as well (A→B→C). Where the way ends at
nobody, because no deputy is named, able or present, or because the deputies name each other, the work is
nobody's and stands on the list of those who lead.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from django.db.models import Exists, OuterRef

from desk import workdays
from desk.people.models import Absence, User, UserRole
from desk.people.permissions import DESK


class Away(Protocol):
    """What the chain needs to know of an absence."""

    @property
    def user_id(self) -> int: ...
    @property
    def deputy_id(self) -> int | None: ...


def steps(deputy_of: Mapping[int, int | None], absent: int) -> tuple[int, ...]:
    """The way of a person's work, from the absent one to the last who was named; nobody comes twice."""
    walked = [absent]
    while (following := deputy_of.get(walked[-1])) is not None and following not in walked:
        walked.append(following)
    return tuple(walked)


def ends(deputy_of: Mapping[int, int | None]) -> dict[int, int | None]:
    """For each absent person who does the work in the end; None where nobody does."""
    last = {absent: steps(deputy_of, absent)[-1] for absent in deputy_of}
    return {absent: None if end in deputy_of else end for absent, end in last.items()}


def chain(absences: Iterable[Away]) -> dict[int, int | None]:
    """The same for absences of one day; a person has at most one of them a day."""
    return ends({away.user_id: away.deputy_id for away in absences})


def deputy_of(day: date | None = None) -> dict[int, int | None]:
    """Everyone absent on the day (today) and the deputy named; one who may no longer work here is none."""
    day = day or workdays.today()
    able = UserRole.objects.in_force(day).filter(
        user=OuterRef("deputy_id"), user__is_active=True, role__in=DESK
    )
    rows = Absence.objects.on(day).annotate(able=Exists(able))
    return {
        absent: deputy if is_able else None
        for absent, deputy, is_able in rows.values_list("user_id", "deputy_id", "able")
    }


def works_for(user: User, day: date | None = None) -> frozenset[int]:
    """Those whose work this person does on the day (today): the own, and whoever's chain ends here."""
    return frozenset({user.pk, *(absent for absent, end in ends(deputy_of(day)).items() if end == user.pk)})


def standing_in_for(user_id: int, day: date | None = None) -> User | None:
    """Who does this absent person's work on the day (today); None for who is here, or where nobody does."""
    end = ends(deputy_of(day)).get(user_id)
    return None if end is None else User.objects.get(pk=end)


def nobodys(day: date | None = None) -> frozenset[int]:
    """Absent people whose work nobody does on the day (today): those who lead see to it."""
    return frozenset(absent for absent, end in ends(deputy_of(day)).items() if end is None)
