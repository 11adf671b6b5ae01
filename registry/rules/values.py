"""What the register said, what it means, and whether signers are enough: values only."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.enums import Reason, Verdict
from registry.roles import COUNTRIES

RULE_VERSION = "2026-11-22"

PASSING = frozenset({Verdict.SOLE, Verdict.JOINT, Verdict.SELF, Verdict.INDIRECT, Verdict.SOLE_PROCURATOR})


@dataclass(frozen=True)
class Person:
    """One row of the card: a person in a role. A person with two roles has two rows."""

    code: str
    country: str  # ISO alpha-3, as the register gives it
    first: str
    last: str
    role: str
    role_text: str = ""
    sole: bool | None = None  # None: the register said neither JAH nor EI

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()

    @property
    def legal(self) -> bool:
        """Legal persons sit in the same element, without a first name; who has a personal code is none."""
        return not self.first and not (self.country == "EST" and len(self.code) == 11)

    @property
    def registered(self) -> str:
        """The code by which our register can be asked about this legal person; empty for a foreign one.

        An empty country is taken for Estonia, as legal persons of the register are seen without one.
        """
        ours = self.legal and self.country in {"EST", ""} and len(self.code) == 8 and self.code.isdigit()
        return self.code if ours else ""

    @property
    def identity(self) -> str:
        """Country and code as in a certificate, "EE38001085718"; empty when it can match nobody."""
        country = COUNTRIES.get(self.country, "")
        return f"{country}{self.code}" if country and self.code and not self.legal else ""


@dataclass(frozen=True)
class Group:
    """Persons who represent only all together."""

    nr: int
    persons: tuple[Person, ...]


@dataclass(frozen=True)
class Answer:
    """What the register said about one organisation."""

    code: str
    name: str
    status: str
    form: str
    persons: tuple[Person, ...] = ()
    conditions: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    status_text: str = ""
    form_text: str = ""


@dataclass(frozen=True)
class Policy:
    """What the agency decided; the cautious choice is the default."""

    procurator_signs: bool = False


@dataclass(frozen=True)
class Judgement:
    """The verdict, and every set of signers that is enough by itself (`groups`)."""

    verdict: Verdict
    groups: tuple[frozenset[str], ...] = ()
    persons: tuple[Person, ...] = ()
    conditions: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    ask_next: tuple[str, ...] = ()  # registry codes of organisations that represent this one
    rule_version: str = field(default=RULE_VERSION)


@dataclass(frozen=True)
class Coverage:
    """Whether the signers are enough; `missing_options`: who else would make it so, fewest first."""

    ok: bool
    missing_options: tuple[frozenset[str], ...] = ()
    reason: Reason | None = None


def ordered(options: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Fewest signers first, then by code: the same answer always reads the same."""
    return tuple(sorted(options, key=lambda option: (len(option), sorted(option))))
