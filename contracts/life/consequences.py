"""What will stop working when a document ends, for one of its persons or whole. Pure, over the tree's values.

The same rules as the end itself: an agreement takes with it every power that leans on it, and a power those
given under it whose kind ends with its grantor's. Whoever keeps another power in the portal keeps access.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.life.tree import Holding, Named

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ended:
    """A document that ends, whole or for one person; `because` is empty for the one that was chosen, else
    the number of the document that it ends with."""

    holding: Holding
    person: Named | None
    because: str = ""


@dataclass(frozen=True)
class Loser:
    """A person of what ends: `keeps` are the other documents by which the person goes on in the portal."""

    name: str
    code: str
    keeps: tuple[Holding, ...]


@dataclass(frozen=True)
class Consequences:
    """Everything that follows; `last_day` is the last day on which what ends still works."""

    chosen: Holding
    last_day: date
    ended: tuple[Ended, ...]
    people: tuple[Loser, ...]
    main_users_left: bool
    had_main_user: bool

    @property
    def first_day_without(self) -> date:
        return self.last_day + DAY

    @property
    def lose(self) -> list[Loser]:
        return [each for each in self.people if not each.keeps]

    @property
    def keep(self) -> list[Loser]:
        return [each for each in self.people if each.keeps]

    @property
    def more(self) -> list[Ended]:
        """What ends with the chosen one."""
        return [each for each in self.ended if each.because]

    @property
    def orphaned(self) -> bool:
        """Whether the portal is left without a main user."""
        return self.had_main_user and not self.main_users_left


def following(holdings: Iterable[Holding], chosen: int, code: str, last_day: date) -> Consequences | None:
    """What ends with the document `chosen`, for the person with this code (empty: whole).

    None where nothing of it would end: it is over by then, or the person has no power by it.
    """
    known = list(holdings)
    document = next((each for each in known if each.pk == chosen), None)
    if document is None or not document.lasts_after(last_day):
        return None
    ended = _ended(known, document, code, last_day)
    if not ended:
        return None
    gone = {(each.holding.pk, each.person.pk if each.person else 0) for each in ended}
    left = [
        (each, person)
        for each in known
        for person in each.persons
        if each.portal == document.portal
        and each.lasts_after(last_day, person)
        and (each.pk, 0) not in gone
        and (each.pk, person.pk) not in gone
    ]
    before = [each for each in known if each.portal == document.portal and each.delegates]
    return Consequences(
        document, last_day, tuple(ended), _people(ended, left, last_day),
        main_users_left=any(each.delegates for each, _person in left),
        had_main_user=any(each.lasts_after(last_day) for each in before),
    )  # fmt: skip


def _ended(known: Sequence[Holding], document: Holding, code: str, last_day: date) -> list[Ended]:
    going = [each for each in document.persons if document.lasts_after(last_day, each)]
    if code:
        named = [each for each in going if each.code == code]
        if not named:
            return []
        if len(going) > len(named):  # it goes on for the others
            return [Ended(document, each) for each in named]
    found = [Ended(document, None)]
    seen = {document.pk}
    for each in found:  # grows while it is walked: what ends with what ends
        for other in known:
            if other.pk not in seen and other.lasts_after(last_day) and _ends_with(other, each.holding):
                seen.add(other.pk)
                found.append(Ended(other, None, each.holding.number))
    return found


def _ends_with(other: Holding, ended: Holding) -> bool:
    """By the agreement's own text what leans on it ends with it; a power ends with the one above where its
    kind says so."""
    if other.portal != ended.portal:
        return False
    leans = bool(ended.number) and other.contract_number == ended.number
    return leans or (other.granted_under == ended.pk and other.with_grantor)


def _people(
    ended: Sequence[Ended], left: Sequence[tuple[Holding, Named]], last_day: date
) -> tuple[Loser, ...]:
    found: dict[str, Loser] = {}
    for each in ended:
        for person in [each.person] if each.person else each.holding.persons:
            if not each.holding.lasts_after(last_day, person):
                continue  # gone by then in any case
            keeps = tuple(holding for holding, other in left if other.code == person.code)
            found.setdefault(person.code, Loser(person.name, person.code, keeps))
    return tuple(found.values())
