"""A wrong setting of the register stops the start and says how to mend it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from desk import env

pytestmark = pytest.mark.slow


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, as a server that serves real people does."""
    key = settings.ENCRYPTION_KEYS[0]
    known = {"PATH": os.environ["PATH"], "SECRET_KEY": "x", "ENCRYPTION_KEYS": key}
    command = [sys.executable, "-c", "import desk.settings"]
    return subprocess.run(
        command, env=known | environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )


XROAD = {"REGISTRY_XROAD_CLIENT": "EE/GOV/70008658/abilaud", "REGISTRY_XROAD_USER": "EE14101010079"}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PAASUKE_URL": "https://ss.example/r1"}, "needs REGISTRY_XROAD_CLIENT and REGISTRY_XROAD_USER too"),
        ({"REGISTRY_CHANGE_FEED": "1"}, "setting REGISTRY_CHANGE_FEED: needs REGISTRY_URL too"),
        ({"REGISTRY_URL": "https://ss.example", "REGISTRY_CHANNEL": "xroad"}, "needs REGISTRY_XROAD_CLIENT"),
        ({"REGISTRY_NAMES_URL": "http://127.0.0.1/x"}, "must be an address that starts with https://"),
    ],
)
def test_the_start_stops_with_a_word_on_how_to_mend_it(environment: dict[str, str], said: str) -> None:
    done = start(**environment)
    assert done.returncode == 1
    assert said in done.stderr


def test_everything_on_starts() -> None:
    on = {
        "REGISTRY_URL": "https://ss.example",
        "REGISTRY_CHANNEL": "xroad",
        "REGISTRY_CHANGE_FEED": "1",
        "REGISTRY_NAMES_URL": "https://ariregister.example/est/api/autocomplete",
        "PAASUKE_URL": "https://ss.example/r1/EE/GOV/70006317/volitused/oraakel/",
    }
    assert start(**on | XROAD).returncode == 0


@pytest.mark.parametrize(
    "url", ["ftp://x.example", "x.example/a", "https://", "https://a:b@x.example", "https://x.example/?q=1"]
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SOME_URL", url)
    with pytest.raises(env.WrongSetting):
        env.web("SOME_URL", demo=True)
    env.ASKED.pop("SOME_URL")


def test_without_encryption_only_a_demo_speaks_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_URL", "http://127.0.0.1:8090/r1/")
    assert env.web("SOME_URL", demo=True) == "http://127.0.0.1:8090/r1"
    with pytest.raises(env.WrongSetting):
        env.web("SOME_URL", demo=False)
    env.ASKED.pop("SOME_URL")


@pytest.mark.parametrize("value", ["EE/GOV/70008658", "EE/GOV//abilaud", "abilaud"])
def test_a_subsystem_has_four_parts(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOME_CLIENT", value)
    with pytest.raises(env.WrongSetting):
        env.subsystem("SOME_CLIENT")
    env.ASKED.pop("SOME_CLIENT")
