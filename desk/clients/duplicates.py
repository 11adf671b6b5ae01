"""Is it one of these? Who among all that we have resembles somebody who is being written down.

Every question goes through an index (code, number or address, trigrams of the name's core), so that it costs
the same among a hundred and a hundred thousand. `likeness` asks the same of all rows, for the worklist.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Q

from desk.clients.codes import HOME, same
from desk.clients.enums import Likeness
from desk.clients.models import Client, ContactPoint, Person, e164
from desk.clients.sameness import core_name
from desk.ordering import fold

NEARLY = 0.55  # trigrams in common of all: "tamme puit" and "tamme puit grupp" have 0.69
SHOWN = 6
_WEIGHT = {
    Likeness.CODE: 100, Likeness.NAME: 70, Likeness.NEARLY: 45, Likeness.EMAIL: 40, Likeness.PHONE: 40,
    Likeness.CLIENT: 25,
}  # fmt: skip


@dataclass(frozen=True)
class Alike:
    """A row that may be the one, and why."""

    row: Any  # Client or Person
    reasons: tuple[Likeness, ...]

    @property
    def strength(self) -> int:
        """0 to 100; see `weigh`."""
        return weigh(self.reasons)

    @property
    def words(self) -> str:
        """The reasons as a person reads them."""
        return worded(self.reasons)


def weigh(reasons: Iterable[str]) -> int:
    """How sure it is, 0 to 100: the strongest reason whole, each further closes half of what is missing."""
    strength = 0.0
    for weight in sorted((_WEIGHT[Likeness(reason)] for reason in reasons), reverse=True):
        strength += weight if not strength else (100 - strength) / 2
    return min(round(strength), 100)


def worded(reasons: Iterable[str]) -> str:
    """The reasons as one line."""
    return ", ".join(str(Likeness(reason).label) for reason in reasons)


def clients_like(
    *, name: str = "", registry_code: str = "", personal_code: str = "", country: str = HOME,
    contacts: Iterable[str] = (), besides: int = 0,
) -> list[Alike]:  # fmt: skip
    """Clients that may be this one, the likeliest first; those with another code of the same kind are not."""
    rows = Client.objects.distinct_ones().filter(practice=False).exclude(pk=besides)
    found: dict[int, set[Likeness]] = {}
    for field, code in (("registry_code", registry_code), ("personal_code", personal_code)):
        _add(
            found,
            rows.written_alike(field, code, country).values_list("pk", flat=True)[:SHOWN],
            Likeness.CODE,
        )
    _by_contact(found, contacts, "client_id")
    if core := core_name(name):
        for pk, likeness in _nearest(rows, "core_name", core):
            _add(found, [pk], Likeness.NAME if likeness > 0.99 else Likeness.NEARLY)
    known = {"registry_code": registry_code, "personal_code": personal_code, "country": country}
    return _sorted(rows.filter(pk__in=found), found, known)


def persons_like(
    *, first_name: str = "", last_name: str = "", personal_code: str = "", country: str = HOME,
    contacts: Iterable[str] = (), besides: int = 0,
) -> list[Alike]:  # fmt: skip
    """Persons who may be this one, the likeliest first; with another code of the country they are not."""
    rows = Person.objects.distinct_ones().filter(practice=False).exclude(pk=besides)
    found: dict[int, set[Likeness]] = {}
    alike = rows.written_alike("personal_code", personal_code, country)
    _add(found, alike.values_list("pk", flat=True)[:SHOWN], Likeness.CODE)
    _by_contact(found, contacts, "person_id")
    if name := fold(f"{first_name} {last_name}"):
        for pk, likeness in _nearest(rows, "search_name", name):
            _add(found, [pk], Likeness.NAME if likeness > 0.99 else Likeness.NEARLY)
    known = {"personal_code": personal_code, "country": country}
    return _sorted(rows.filter(pk__in=found), found, known)


def threshold() -> None:
    """In this transaction trigrams resemble each other from NEARLY on; the index is asked for no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(NEARLY)])


def _nearest(rows: Any, column: str, text: str) -> list[tuple[int, float]]:
    threshold()
    near = rows.filter(**{f"{column}__trigram_similar": text})
    near = near.annotate(likeness=TrigramSimilarity(column, text)).order_by("-likeness", "pk")
    return list(near.values_list("pk", "likeness")[:SHOWN])


def _by_contact(found: dict[int, set[Likeness]], contacts: Iterable[str], owner: str) -> None:
    values = [value.strip().lower() if "@" in value else e164(value) for value in contacts]
    if not any(values):
        return
    points = ContactPoint.objects.standing().filter(~Q(**{owner: None}), value__in=[v for v in values if v])
    for pk, kind in points.values_list(owner, "kind")[: 2 * SHOWN]:
        _add(found, [pk], Likeness(kind))


def _add(found: dict[int, set[Likeness]], ids: Iterable[int], why: Likeness) -> None:
    for pk in ids:
        found.setdefault(pk, set()).add(why)


def _sorted(rows: Iterable[Any], found: dict[int, set[Likeness]], known: dict[str, str]) -> list[Alike]:
    alike = [Alike(row, ordered(found[row.pk])) for row in rows if not _other_code(row, known)]
    return sorted(alike, key=lambda each: (-each.strength, each.row.pk))[:SHOWN]


def ordered(reasons: Iterable[str]) -> tuple[Likeness, ...]:
    """The reasons, the strongest first."""
    return tuple(reason for reason in _WEIGHT if reason in reasons)


def _other_code(row: Any, known: dict[str, str]) -> bool:
    """Whether the two have different codes of one kind and country: then they are two."""
    if row.country != known["country"]:
        return False
    both = [(known[f], getattr(row, f)) for f in ("registry_code", "personal_code") if known.get(f)]
    return any(theirs and same(ours, row.country) != same(theirs, row.country) for ours, theirs in both)
