"""check_representation: the promised JSON and exit status."""

import json
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.models import Check
from tests.simulators import business_register
from tests.simulators.business_register import Running

pytestmark = pytest.mark.django_db

KEYS = {
    "code", "name", "status", "form", "verdict", "groups", "persons", "conditions", "reasons", "source",
    "asked_at", "evidence_id",
}  # fmt: skip


def run(*words: str) -> tuple[dict[str, Any], int]:
    out, status = StringIO(), 0
    try:
        call_command("check_representation", *words, "--json", stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    found = json.loads(out.getvalue())
    assert set(found) == KEYS
    return found, status


def test_groups_persons_and_conditions_of_a_joint_right(register: Running) -> None:
    found, status = run("10000018")

    assert status == 0
    assert (found["name"], found["status"], found["form"]) == ("Kaasiku Kaevandus AS", "R", "AS")
    assert found["verdict"] == "joint"
    assert found["groups"] == [
        ["EE14007050024", "EE14201110044"],
        ["EE14007050024", "EE23809230033"],
        ["EE14201110044", "EE23809230033"],
    ]  # fmt: skip
    assert found["persons"][0] == {
        "code": "EE14007050024", "name": "Jaan Kask", "role": "JUHL", "sole": False,
    }  # fmt: skip
    assert found["conditions"] == ["Aktsiaseltsi võivad esindada kaks (2) juhatuse liiget ühiselt."]
    assert found["source"] == "sample"
    assert datetime.fromisoformat(found["asked_at"]).tzinfo


def test_the_answer_is_kept_as_evidence(register: Running) -> None:
    found, _ = run("10000001")
    check = Check.objects.get(pk=found["evidence_id"])
    assert check.verdict == "sole"
    assert check.exchanges.count() == 1


@pytest.mark.parametrize(
    ("person", "verdict"), [("EE24503120016", "sole"), ("EE14007050024", "not_representative")]
)
def test_one_person_can_be_asked_about(person: str, verdict: str, register: Running) -> None:
    found, status = run("10000001", "--person", person)
    assert (found["verdict"], status) == (verdict, 0)


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("10000030", "org_not_found"), ("10000047", "org_deleted"), ("10000024", "joint_text")],
)
def test_a_verdict_is_no_failure(code: str, verdict: str, register: Running) -> None:
    found, status = run(code)
    assert (found["verdict"], status) == (verdict, 0)


@pytest.mark.parametrize(
    ("code", "reason"), [("10000053", "fault"), ("10000099", "credentials"), ("abc", "input")]
)
def test_an_outage_is_the_same_object_with_status_3(code: str, reason: str, register: Running) -> None:
    found, status = run(code)
    assert (found["verdict"], found["reasons"], found["evidence_id"], status) == (
        "unavailable",
        [reason],
        None,
        3,
    )


def test_xroad_can_be_chosen(register: Running) -> None:
    found, _ = run("10000001", "--channel", "xroad")
    assert Check.objects.get(pk=found["evidence_id"]).channel == "xroad"
    assert found["verdict"] == "sole"


def test_without_a_register_a_pretended_one_is_started_and_said_to_be_a_sample(settings: Any) -> None:
    settings.REGISTRY_URL = ""
    found, status = run("10000001")
    assert (found["verdict"], found["source"], status) == ("sole", "sample", 0)


def test_where_no_demo_is_allowed_no_register_is_pretended(settings: Any) -> None:
    settings.REGISTRY_URL, settings.DEMO = "", False
    found, status = run("10000001")
    assert (found["verdict"], found["reasons"], status) == ("unavailable", ["not_set_up"], 3)


def test_a_real_register_is_said_to_be_live(register: Running, settings: Any) -> None:
    settings.REGISTRY_SAMPLE = False
    settings.REGISTRY_PASSWORD = business_register.PASSWORD
    found, _ = run("10000001")
    assert found["source"] == "live"


def test_a_person_needs_a_country() -> None:
    with pytest.raises(CommandError):
        call_command("check_representation", "10000001", "--person", "24503120016")


def test_without_json_one_line_is_read_out(register: Running) -> None:
    out = StringIO()
    call_command("check_representation", "10000001", stdout=out)
    assert "Tamme Puit OÜ" in out.getvalue()
    assert "Mari Tamm" in out.getvalue()
