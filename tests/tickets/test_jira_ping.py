"""jira_ping: who answers, as whom we are known, and what still wants mending."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tickets.models import Escalation

pytestmark = pytest.mark.slow


def test_jira_ping_tells_what_there_is(followed: Escalation, capsys: Any) -> None:
    call_command("jira_ping", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["account"], found["problems"]) == (True, "csd-desk", [])
    assert [unit["key"] for unit in found["units"]] == ["permits", "subject", "it"]


def test_jira_ping_says_what_is_wrong(db: None, settings: Any, capsys: Any) -> None:
    settings.JIRA_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError):
        call_command("jira_ping", "--json")
    assert json.loads(capsys.readouterr().out)["ok"] is False
