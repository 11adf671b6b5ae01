"""The open work of absent people, asked of every room, and who does it. Reads, never writes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from desk import slots, workdays
from desk.people import deputies
from desk.people.models import Absence, User
from desk.slots import Work

_NEVER = datetime.max.replace(tzinfo=UTC)  # work without a due time comes last


@dataclass(frozen=True)
class Part:
    """One person's open work: `way` names everyone to whom it goes, `groups` the work by kind.

    There is no `absence` where the person no longer works here.
    """

    owner: User
    absence: Absence | None
    way: str
    groups: list[tuple[str, list[Work]]]

    @property
    def number(self) -> int:
        """How many pieces of work."""
        return sum(len(works) for _group, works in self.groups)

    def concerning(self, user_id: int) -> "Part":
        """Of this work only what is kept from that person, who therefore does not do it."""
        kept = [
            (group, [work for work in works if work.kept_from == user_id]) for group, works in self.groups
        ]
        return replace(self, groups=[(group, works) for group, works in kept if works])


def open_work(user_ids: Collection[int], reader: User | None = None) -> dict[int, list[Work]]:
    """Everything open of these people by its owner (slot HANDOVER), the most urgent first.

    What concerns the `reader` is not among it.
    """
    found: dict[int, list[Work]] = {}
    for ask in slots.each("HANDOVER") if user_ids else ():
        answered: Iterable[Work] = ask(user_ids)
        for work in answered:
            if reader is not None and work.kept_from == reader.pk:
                continue
            found.setdefault(work.owner_id, []).append(work)
    return {owner: sorted(works, key=lambda work: work.due_at or _NEVER) for owner, works in found.items()}


def way(deputy_of: Mapping[int, int | None], absent: int, names: Mapping[int, str], nobody: str) -> str:
    """ "Riina → Margus → Helena"; ends with `nobody` where nobody does the work."""
    walked = [names[pk] for pk in deputies.steps(deputy_of, absent)]
    if deputies.ends(deputy_of)[absent] is None:
        walked.append(nobody)
    return " → ".join(walked)


def parts(
    user_ids: Collection[int], deputy_of: Mapping[int, int | None], nobody: str, reader: User | None = None
) -> list[Part]:
    """The work of these people: a part for each who is away today, and for each who left work behind."""
    if not user_ids:
        return []
    found = open_work(user_ids, reader)
    today = Absence.objects.on(workdays.today()).select_related("user", "deputy").order_by("last_day", "pk")
    away = {absence.user_id: absence for absence in today}
    names = names_of(away.values())
    here = [
        Part(absence.user, absence, way(deputy_of, pk, names, nobody), _grouped(found.get(pk, [])))
        for pk, absence in away.items()
        if pk in user_ids
    ]
    left = User.objects.filter(pk__in=set(found) - set(away)).order_by("last_name", "pk")
    return here + [Part(owner, None, nobody, _grouped(found[owner.pk])) for owner in left]


def departed(deputy_of: Mapping[int, int | None]) -> set[int]:
    """People who no longer work here; whoever is entered as absent goes by the deputy."""
    return set(User.objects.filter(is_active=False).values_list("pk", flat=True)) - set(deputy_of)


def names_of(absences: Iterable[Absence]) -> dict[int, str]:
    """Everyone who stands in these absences."""
    rows = list(absences)
    people = [*(row.user for row in rows), *(row.deputy for row in rows if row.deputy is not None)]
    return {person.pk: str(person) for person in people}


def _grouped(works: list[Work]) -> list[tuple[str, list[Work]]]:
    """The kind with the most urgent piece first, and within each kind the most urgent first."""
    groups: dict[str, list[Work]] = {}
    for work in works:
        groups.setdefault(work.group, []).append(work)
    return list(groups.items())
