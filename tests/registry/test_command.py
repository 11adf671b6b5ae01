"""check_representation: the promised JSON and exit status."""

import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from desk import clock, workdays
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.people.models import User
from desk.records import blobs
from registry.models import Check, DailyUse, Line, Proof, Reading, RoleRule
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


def test_an_answer_about_one_person_is_not_his_organisations(register: Running) -> None:
    client = Client.objects.create(
        kind=Kind.ORGANISATION, name="Kaasiku Kaevandus AS", registry_code="10000018"
    )
    found, _ = run("10000018", "--person", "EE14007050024")
    assert (found["verdict"], found["groups"]) == (
        "joint",
        [["EE14007050024", "EE14201110044"], ["EE14007050024", "EE23809230033"]],
    )
    assert {row["name"] for row in found["persons"]} == {"Jaan Kask", "Liis Saar", "Peeter Mägi"}
    assert not Check.objects.for_client(client.pk).exists()

    run("10000018")
    assert Check.objects.for_client(client.pk).get().verdict == "joint"


def test_every_request_is_counted(register: Running) -> None:
    run("10000389")
    assert DailyUse.objects.get(channel="direct").requests == 2


def test_a_line_that_was_stopped_does_not_keep_a_person_from_looking_why(register: Running) -> None:
    Line.objects.create(channel="direct", state="stopped", since=clock.now(), reason="credentials")
    found, status = run("10000001")
    assert (found["verdict"], status) == ("sole", 0)


def test_a_budget_that_is_used_up_is_an_outage(register: Running, settings: Any) -> None:
    settings.REGISTRY_DAILY_BUDGET = 0
    found, status = run("10000001")
    assert (found["verdict"], found["reasons"], status) == ("unavailable", ["budget"], 3)


def test_it_judges_by_the_administrators_rules(register: Running) -> None:
    RoleRule.objects.filter(code="JUHL").update(represents=False)
    found, status = run("10000001")
    assert (found["verdict"], found["reasons"], status) == ("indeterminate", ["NOBODY_ENTITLED"], 0)


def test_what_a_person_read_of_the_card_is_said(register: Running, someone: Callable[..., User]) -> None:
    client = Client.objects.create(kind=Kind.ORGANISATION, name="Soo Turvas OÜ", registry_code="10000024")
    first, _ = run("10000024")
    assert (first["verdict"], first["groups"], first["reasons"]) == ("joint_text", [], ["TEXT_ONLY"])
    both = sorted(row["code"] for row in first["persons"])
    Reading.objects.create(
        client=client, card_hash=Check.objects.get(pk=first["evidence_id"]).card_hash, groups=[both],
        check_row_id=first["evidence_id"], reason="Mõlemad koos.", state="in_force",
        by=someone("spetsialist"), made_at=clock.now(),
    )  # fmt: skip
    second, _ = run("10000024")
    assert (second["verdict"], second["groups"]) == ("joint_text", [both])
    assert second["reasons"] == ["TEXT_ONLY", "READ_BY_PERSON"]


def test_standing_proof_answers_for_a_body_that_the_register_does_not_know(
    register: Running, someone: Callable[..., User]
) -> None:
    client = Client.objects.create(kind=Kind.ORGANISATION, name="Näidiskogu", registry_code="10000030")
    assert run("10000030")[0]["verdict"] == "org_not_found"
    proof = Proof.objects.create(
        kind="standing", client=client, basis="law", basis_text="Seadus", reason="Ei ole registris",
        valid_from=workdays.today(), file=blobs.store(b"%PDF-1.7", "application/pdf", "proof"),
        file_name="seadus.pdf", by=someone("spetsialist"), made_at=clock.now(),
    )  # fmt: skip
    proof.persons.create(country="EE", code="24503120016", first="Mari", last="Tamm", role="esimees")
    Proof.objects.filter(pk=proof.pk).update(state="in_force")

    found, status = run("10000030")
    assert (found["verdict"], found["source"], found["name"], status) == (
        "standing_proof", "manual", "Näidiskogu", 0,
    )  # fmt: skip
    assert found["groups"] == [["EE24503120016"]]
    assert Check.objects.get(pk=found["evidence_id"]).proof == proof
    assert run("10000030", "--person", "EE24503120016")[0]["verdict"] == "standing_proof"
    assert run("10000030", "--person", "EE14007050024")[0]["verdict"] == "not_representative"


def test_a_person_needs_a_country() -> None:
    with pytest.raises(CommandError):
        call_command("check_representation", "10000001", "--person", "24503120016")


def test_without_json_one_line_is_read_out(register: Running) -> None:
    out = StringIO()
    call_command("check_representation", "10000001", stdout=out)
    assert "Tamme Puit OÜ" in out.getvalue()
    assert "Mari Tamm" in out.getvalue()
