"""Clients, the people who act for them, and how they are reached."""

from array import array
from dataclasses import dataclass, field
from random import Random

from desk.clients.models import Client, ClientRole, ContactPoint, Person
from stats.seeding import words
from stats.seeding.copying import Tables, stamp

LANGUAGES = {"et": 80, "ru": 17, "en": 3}
ACTIVE = 2.2  # how much more those who ask often ask: the power of a uniform draw
OWN_PEOPLE = 0.7  # of organisations; the others leave it to a bookkeeper
BOOKKEEPER_FOR = 40


@dataclass
class Clients:
    """Who can turn to the desk. Everything is by the place of a client, from 0 on."""

    count: int
    first_id: int = 0
    language: list[str] = field(default_factory=list)
    person: "array[int]" = field(default_factory=lambda: array("q"))
    telephone: "array[int]" = field(default_factory=lambda: array("q"))
    mailbox: "array[int]" = field(default_factory=lambda: array("q"))  # id of the client's e-mail contact

    def draw(self, chance: Random) -> int:
        """The place of somebody who turns to us: few do often, most seldom."""
        return int(self.count * chance.random() ** ACTIVE)

    def number(self, place: int) -> str:
        """The number from which this client's person calls."""
        return words.telephone(self.telephone[place])

    def id(self, place: int) -> int:
        """The client's id."""
        return self.first_id + place


def fill(tables: Tables, chance: Random, count: int, created: int) -> Clients:
    """Make `count` clients that are known since about `created`."""
    found = Clients(count, first_id=tables[Client].last + 1)
    helpers: list[tuple[int, int, str]] = []  # bookkeepers
    offset = tables[Person].last
    for place in range(count):
        (language,) = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))
        kind = chance.choices(("organisation", "sole_trader", "person", "agency"), (83, 8, 8, 1))[0]
        at = stamp(created - chance.randrange(86400 * 700))
        client, address = _client(tables, chance, kind, place, language, at, offset)
        alone = kind == "sole_trader" or kind == "person" or chance.random() < OWN_PEOPLE
        if alone or not helpers or (chance.random() < 1 / BOOKKEEPER_FOR):
            person = _person(tables, chance, language, at, offset, client if kind in _SAME else None)
            if not alone:
                helpers.append(person)
        else:
            person = chance.choice(helpers[-400:])
        role = "raamatupidaja" if not alone else chance.choice(words.ROLES)
        tables[ClientRole].add(client_id=client[0], person_id=person[0], role=role, started_at=at)
        found.language.append(language)
        found.person.append(person[0])
        found.telephone.append(person[1])
        found.mailbox.append(address)
        tables.ease()
    return found


_SAME = ("sole_trader", "person")
Made = tuple[int, str, str, str]  # id, first name, last name, personal code


def _client(
    tables: Tables, chance: Random, kind: str, place: int, language: str, at: str, offset: int
) -> tuple[Made, int]:
    first = last = code = form = ""
    if kind in _SAME:
        first, last = words.person(chance, language)
        code = words.personal_code(offset + tables[Person].count)
        name, form = f"{first} {last}", ""
        if kind == "sole_trader":
            name, form = f"{name} FIE", "FIE"
    elif kind == "agency":
        name = f"{chance.choice(words.PLACES)} Vallavalitsus {place}"
    else:
        name, form = words.company(chance, place)
    table = tables[Client]
    registry = "" if kind == "person" else words.registry_code(table.last % words.MOST_CLIENTS)
    pk = table.add(
        kind=kind, name=name, legal_form=form, registry_code=registry, personal_code=code, language=language,
        created_at=at,
    )  # fmt: skip
    address = tables[ContactPoint].add(
        client_id=pk, kind="email", value=f"info{pk}@{_domain(chance)}.example", source="register",
        works="unknown", created_at=at, preferred=True,
    )  # fmt: skip
    return (pk, first, last, code), address


def _domain(chance: Random) -> str:
    word = f"{chance.choice(words.FRONT)}{chance.choice(words.MIDDLE)}".lower()
    return word.translate(str.maketrans("õäöüšž", "oaousz"))


def _person(
    tables: Tables, chance: Random, language: str, at: str, offset: int, same: Made | None
) -> tuple[int, int, str]:
    table = tables[Person]
    if same:
        _pk, first, last, code = same
    else:
        first, last = words.person(chance, language)
        code = words.personal_code(offset + table.count)
    pk = table.add(first_name=first, last_name=last, personal_code=code, language=language, created_at=at)
    tables[ContactPoint].add(
        person_id=pk, kind="phone", value=words.telephone(pk), source="caller", works="unknown", created_at=at
    )
    return pk, pk, language
