"""The open work of absent people, asked of every room, and who does it. Reads, never writes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from desk import slots, workdays
from desk.people import deputies
from desk.people.models import Absence, User
from desk.slots import Work

_NEVER = datetime.max.replace(tzinfo=UTC)  # work without a due time comes last


@dataclass(frozen=True)
class Part:
    """One absent person's open work: `way` names everyone to whom it goes, `groups` the work by kind."""

    owner: User
    until: date
    way: str
    groups: list[tuple[str, list[Work]]]

    @property
    def number(self) -> int:
        """How many pieces of work."""
        return sum(len(works) for _group, works in self.groups)


def open_work(user_ids: Collection[int]) -> dict[int, list[Work]]:
    """Everything open of these people by its owner (slot HANDOVER), the most urgent first."""
    found: dict[int, list[Work]] = {}
    for ask in slots.each("HANDOVER") if user_ids else ():
        answered: Iterable[Work] = ask(user_ids)
        for work in answered:
            found.setdefault(work.owner_id, []).append(work)
    return {owner: sorted(works, key=lambda work: work.due_at or _NEVER) for owner, works in found.items()}


def way(deputy_of: Mapping[int, int | None], absent: int, names: Mapping[int, str], nobody: str) -> str:
    """ "Riina → Margus → Helena"; ends with `nobody` where nobody does the work."""
    walked = [names[pk] for pk in deputies.steps(deputy_of, absent)]
    if deputies.ends(deputy_of)[absent] is None:
        walked.append(nobody)
    return " → ".join(walked)


def parts(user_ids: Collection[int], deputy_of: Mapping[int, int | None], nobody: str) -> list[Part]:
    """The work of these absent people, a part for each, also where there is none."""
    away = Absence.objects.on(workdays.today()).select_related("user", "deputy").order_by("last_day", "pk")
    absences = list(away) if user_ids else []
    names = names_of(absences)
    found = open_work(user_ids)
    return [
        Part(
            absence.user,
            absence.last_day,
            way(deputy_of, absence.user_id, names, nobody),
            [(group, list(works)) for group, works in _grouped(found.get(absence.user_id, []))],
        )
        for absence in absences
        if absence.user_id in user_ids
    ]


def names_of(absences: Iterable[Absence]) -> dict[int, str]:
    """Everyone who stands in these absences."""
    rows = list(absences)
    people = [*(row.user for row in rows), *(row.deputy for row in rows if row.deputy is not None)]
    return {person.pk: str(person) for person in people}


def _grouped(works: list[Work]) -> Iterable[tuple[str, Iterable[Work]]]:
    # The rooms' order of groups is kept; within each the most urgent stays first.
    order = list(dict.fromkeys(work.group for work in works))
    return groupby(sorted(works, key=lambda work: order.index(work.group)), key=lambda work: work.group)
