"""Whether those whose signature counts can be reached: by what, never at which number or address."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from desk.clients.enums import ContactKind, Works
from desk.clients.models import Client, ClientRole, ContactPoint
from desk.clients.models import Person as Known
from registry import rules, vocabulary

_BEST_FIRST = (Works.YES, Works.UNKNOWN, Works.NO)


@dataclass(frozen=True)
class Way:
    """One kind of contact, and whether the best of that kind works."""

    kind: ContactKind
    works: Works
    from_when: datetime | None = None  # a new address: documents go there only from then on


@dataclass(frozen=True)
class Signer:
    """Someone whose signature counts, and whether we can reach him."""

    person: rules.Person
    known: Known | None = None
    acts: bool = False  # is a contact person of this very client
    ways: tuple[Way, ...] = ()

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def role(self) -> str:
        return vocabulary.role(self.person)

    @property
    def contact(self) -> bool:
        """Whether he has a contact that somebody found working."""
        return self.acts and any(way.works == Works.YES for way in self.ways)

    @property
    def email(self) -> Way | None:
        return next((way for way in self.ways if way.kind == ContactKind.EMAIL), None)

    @property
    def gets_documents(self) -> bool:
        """Whether a document may be sent to him now."""
        return self.acts and bool(self.email and self.email.works == Works.YES and not self.email.from_when)


def signers(client: Client, persons: Collection[rules.Person]) -> list[Signer]:
    """These persons with what we know of reaching them; three queries however many they are."""
    known = _known(client, {person.code for person in persons if person.identity})
    return [_signer(person, known.get(person.identity)) for person in persons]


def _known(client: Client, codes: set[str]) -> dict[str, Known]:
    if not codes:
        return {}
    acting = ClientRole.objects.filter(client__in=Client.objects.same_as(client.pk), ended_at=None)
    found = Known.objects.distinct_ones().filter(personal_code__in=codes)
    rows = found.prefetch_related("contacts", Prefetch("roles", acting, to_attr="acting"))
    return {f"{row.country}{row.personal_code}": row for row in rows}


def _signer(person: rules.Person, known: Known | None) -> Signer:
    if known is None:
        return Signer(person)
    contacts = list(known.contacts.all())
    ways = (_way(kind, [each for each in contacts if each.kind == kind]) for kind in ContactKind)
    return Signer(person, known, bool(known.acting), tuple(way for way in ways if way))  # type: ignore[attr-defined]


def _way(kind: ContactKind, contacts: Iterable[ContactPoint]) -> Way | None:
    best = sorted(contacts, key=lambda each: (_BEST_FIRST.index(Works(each.works)), each.is_young))
    if not best:
        return None
    return Way(kind, Works(best[0].works), best[0].trusted_at if best[0].is_young else None)
