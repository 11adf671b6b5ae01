"""Persons whom the desk knows, as a document may name them: with contacts that work, never protected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from desk.clients import protection
from desk.clients.enums import ContactKind
from desk.clients.models import Client, ClientRole, ContactPoint, Person
from desk.clients.numbers import e164
from registry.rules import Judgement


@dataclass(frozen=True)
class Known:
    """One who may be named; `values` by the placeholders of a document, `contacts` those among them."""

    key: str
    name: str
    values: Mapping[str, str]
    contacts: tuple[ContactPoint, ...] = ()
    role: str = ""
    protected: bool = False
    ours: bool = True

    @property
    def label(self) -> str:
        return f"{self.name} ({self.role})" if self.role else self.name


@dataclass(frozen=True)
class Circle:
    """Everybody who may be chosen on a page, by key."""

    people: Mapping[str, Known] = field(default_factory=dict)

    def get(self, key: str) -> Known | None:
        return self.people.get(key)

    def of_code(self, code: str) -> Known | None:
        """The one with this personal code."""
        return next((one for one in self.people.values() if code and one.values["person_code"] == code), None)

    def choices(self) -> list[tuple[str, str]]:
        return [(key, one.label) for key, one in self.people.items()]


def key_of(person: Person) -> str:
    return f"p{person.pk}"


Owners = tuple[frozenset[int], frozenset[int]]  # clients and persons whose address is protected


def circle(
    clients: Sequence[Client],
    first: Person | None = None,
    judgement: Judgement | None = None,
    protected: Owners | None = None,
) -> Circle:
    """Those who act for these clients, `first` before them, and representatives of the register's answer."""
    acting = Q(roles__client__in=[each.pk for each in clients], roles__ended_at=None)
    if first is not None:
        acting |= Q(pk=first.pk)
    roles = ClientRole.objects.filter(client__in=clients, ended_at=None).order_by("pk")
    rows = Person.objects.filter(acting).distinct_ones().distinct().order_by("sort_name")
    rows = rows.prefetch_related(
        Prefetch("contacts", ContactPoint.objects.usable(), to_attr="reached"),
        Prefetch("roles", roles, to_attr="acts_as"),
    )
    owners = protection.owners() if protected is None else protected
    found = {key_of(row): _ours(row, owners) for row in rows}
    if first is not None and key_of(first) in found:
        found = {key_of(first): found[key_of(first)], **found}
    codes = {one.values["person_code"] for one in found.values()}
    for one in _of_register(judgement):
        if one.values["person_code"] not in codes:
            found[one.key] = one
    return Circle(found)


def _ours(person: Person, protected: Owners) -> Known:
    """`reached` and `acts_as` were read with the person."""
    hidden = person.pk in protected[1]
    chosen: dict[str, ContactPoint] = {}
    reached: list[ContactPoint] = getattr(person, "reached", [])
    # What works comes first; of those, what the person prefers.
    for contact in sorted(reached, key=lambda each: (each.works != "yes", not each.preferred)):
        if not protection.is_protected(contact, protected):
            chosen.setdefault(contact.kind, contact)
    roles = list(dict.fromkeys(each.role for each in getattr(person, "acts_as", [])))
    shown = {kind: contact.shown for kind, contact in chosen.items()}
    values = {
        "person_first_name": person.first_name,
        "person_last_name": person.last_name,
        "person_code": person.personal_code if person.country == "EE" else "",
        "person_email": shown.get(ContactKind.EMAIL, ""),
        "person_phone": shown.get(ContactKind.PHONE, ""),
        "person_position": ", ".join(roles),
    }
    return Known(
        key=key_of(person), name=str(person), values=values, contacts=tuple(chosen.values()),
        role=values["person_position"], protected=hidden,
    )  # fmt: skip


def _of_register(judgement: Judgement | None) -> Iterable[Known]:
    for one in judgement.persons if judgement else ():
        if one.identity and one.code and one.identity.startswith("EE"):
            role = one.role_text[:1].lower() + one.role_text[1:]
            values = {
                "person_first_name": one.first, "person_last_name": one.last,
                "person_code": one.code, "person_email": "", "person_phone": "", "person_position": role,
            }  # fmt: skip
            yield Known(key=one.identity, name=one.name, values=values, role=role, ours=False)


def unprintable(values: Iterable[str]) -> set[str]:
    """Which of these addresses and numbers belong to a protected owner: they stand in no document."""
    as_kept = {value: e164(value) or value.strip().lower() for value in values if value.strip()}
    if not as_kept:
        return set()
    protected = protection.owners()
    theirs = Q(client__in=protected[0]) | Q(person__in=protected[1])
    rows = ContactPoint.objects.filter(theirs, value__in=as_kept.values())
    hidden = set(rows.values_list("value", flat=True)) if any(protected) else set()
    return {value for value, kept in as_kept.items() if kept in hidden}
