"""./run manage recheck: how far the nightly questions came, and asking them now."""

import json
import time
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from contracts.actions import rechecks
from contracts.models import RepresentationChange
from registry.models import Check
from tests.contracts.conftest import Ground
from tests.contracts.nightly import many_in_force, night_falls, register_answers_all


def run(*args: str) -> dict[str, Any]:
    out = StringIO()
    call_command("recheck", "--json", *args, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_a_dry_run_says_whom_it_would_ask_and_asks_nobody(ground: Ground) -> None:
    many_in_force(ground, ["10000389", "10000395"])
    found = run("--dry-run")
    assert (found["clients"], found["due"], found["asked"]) == (2, 2, 0)
    assert not Check.objects.filter(purpose="recheck").exists()


def test_now_asks_at_any_hour_and_the_night_asks_nobody_twice(
    ground: Ground, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REGISTRY_URL = "http://127.0.0.1:9/"
    many_in_force(ground, ["10000389", "10000395"])
    night_falls(hour=13)
    monkeypatch.setattr(time, "sleep", lambda seconds: register_answers_all())
    found = run("--now")
    assert (found["asked"], found["due"], found["ended"], found["stopped_by"]) == (2, 0, True, "")
    assert not RepresentationChange.objects.exists()
    night_falls()
    rechecks.work()
    assert Check.objects.filter(purpose="recheck").count() == 2


def test_without_a_register_it_says_so(ground: Ground, settings: Any) -> None:
    settings.REGISTRY_URL = ""
    with pytest.raises(CommandError, match="REGISTRY_URL"):
        run("--now")
