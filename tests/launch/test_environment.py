"""What the launcher adds to the user's environment, and what it leaves to him."""

import stat
from pathlib import Path

import pytest

from launch import environment
from launch.desk import Desk


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environment, "LOCAL", tmp_path)
    return tmp_path


def test_keys_are_made_once_and_readable_by_nobody_else(local: Path) -> None:
    first = environment.made_secrets("demo")
    assert environment.made_secrets("demo") == first
    assert stat.S_IMODE((local / "demo.env").stat().st_mode) == 0o600
    assert len(first["SECRET_KEY"]) > 50


def test_a_token_that_an_older_version_did_not_make_is_added(local: Path) -> None:
    (local / "demo.env").write_text("SECRET_KEY=kept\n")
    made = environment.made_secrets("demo")
    assert made["SECRET_KEY"] == "kept"
    assert made["PORTAL_TOKEN"]


def test_a_token_that_a_simulator_would_take_for_an_option_is_made_anew(local: Path) -> None:
    (local / "demo.env").write_text("ENCRYPTION_KEYS=-kept\nJIRA_TOKEN=-option\n")
    made = environment.made_secrets("demo")
    assert made["ENCRYPTION_KEYS"] == "-kept"
    assert made["JIRA_TOKEN"].isalnum()


def test_the_keys_of_ones_own_database_hold_no_tokens_of_simulators(local: Path) -> None:
    assert set(environment.made_secrets("own")) == {"SECRET_KEY", "ENCRYPTION_KEYS", "BACKUP_KEY"}


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_one_server_of_his_own_is_enough_to_leave_demo_data_away(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for each in environment.OWN_SERVERS:
        monkeypatch.delenv(each, raising=False)
    assert not environment.has_own_servers()
    monkeypatch.setenv(name, "somewhere")
    assert environment.has_own_servers()


def test_a_desk_on_ones_own_servers_has_no_simulators(tmp_path: Path) -> None:
    desk = Desk(8000, {"DEMO": "0"}, simulated=False, logs=tmp_path)
    assert desk.simulator_urls() == {}
    assert desk.processes.environment["DEMO"] == "0"


def test_a_register_that_the_user_names_is_asked_with_his_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {"REGISTRY_URL": "ours", "REGISTRY_SAMPLE": "1", "JIRA_URL": "ours"}
    monkeypatch.delenv("REGISTRY_URL", raising=False)
    monkeypatch.delenv("JIRA_URL", raising=False)
    assert environment.unless_named(ours) == ours
    monkeypatch.setenv("REGISTRY_URL", "his")
    assert environment.unless_named(ours) == {"JIRA_URL": "ours"}


def test_time_stamps_that_the_user_names_are_asked_with_his_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {"TSA_URL": "ours", "OCSP_URL": "ours", "SIGNING_SAMPLE": "1", "TRUST_DIR": "ours"}
    monkeypatch.delenv("TSA_URL", raising=False)
    assert environment.unless_named(ours) == ours
    monkeypatch.setenv("TSA_URL", "his")
    assert environment.unless_named(ours) == {"TRUST_DIR": "ours"}


def test_tests_do_not_see_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIRA_URL", "https://jira.example")
    monkeypatch.setenv("PATH_OF_SOMETHING", "kept")
    seen = environment.without_settings()
    assert "JIRA_URL" not in seen
    assert seen["PATH_OF_SOMETHING"] == "kept"
