"""Cards of the register for the tests of the rules: few words for what a test is about."""

from dataclasses import replace

from hypothesis import strategies as st

from registry.roles import OTHER_ROLES, ROLES
from registry.rules import Answer, Group, Person, Policy

# Published test identities and people born 1838-1847.
CODES = ["24503120016", "14007050024", "23809230033", "14201110044", "24708300056"]
SIGNERS = [f"EE{code}" for code in CODES]
MARI, JAAN, LIIS, PEETER, ANNA = SIGNERS
STRANGER = "14303030098"
FORMS = ["OÜ", "AS", "TÜ", "FIE", "KÜ", "MTÜ", "KOVAS", "UÜ"]
TEXTS = ["Esindavad ühiselt.", "Juhatuse liige esindab üksinda.", "?"]
PARTNER = "10000018"


def person(code: str, role: str = "JUHL", sole: bool | None = True, first: str = "Mari") -> Person:
    """`code`: an identity of SIGNERS, or a bare code."""
    return Person(code.removeprefix("EE"), "EST", first, "Tamm", role, sole=sole)


def legal(role: str = "TOSAN", sole: bool | None = True, code: str = PARTNER, country: str = "EST") -> Person:
    return Person(code, country, "", "Kaasiku Kaevandus AS", role, sole=sole)


def card(
    *persons: Person, form: str = "OÜ", status: str = "R", conditions: tuple[str, ...] = (),
    groups: tuple[tuple[Person, ...], ...] = (),
) -> Answer:  # fmt: skip
    numbered = tuple(Group(number, members) for number, members in enumerate(groups, 1))
    return Answer("10000001", "Tamme Puit OÜ", status, form, persons, conditions, numbered)


# ---- anything the register could say ----------------------------------------------------------------


@st.composite
def people(draw: st.DrawFn) -> Person:
    return Person(
        code=draw(st.sampled_from([*CODES, *CODES, "", PARTNER])),
        country=draw(st.sampled_from(["EST", "EST", "EST", "LVA", "", "XXX"])),
        first=draw(st.sampled_from(["Mari", "Mari", "Mari", ""])),
        last="Tamm",
        role=draw(st.sampled_from(["JUHL", "JUHL", *ROLES, *OTHER_ROLES, "XUUS", ""])),
        sole=draw(st.sampled_from([True, False, False, None])),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    persons = tuple(draw(st.lists(people(), max_size=5)))
    groups = draw(st.lists(st.lists(st.sampled_from(persons), max_size=3), max_size=4)) if persons else []
    return replace(
        card(*persons, groups=tuple(map(tuple, groups))),
        status=draw(st.sampled_from(["R", "R", "R", "L", "N", "K", "X"])),
        form=draw(st.sampled_from(FORMS)),
        conditions=tuple(draw(st.lists(st.sampled_from(TEXTS), max_size=2))),
    )


policies = st.builds(Policy, procurator_signs=st.booleans())
signers = st.frozensets(st.sampled_from(SIGNERS))
