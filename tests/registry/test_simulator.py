"""The pretended register: every form, status, role and rule, and a true table of magic codes."""

import re
from pathlib import Path

import pytest
from lxml import etree
from stdnum.ee import ik, registrikood

from registry import gateway, roles
from registry.inquiry import inquire
from registry.rules import Policy
from tests.simulators.business_register import faults, generated, soap, world

HERE = Path(faults.__file__).parent
CONTRACT = Path(gateway.__file__).parents[1] / "contract"
EVERYONE = [*world.organisations().values(), *generated.organisations()]


def first_by(rule: str) -> world.Organisation:
    """The first generated organisation that is represented by this rule."""
    number = 0
    for each in generated.RULES:
        if each.name == rule:
            return generated.organisations()[number]
        number += len(each.forms)
    raise AssertionError(rule)


def test_it_holds_a_few_thousand_organisations_of_every_form_status_and_role() -> None:
    assert len(EVERYONE) > 3000
    assert {each.status for each in EVERYONE} == {"R", "L", "N", "K"}
    forms = {form for rule in roles.ROLES.values() for form in rule.forms or ()}
    assert forms <= {each.form for each in EVERYONE} <= set(world.FORMS)
    held = {person.role for each in EVERYONE for person in each.persons}
    assert set(roles.ROLES) | {"KOAS", "JPNKR", "AJUTPH"} <= held
    found = {(person.role, each.form) for each in EVERYONE for person in each.persons}
    assert {(rule.code, form) for rule in roles.ROLES.values() for form in rule.forms or ()} <= found


def test_every_code_is_right_and_of_nobody_alive() -> None:
    made = generated.organisations()
    assert len({each.code for each in EVERYONE}) == len(EVERYONE)
    for each in made:
        assert registrikood.is_valid(each.code) and each.code[1] == "9"
    for person in (person for each in made for person in each.persons):
        if person.first and person.country == "EST":
            assert ik.is_valid(person.code) and person.code[0] in "12" and "01" <= person.code[1:3] <= "50"


def test_the_same_organisations_are_made_at_every_start() -> None:
    before = generated.organisations()
    generated.organisations.cache_clear()
    assert generated.organisations() == before


def test_a_change_by_a_test_is_gone_after_the_reset(register: object) -> None:
    state = register.state  # type: ignore[attr-defined]
    code = generated.organisations()[0].code
    state.organisations[code] = world.Organisation(code, "Muudetud")
    state.reset()
    assert state.organisations[code] == generated.organisations()[0]


def test_every_answer_of_the_pretended_register_fits_the_contract() -> None:
    schema = etree.XMLSchema(etree.parse(CONTRACT / "esindus_v2.xsd"))
    question = soap.Question("esindus_v2", {}, etree.Element("keha"), None, b"")
    for each in EVERYONE:
        answer = etree.fromstring(soap.answer(question, soap.organisations([each], english=False)))
        body = answer.find(f"{{{soap.ENVELOPE}}}Body")
        assert body is not None
        schema.assertValid(body[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        ("one board member", "sole"),
        ("each board member alone", "sole"),
        ("any two of the board, as groups", "joint"),
        ("the whole board, as one group", "joint"),
        ("together, only as text", "joint_text"),
        ("alone beside special conditions", "joint_text"),
        ("nobody alone, no group, no text", "indeterminate"),
        ("a board beside those who do not represent", "sole"),
        ("a general partner", "sole"),
        ("a general partner that is an organisation", "indirect"),
        ("an administrator that is an organisation", "indirect"),
        ("the sole trader", "self"),
        ("head of the branch", "sole"),
        ("head of the agency", "sole"),
        ("a procurator alone", "sole_procurator"),
        ("liquidator", "sole"),
        ("liquidator from the board", "sole"),
        ("trustee in bankruptcy", "sole"),
        ("supervisory trustee", "indeterminate"),
        ("a role that nobody knows", "indeterminate"),
        ("nobody on the card", "indeterminate"),
        ("deleted", "org_deleted"),
    ],
)
def test_an_organisation_of_every_rule_is_judged_as_its_rule_says(
    xroad: gateway.Access, rule: str, verdict: str
) -> None:
    finding = inquire(xroad, first_by(rule).code, issue="test", policy=Policy())
    assert finding.judgement.verdict == verdict


def test_the_table_of_bad_days_says_what_the_code_does() -> None:
    """Every magic code stands in the README once, and the README names no code that does nothing."""
    page = (HERE / "README.md").read_text().partition("| code | organisation |")[2]
    named = re.findall(r"(?<!\d)10000\d{3}(?!\d)", page)
    known = {code for code in world.organisations() if code.startswith("10000")} | set(faults.MAGIC)
    assert set(named) - {"10000030"} == known
    assert "10000030" not in known  # stands there as the one that is not in the register
    assert len(named) == len(set(named))
