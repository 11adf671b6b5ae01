"""check_representation as the command it is: a process of its own, its environment, its output and status."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from registry.models import Check
from registry.rules import SHIPPED
from tests.browser.conftest import test_database_url as database_url
from tests.simulators.business_register import PASSWORD, USERNAME, Running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KEYS = [
    "code", "name", "status", "form", "verdict", "groups", "persons", "conditions", "reasons", "source",
    "asked_at", "evidence_id",
]  # fmt: skip


class Command:
    """Runs the command against the test's database; `ask` gives its object and its status."""

    def __init__(self, settings: Any, folder: Path) -> None:
        self.root = settings.BASE_DIR
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
        self.environment = kept | {
            "DATABASE_URL": database_url(), "DATA_DIR": str(folder), "SECRET_KEY": settings.SECRET_KEY,
            "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS), "DEMO": "1",
        }  # fmt: skip

    def ask(self, *words: str, **environment: str) -> tuple[dict[str, Any], int]:
        done = subprocess.run(
            [sys.executable, "manage.py", "check_representation", *words, "--json"],
            env=self.environment | environment, cwd=self.root, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert PASSWORD not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        found = json.loads(done.stdout)
        assert list(found) == KEYS
        return found, done.returncode


@pytest.fixture
def command(settings: Any, tmp_path: Path) -> Command:
    return Command(settings, tmp_path)


@pytest.mark.parametrize("channel", ["direct", "xroad"])
def test_a_register_named_in_the_environment_is_asked_and_said_to_be_live(
    channel: str, command: Command, running_register: Running
) -> None:
    running_register.state.reset()
    url = running_register.url + ("cgi-bin/consumer_proxy" if channel == "xroad" else "")
    where = {"REGISTRY_URL": url, "REGISTRY_USERNAME": USERNAME, "REGISTRY_PASSWORD": PASSWORD}

    found, status = command.ask("10000018", "--channel", channel, **where)

    assert (found["verdict"], found["source"], status) == ("joint", "live", 0)
    assert found["groups"][0] == ["EE14007050024", "EE14201110044"]
    check = Check.objects.get(pk=found["evidence_id"])
    assert (check.channel, check.rule_version) == (channel, SHIPPED.version)
    assert check.asked_at == datetime.fromisoformat(found["asked_at"])

    one, status = command.ask("10000018", "--person", "EE24503120016", "--channel", channel, **where)
    assert (one["verdict"], one["groups"], one["persons"], status) == ("not_representative", [], [], 0)

    none, status = command.ask("10000053", "--channel", channel, **where)
    assert (none["verdict"], none["reasons"], none["evidence_id"], status) == (
        "unavailable", ["fault"], None, 3,
    )  # fmt: skip


@pytest.mark.parametrize("channel", ["direct", "xroad"])
def test_without_an_environment_the_simulator_is_started_and_said_to_be_a_sample(
    channel: str, command: Command
) -> None:
    found, status = command.ask("10000001", "--person", "EE24503120016", "--channel", channel)
    assert (found["verdict"], found["source"], status) == ("sole", "sample", 0)
    assert found["persons"] == [{"code": "EE24503120016", "name": "Mari Tamm", "role": "JUHL", "sole": True}]


def test_a_register_that_is_not_there_is_no_verdict(command: Command) -> None:
    found, status = command.ask("10000001", REGISTRY_URL="http://127.0.0.1:9/")
    assert (found["verdict"], found["reasons"], found["source"], status) == (
        "unavailable", ["unreachable"], "live", 3,
    )  # fmt: skip
