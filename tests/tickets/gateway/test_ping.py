"""jira_ping: what it says on a good day, and how it ends on a bad one."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from desk import clock, workdays
from desk.outbox import PermanentError
from tests.simulators import jira
from tickets import gateway, reference
from tickets.models import Unit
from tickets.queue import token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units(db: None) -> None:
    reference.seed_reference()


def asked(capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    """What the command prints, when it ends with this status."""
    if status:
        with pytest.raises(CommandError) as caught:
            call_command("jira_ping", "--json")
        assert caught.value.returncode == status
    else:
        call_command("jira_ping", "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["ok"] is (status == 0)
    return found


def test_on_a_good_day_all_is_told(level2: jira.State, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys)
    assert found["dialect"] == ("cloud" if level2.cloud else "datacenter")
    assert found["account"] == jira.SERVICE["accountId" if level2.cloud else "name"]
    assert (found["timezone"], found["problems"]) == ("UTC", [])
    assert found["version"]
    assert abs(found["skew_s"]) < 5
    keys = {unit["key"]: unit["missing_fields"] for unit in found["units"]}
    assert keys == {unit.code: [] for unit in Unit.objects.selectable()}


def test_what_is_wrong_is_named_unit_by_unit(
    level2: jira.State, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    level2.required.add("duedate")
    level2.clock_offset = timedelta(minutes=3)
    Unit.objects.filter(code="it").update(jira_project="NONE")
    found = asked(capsys, 1)
    missing = {unit["key"]: unit["missing_fields"] for unit in found["units"]}
    assert missing.pop("it") == ["project"]
    assert set(map(tuple, missing.values())) == {("duedate",)}
    said = " ".join(found["problems"])
    assert "unit it: no project NONE" in said
    assert "JIRA also wants duedate" in said
    assert "the clocks differ by 180" in said


def test_whom_jira_takes_for_nobody_hears_it(
    level2: jira.State, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.JIRA_TOKEN = "another"
    found = asked(capsys, 1)
    assert found["version"]
    assert (found["account"], found["units"]) == ("", [])
    assert "takes us for nobody" in found["problems"][0]
    with pytest.raises(PermanentError, match="credentials"):
        gateway.ping(clock.now())


def test_a_jira_that_is_away_is_another_status(
    level2: jira.State, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.JIRA_URL = "http://127.0.0.1:9"
    assert "unreachable" in asked(capsys, 2)["problems"][0]
    settings.JIRA_URL = ""
    assert "not_configured" in asked(capsys, 1)["problems"][0]


STEPS = [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, 0)]


@pytest.mark.parametrize(("days", "step"), STEPS)
def test_the_end_of_the_token_is_warned_of(settings: Any, days: int, step: int | None) -> None:
    today = workdays.today()
    settings.JIRA_TOKEN_EXPIRES = today + timedelta(days=days)
    assert (token.days_left(today), token.warning(today)) == (days, step)


def test_a_token_that_ends_soon_is_a_problem(
    level2: jira.State, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.JIRA_TOKEN_EXPIRES = None
    assert token.warning(workdays.today()) is None
    settings.JIRA_TOKEN_EXPIRES = workdays.today() + timedelta(days=6)
    assert "6 days" in asked(capsys, 1)["problems"][0]
    settings.JIRA_TOKEN_EXPIRES = workdays.today() - timedelta(days=1)
    assert "ended on" in asked(capsys, 1)["problems"][0]
