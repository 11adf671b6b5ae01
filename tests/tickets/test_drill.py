"""The drill itself: a small one holds in both dialects, counts what is wrong, and touches no real data."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.simulators import jira
from tickets.following import reading
from tickets.gateway import wire
from tickets.management import drill
from tickets.models import Escalation

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

NAMES = ["tickets", "changed", "requests", "seconds", "missed_updates", "duplicates"]


@pytest.fixture(params=["datacenter", "cloud"])
def simulator(request: pytest.FixtureRequest) -> Iterator[drill.Simulator]:
    running = jira.start(drill.TOKEN, cloud=request.param == "cloud", email=drill.EMAIL)
    found = drill.Simulator(running.url)
    with drill.pointing_at(found, cloud=running.state.cloud):
        yield found
    running.stop()
    wire._connect.cache_clear()


def test_after_a_day_without_jira_nothing_is_missed_or_doubled(simulator: drill.Simulator) -> None:
    result = drill.play(simulator, 200)
    assert list(result.as_dict()) == NAMES
    assert (result.tickets, result.missed_updates, result.duplicates) == (200, 0, 0)
    assert result.changed >= 10
    assert result.requests <= 200 / 50 + result.changed + 60
    assert result.held


def test_the_drill_sees_what_is_missed(simulator: drill.Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_is_behind", lambda issue, updated: False)
    result = drill.play(simulator, 40)
    assert result.missed_updates >= 4
    assert not result.held


def test_a_desk_with_a_live_jira_is_refused(settings: Any) -> None:
    settings.JIRA_URL, settings.JIRA_SAMPLE = "https://jira.example", False
    with pytest.raises(CommandError, match="live"):
        call_command("jira_drill", "--tickets=40", stdout=StringIO())
    assert not Escalation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_plays_in_a_database_of_its_own() -> None:
    out = StringIO()
    call_command("jira_drill", "--tickets=40", "--dialect=cloud", "--json", stdout=out, stderr=StringIO())
    assert list(json.loads(out.getvalue())) == NAMES
    assert not Escalation.objects.exists()
