"""docs/telephony.md is true: its commands run as they stand, its answers have that shape, its XML is XML."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from desk.calls import api, wire
from desk.calls.enums import EventKind
from desk.calls.models import Call, Line
from desk.people.models import User
from launch.place import PROJECT
from tests.calls.conftest import TOKEN
from tests.calls.serving import served

TEXT = (PROJECT / "docs" / "telephony.md").read_text()
KEY = "a-key-of-the-tests"
# Each shell example, and the answers that the document shows after it.
EXAMPLES = re.findall(r"```sh\n(.*?)```\n\n```json\n(.*?)```", TEXT, re.S)

needs_curl = pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="no curl here")


def answers(output: str) -> list[Any]:
    """What curl printed, one JSON object after another."""
    found, reader = [], json.JSONDecoder()
    while output := output.lstrip():
        value, end = reader.raw_decode(output)
        found.append(value)
        output = output[end:]
    return found


def told(answer: Any) -> Any:
    """The answer without the numbers that no document can know."""
    return {name: "a number" if name == "call" else value for name, value in answer.items()}


@needs_curl
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_curl_examples_work_as_they_stand(
    number: int, line: Line, available: Callable[..., User], tmp_path: Path
) -> None:
    script, shown = EXAMPLES[number]
    available("101")
    available("104")
    key = KEY if "TELEPHONY_HMAC_KEY" in script else ""
    with served(tmp_path / "said.log", "--no-access-log", TELEPHONY_HMAC_KEY=key) as url:
        environment = os.environ | {"DOOR": f"{url}/api/telephony/{TOKEN}", "TELEPHONY_HMAC_KEY": key}
        done = subprocess.run(
            ["sh", "-eu"],
            input=script,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    assert [told(answer) for answer in answers(done.stdout)] == [told(answer) for answer in json.loads(shown)]


def test_there_are_examples_of_every_event() -> None:
    assert len(EXAMPLES) == 2
    for kind in api.ACTIONS:
        assert f'"event":"{kind}"' in TEXT or f"event={kind}" in TEXT
    assert set(api.ACTIONS) == set(EventKind) - {EventKind.REPORT}


def test_every_type_of_report_is_named() -> None:
    for word in wire.CALL_TYPES:
        assert f"`{word.capitalize()}`" in TEXT


def test_the_document_shows_a_match_as_it_is(line: Line) -> None:
    from desk.clients.enums import ContactKind
    from desk.clients.models import ContactPoint, Person

    kadri = Person.objects.create(first_name="Kadri", last_name="Lepp")
    ContactPoint.objects.create(person=kadri, kind=ContactKind.PHONE, value="+37255500004")
    shown = json.loads(re.findall(r"```json\n(\{\"matches\".*?)```", TEXT, re.S)[0])
    found = Client().get(f"/api/telephony/{TOKEN}/lookup?number=%2B37255500004").json()
    assert list(found["matches"][0]) == list(shown["matches"][0])


def test_the_3cx_template_is_xml_that_maps_what_the_lookup_answers(line: Line) -> None:
    (template,) = re.findall(r"```xml\n(.*?)```", TEXT, re.S)
    crm = ElementTree.fromstring(template.strip())
    assert crm.tag == "Crm"
    assert {scenario.get("Id") for scenario in crm.iter("Scenario")} == {"", "ReportCall"}
    named = {variable.get("Name") for variable in crm.iter("Variable")}
    used = {
        name for output in crm.iter("Output") for name in re.findall(r"\[(\w+)\]", output.get("Value", ""))
    }
    assert used <= named
    match = json.loads(re.findall(r"```json\n(\{\"matches\".*?)```", TEXT, re.S)[0])["matches"][0]
    assert {str(variable.get("Path")).removeprefix("matches.") for variable in crm.iter("Variable")} <= set(
        match
    )


def test_what_3cx_posts_by_the_template_is_a_report(line: Line, available: Callable[..., User]) -> None:
    available("101")
    (template,) = re.findall(r"```xml\n(.*?)```", TEXT, re.S)
    values = ElementTree.fromstring(template.strip()).iter("Value")
    said = {
        "[CallType]": "Inbound", "[Number]": "37255500001", "[Agent]": "101", "[Duration]": "00:03:10",
        '[[CallStartTimeUTC].ToString("yyyy-MM-ddTHH:mm:ssZ")]': "2026-03-05T08:00:00Z",
    }  # fmt: skip
    body = {str(value.get("Key")): said[str(value.text)] for value in values}
    answer = Client().post(f"/api/telephony/{TOKEN}/report/", body, content_type="application/json")
    assert answer.json() == {"call": Call.objects.get().pk, "new": True}
    assert Call.objects.get().number == "+37255500001"


def test_the_dial_plan_asks_and_tells_at_the_doors_own_addresses() -> None:
    (plan,) = re.findall(r"```ini\n(.*?)```", TEXT, re.S)
    assert set(re.findall(r"\$\{DOOR\}/(\w+/)", plan)) == {"events/"}
    assert set(re.findall(r"event=(\w+)", plan)) == {"newCall", "answer", "hangup"}
    for text in plan.splitlines():
        assert text.count("(") == text.count(")"), text
        assert text.count("{") == text.count("}"), text
