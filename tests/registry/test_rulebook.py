"""The rules as rows of the administrator: what is missing or broken gives nobody a right."""

import pytest

from registry import health, rulebook
from registry.enums import Reason, Verdict
from registry.models import RoleRule, StatusRule
from registry.reference import seed_reference
from registry.rules import RULE_VERSION, SHIPPED, Answer, Person, covers, judge

pytestmark = pytest.mark.django_db
MARI = "24503120016"


def puit(role: str = "JUHL", status: str = "R") -> Answer:
    return Answer(
        "10000001", "Tamme Puit OÜ", status, "OÜ", (Person(MARI, "EST", "Mari", "Tamm", role, sole=True),)
    )


def passes(answer: Answer) -> bool:
    return covers(judge(answer, rulebook=rulebook.current()), {f"EE{MARI}"}).ok


def test_a_new_desk_judges_by_the_rules_as_delivered() -> None:
    assert rulebook.current().version == SHIPPED.version
    assert SHIPPED.version.startswith(f"{RULE_VERSION}+")
    assert len(SHIPPED.version) <= 20
    assert passes(puit())


def test_without_any_rows_nobody_has_a_right_and_nobody_is_told_no() -> None:
    StatusRule.objects.all().delete()
    RoleRule.objects.all().delete()
    judgement = judge(puit(), rulebook=rulebook.current())
    assert (judgement.verdict, judgement.reasons) == (Verdict.INDETERMINATE, (Reason.UNKNOWN_STATUS,))
    assert not passes(puit())


def test_without_roles_nobody_has_a_right() -> None:
    RoleRule.objects.all().delete()
    judgement = judge(puit(), rulebook=rulebook.current())
    assert Reason.UNKNOWN_ROLE in judgement.reasons
    assert not passes(puit())


@pytest.mark.parametrize(
    "broken",
    [
        {"represents": False},
        {"source": " "},
        {"code": "JUHL "},
        {"statuses": []},
        {"statuses": ["X"]},
        {"statuses": ["K"]},
        {"forms": ["AS"]},
        {"forms": [""]},
        {"natural": False},
    ],
)
def test_a_row_that_cannot_be_relied_on_gives_no_right(broken: dict[str, object]) -> None:
    RoleRule.objects.filter(code="JUHL").update(**broken)
    assert not passes(puit())


@pytest.mark.parametrize("broken", [{"deleted": True}, {"source": ""}, {"code": "Q"}])
def test_a_status_that_cannot_be_relied_on_gives_no_right(broken: dict[str, object]) -> None:
    StatusRule.objects.filter(code="R").update(**broken)
    assert not passes(puit())


def test_the_seed_adds_what_is_missing_and_leaves_what_the_administrator_wrote() -> None:
    RoleRule.objects.filter(code="JUHL").update(represents=False, source="Jurist, 01.11.2026")
    RoleRule.objects.filter(code="PROK").delete()
    seed_reference()
    assert not RoleRule.objects.get(code="JUHL").represents
    assert RoleRule.objects.get(code="PROK").procurator
    assert RoleRule.objects.get(code="PROK").history.count() == 1


def test_every_row_says_where_it_comes_from() -> None:
    assert not RoleRule.objects.filter(source="").exists()
    assert not StatusRule.objects.filter(source="").exists()


def test_doctor_tells_of_a_desk_without_rules() -> None:
    said = {part: (state, detail) for part, state, detail in health.parts()}
    assert said["register rules"] == ("ok", f"{SHIPPED.version}, {len(SHIPPED.roles)} roles represent")
    RoleRule.objects.update(represents=False)
    assert {part: state for part, state, _ in health.parts()}["register rules"] == "failed"
