"""A few thousand organisations: every form, in every status it can have, by every rule of representation.

The same ones at every start. Their codes lie in the last tenth of each kind's range (19, 79, 89, 99),
which the real register has not reached; their people were born 1801 to 1850.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from .world import Organisation, Person

SEED = 1845
COPIES = 11  # of each form and rule


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


_FIRST = _words("Aino Endel Hilda Juhan Leida Madis Salme Tõnis Õie Ülo Žanna Jüri Helmi Oskar")
_LAST = _words("Aas Hunt Ilves Jõgi Kivi Luik Männik Nurm Oja Põld Rohumägi Sõnajalg Tuulik Õunapuu")
_WHAT = _words("Mets Vesi Liiv Turvas Puit Kivi Põld Paas Saeveski Prügi Energia Vedu")

_BOARD = _words("AMETÜ AS EMÜ ERAK KÜ MPÜ MTÜ OÜ SA SCE SE TKR TÜH HÜ")
_COMPANIES = _words("AS OÜ SCE SE")
_OLD_BOARD = _words("AS OÜ SCE SE TKR TÜH")
_PARTNERS = _words("EMÜ TÜ UÜ")
_BRANCHES = _words("FA FIL")
_PRIVATE = (*_BOARD, "TÜ", "UÜ", "FIE", *_BRANCHES)
_PUBLIC = _words("AVOIG KOVAS TRAS")
_PROCURATORS = _words("AS EMÜ FA FIE FIL OÜ SCE SE TKR TÜ TÜH UÜ")


class Maker:
    """People and codes by one seed, and who may stand behind an organisation as a legal person."""

    def __init__(self) -> None:
        self.rng = random.Random(SEED)
        self.numbers = {first: itertools.count(int(f"{first}900000")) for first in "1789"}
        self.behind: list[Organisation] = []

    def people(self, size: int, role: str, sole: str = "JAH") -> list[Person]:
        return [
            Person(self.rng.choice(_FIRST), self.rng.choice(_LAST), personal_code(self.rng), role, sole)
            for _ in range(size)
        ]

    def some(self, least: int, role: str, sole: str = "JAH") -> list[Person]:
        return self.people(self.rng.randint(least, 4), role, sole)

    def legal(self, role: str, sole: str = "JAH") -> Person:
        other = self.rng.choice(self.behind)
        return Person("", other.name, other.code, role, sole)

    def code(self, form: str) -> str:
        first = "7" if form in _PUBLIC else "9" if form == "SA" else "8" if form in _ASSOCIATIONS else "1"
        return registry_code(next(self.numbers[first]))


_ASSOCIATIONS = _words("AMETÜ ERAK KÜ MPÜ MTÜ HÜ")


@dataclass(frozen=True)
class Rule:
    """How organisations of some forms are represented, while in a status."""

    name: str
    forms: tuple[str, ...]
    fill: Callable[[Organisation, Maker], None]
    status: str = "R"


def _who(*roles: str, sole: str = "JAH") -> Callable[[Organisation, Maker], None]:
    """One person in each of the roles."""

    def fill(made: Organisation, make: Maker) -> None:
        made.persons = [person for role in roles for person in make.people(1, role, sole)]

    return fill


def _legal(role: str) -> Callable[[Organisation, Maker], None]:
    def fill(made: Organisation, make: Maker) -> None:
        made.persons = [make.legal(role)]

    return fill


def _each_alone(made: Organisation, make: Maker) -> None:
    made.persons = make.some(2, "JUHL")


def _pairs(made: Organisation, make: Maker) -> None:
    made.persons = make.some(3, "JUHL", "EI")
    made.groups = [list(pair) for pair in itertools.combinations(made.persons, 2)]
    made.conditions = ["Ühingut esindavad kaks juhatuse liiget ühiselt."]


def _all_together(made: Organisation, make: Maker) -> None:
    made.persons = make.some(2, "JUHL", "EI")
    made.groups = [list(made.persons)]


def _only_text(made: Organisation, make: Maker) -> None:
    made.persons = make.some(2, "JUHL", "EI")
    made.conditions = ["Ühingut esindavad juhatuse esimees ja üks juhatuse liige ühiselt."]


def _sole_with_text(made: Organisation, make: Maker) -> None:
    made.persons = make.some(1, "JUHL")
    made.conditions = ["Kinnisasju võivad võõrandada kõik juhatuse liikmed ainult ühiselt."]


def _no_rule(made: Organisation, make: Maker) -> None:
    made.persons = make.some(2, "JUHL", "EI")


def _foreign(made: Organisation, make: Maker) -> None:
    number = f"{make.rng.randint(1, 28):02}0{make.rng.randint(1, 9)}38-0{make.rng.randint(1000, 9999)}"
    made.persons = [*make.people(1, "JUHL"), Person("Jānis", "Bērziņš", number, "JUHL", "JAH", "LVA")]


def _two_roles(made: Organisation, make: Maker) -> None:
    one = make.people(1, "JUHL")[0]
    made.persons = [Person(one.first, one.last, one.code, "PROK", "EI"), one]


def _crowd(made: Organisation, make: Maker) -> None:
    """A board beside everyone else a card may name: none of the others represents."""
    made.persons = [*make.some(1, "JUHL"), *make.people(1, "PROK", "EI")]
    for role in ("OSAN", "N", "A", "W", "KISIK", "MDKPI", "UOSAN", "AJUTPH"):
        made.persons += make.people(1, role, "EI")


def _agency(made: Organisation, make: Maker) -> None:
    made.persons = make.people(1, "ASES")
    made.persons.append(Person("", "Näidisministeerium", "70000272", "KOAS", "EI"))


def _procurators_together(made: Organisation, make: Maker) -> None:
    made.persons = make.people(2, "PROK", "EI")
    made.conditions = ["Prokuristid esindavad äriühingut ühiselt."]


def _nobody(made: Organisation, make: Maker) -> None:
    """An empty card."""


RULES: tuple[Rule, ...] = (
    Rule("one board member", _BOARD, _who("JUHL")),
    Rule("each board member alone", _BOARD, _each_alone),
    Rule("any two of the board, as groups", _BOARD, _pairs),
    Rule("the whole board, as one group", _BOARD, _all_together),
    Rule("together, only as text", _BOARD, _only_text),
    Rule("alone beside special conditions", _BOARD, _sole_with_text),
    Rule("nobody alone, no group, no text", _BOARD, _no_rule),
    Rule("a board member of another country", _BOARD, _foreign),
    Rule("a board beside those who do not represent", _BOARD, _crowd),
    Rule("nobody on the card", _PRIVATE, _nobody),
    Rule("a role that nobody knows", _PRIVATE, _who("XUUS")),
    Rule("one person in two roles", _COMPANIES, _two_roles),
    Rule("only member of the board, as of old", _OLD_BOARD, _who("JUHA")),
    Rule("chair of the board, as of old", _OLD_BOARD, _who("JUHE")),
    Rule("manager, as of old", _OLD_BOARD, _who("JUHJ")),
    Rule("a procurator alone", _PROCURATORS, _who("PROK")),
    Rule("procurators together, only as text", _PROCURATORS, _procurators_together),
    Rule("a trustee in a moratorium", _words("AS SCE SE TKR TÜH"), _who("MORAH")),
    Rule("a trustee of a special regime", _COMPANIES, _who("ERIH")),
    Rule("administrative board", ("SE",), _who("HNKL", "HNKL")),
    Rule("a general partner", _PARTNERS, _who("TOSAN")),
    Rule("a general partner that is an organisation", _PARTNERS, _legal("TOSAN")),
    Rule("a limited partner entitled to represent", ("UÜ",), _who("EUSOS2")),
    Rule("a limited partner that is an organisation", ("UÜ",), _legal("EUSOS2")),
    Rule("a limited partner, as of old", ("UÜ",), _who("EUSOS")),
    Rule("a person entitled to represent", _PARTNERS, _who("ESIS2")),
    Rule("a person entitled to represent, as of old", _PARTNERS, _who("ESIS")),
    Rule("the sole trader", ("FIE",), _who("FIE")),
    Rule("the sole trader, as of old", ("FIE",), _who("ETTEV")),
    Rule("head of the branch", _BRANCHES, _who("VFILJ")),
    Rule("an administrator that is an organisation", ("KÜ",), _legal("VALIT")),
    Rule("head of the agency", _PUBLIC, _agency),
    Rule("liquidator", (*_PRIVATE, *_PUBLIC), _who("LIKV", "JUHL"), "L"),
    Rule("a liquidator that is an organisation", _PRIVATE, _legal("LIKV"), "L"),
    Rule("liquidator from the board", _COMPANIES, _who("LIKVJ"), "L"),
    Rule("interim trustee as liquidator", _PRIVATE, _who("AJPH"), "L"),
    Rule("trustee in bankruptcy", _PRIVATE, _who("PANKR", "JUHL"), "N"),
    Rule("interim trustee in bankruptcy", _PRIVATE, _who("AJPH"), "N"),
    Rule("supervisory trustee", _PRIVATE, _who("JPNKR"), "N"),
    Rule("deleted", (*_PRIVATE, *_PUBLIC), _nobody, "K"),
)


@cache
def organisations() -> tuple[Organisation, ...]:
    """All of them, made once a process: who changes one takes a copy."""
    make = Maker()
    made: list[Organisation] = []
    for copy in range(COPIES):
        for rule in RULES:
            for form in rule.forms:
                one = Organisation(make.code(form), "", form, rule.status)
                rule.fill(one, make)
                one.name = _name(one, len(made), make.rng)
                made.append(one)
                if copy == 0 and form == "OÜ" and rule.name in _BEHIND:
                    make.behind.append(one)
    return tuple(made)


_BEHIND = {"one board member", "any two of the board, as groups", "each board member alone"}


def _name(one: Organisation, number: int, rng: random.Random) -> str:
    if one.form == "FIE" and one.persons and one.persons[0].first:
        return f"{one.persons[0].first} {one.persons[0].last} FIE"
    if one.form == "KÜ":
        return f"{rng.choice(_LAST)} tn {number + 1} KÜ"
    if one.form in _PUBLIC:
        return f"Näidisasutus {number + 1}"
    return f"{rng.choice(_WHAT)} {number + 1} {one.form}"


# ---- codes --------------------------------------------------------------------------------------


def registry_code(first_seven: int) -> str:
    return f"{first_seven}{_check(str(first_seven), (1, 2, 3, 4, 5, 6, 7), (3, 4, 5, 6, 7, 8, 9))}"


def personal_code(rng: random.Random) -> str:
    """Of somebody born 1801-1850, so that it can be nobody's who lives."""
    year, month, day = rng.randint(1801, 1850), rng.randint(1, 12), rng.randint(1, 28)
    first_ten = f"{rng.choice('12')}{year % 100:02}{month:02}{day:02}{rng.randint(0, 999):03}"
    return first_ten + str(_check(first_ten, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1), (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)))


def _check(digits: str, *weights: tuple[int, ...]) -> int:
    for row in weights:
        rest = sum(int(digit) * weight for digit, weight in zip(digits, row, strict=True)) % 11
        if rest < 10:
            return rest
    return 0
