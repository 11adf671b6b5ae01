"""Who does an absent person's work. Nothing is moved: the question is asked anew each day, so it ends alone.

A hands over to B; when B is absent too, B's own deputy does A's work as well (A→B→C). Where the way ends at
nobody, because no deputy is named, able or present, or because the deputies name each other, the work is
nobody's and stands on the list of those who lead.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from desk import workdays
from desk.people.models import Absence, User, UserRole
from desk.people.models.user import UserRoleQuerySet
from desk.people.permissions import DESK, LEADS


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


def able(day: date) -> UserRoleQuerySet:
    """The roles by which people may do others' work on this day."""
    return UserRole.objects.in_force(day).filter(user__is_active=True, role__in=DESK)


def _absent(day: date) -> list[tuple[int, int | None, str]]:
    """Who is absent on the day, the deputy named (if still able to work here), and the name of the absent."""
    named = able(day).filter(user=OuterRef("deputy_id"))
    rows = Absence.objects.on(day).annotate(able=Exists(named)).values_list(
        "user_id", "deputy_id", "able", "user__first_name", "user__last_name", "user__username"
    )  # fmt: skip
    return [
        (absent, deputy if is_able else None, f"{first} {last}".strip() or username)
        for absent, deputy, is_able, first, last, username in rows
    ]


def deputy_of(day: date | None = None) -> dict[int, int | None]:
    """Everyone absent on the day (today) and the deputy named; one who may no longer work here is none."""
    return {absent: deputy for absent, deputy, _name in _absent(day or workdays.today())}


def works_for(user: User, day: date | None = None) -> frozenset[int]:
    """Those whose work this person does on the day (today): the own, and whoever's chain ends here."""
    return frozenset({user.pk, *stood_in_for(user, day)})


def stood_in_for(user: User, day: date | None = None) -> dict[int, str]:
    """The absent people whose chain ends here on the day (today), with their names.

    One query, whose answer is kept on `user` for the request.
    """
    day = day or workdays.today()
    kept: dict[date, dict[int, str]] = user.__dict__.setdefault("_works_for", {})
    if day not in kept:
        absent = _absent(day)
        last = ends({who: deputy for who, deputy, _name in absent})
        kept[day] = {who: name for who, _deputy, name in absent if last[who] == user.pk}
    return kept[day]


def refusal(by: User, owner_id: int) -> str | None:
    """Why `by` may not change this person's to-dos, as a text; None for the own, as deputy, or who leads."""
    if owner_id in works_for(by) or by.holds(*LEADS):
        return None
    return _("This is another person's to do.")


def stands_in_for(user: User) -> frozenset[int]:
    """The absent people whose work this person does today."""
    return works_for(user) - {user.pk}


def standing_in_for(user_id: int, day: date | None = None) -> User | None:
    """Who does this absent person's work on the day (today); None for who is here, or where nobody does."""
    end = ends(deputy_of(day)).get(user_id)
    return None if end is None else User.objects.get(pk=end)


def in_place_of(by: User, owner_id: int | None) -> int | None:
    """The owner, when what `by` does of the owner's work today is done in the owner's place; else None.

    A deputy stands in; where nobody does, whoever leads.
    """
    if owner_id is None or owner_id == by.pk:
        return None
    end = ends(deputy_of())
    if owner_id not in end:
        return None
    stands_in = end[owner_id] == by.pk or (end[owner_id] is None and by.holds(*LEADS))
    return owner_id if stands_in else None


def doing(user_id: int) -> frozenset[int]:
    """Whose pages are told when something of this person's work moves: the own, and today's deputy's."""
    end = ends(deputy_of()).get(user_id)
    return frozenset({user_id} if end is None else {user_id, end})
