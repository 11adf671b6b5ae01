"""What an operator copies: units of systemd and the proxy's settings, by their form; neither runs here."""

import configparser
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from launch.place import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
NGINX = (DEPLOY / "nginx.conf").read_text()
BOOK = (PROJECT / "docs" / "operations.md").read_text()
KNOWN = {
    "Unit": {"Description", "After", "Wants", "PartOf"},
    "Service": {
        "Type", "User", "Group", "WorkingDirectory", "EnvironmentFile", "ExecStart", "Restart", "RestartSec",
        "TimeoutStopSec", "KillMode", "MemoryMax", "NoNewPrivileges", "PrivateTmp", "ProtectSystem",
        "ProtectHome", "ReadWritePaths", "ProtectKernelTunables", "ProtectControlGroups",
        "RestrictAddressFamilies", "RestrictSUIDSGID", "LockPersonality", "Nice", "IOSchedulingClass",
    },
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent"},
    "Install": {"WantedBy"},
}  # fmt: skip


def unit(path: Path) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=True)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(path.read_text())
    return parsed


def services() -> list[Path]:
    return [path for path in UNITS if path.suffix == ".service"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_has_only_what_systemd_knows(path: Path) -> None:
    for name, section in unit(path).items():
        if name != "DEFAULT":
            assert set(section) <= KNOWN[name], f"{path.name} [{name}]"


@pytest.mark.parametrize("path", services(), ids=lambda path: path.name)
def test_what_a_unit_starts_is_there(path: Path) -> None:
    service = unit(path)["Service"]
    program, *arguments = shlex.split(service["ExecStart"])
    assert (service["User"], service["EnvironmentFile"]) == ("abilaud", "/etc/abilaud/env")
    name = Path(program).name
    assert program == f"/opt/abilaud/.venv/bin/{name}"
    if name == "python":
        assert arguments[0] == "manage.py"
        command = load_command_class(get_commands()[arguments[1]], arguments[1])
        command.create_parser("manage.py", arguments[1]).parse_args(arguments[2:])
    else:
        assert name in {"uvicorn", "celery"}
        assert "desk.asgi:application" in arguments or arguments[:2] == ["-A", "desk"]
    assert service["NoNewPrivileges"] == "true" and service["ProtectSystem"] == "strict"


def test_every_timer_has_its_service_and_the_target_wants_it() -> None:
    names = {path.name for path in UNITS}
    wanted = set(unit(DEPLOY / "systemd" / "abilaud.target")["Unit"]["Wants"].split())
    timers = {name for name in names if name.endswith(".timer")}
    assert timers <= wanted
    assert {name.replace(".timer", ".service") for name in timers} <= names
    assert {each for each in wanted if "@" not in each} <= names


def test_the_tasks_time_limit_fits_into_the_time_to_stop() -> None:
    from django.conf import settings

    stop = int(unit(DEPLOY / "systemd" / "abilaud-worker@.service")["Service"]["TimeoutStopSec"])
    assert stop > settings.CELERY_TASK_TIME_LIMIT


def test_the_proxy_is_whole_and_keeps_secrets_out_of_its_log() -> None:
    without = re.sub(r"#.*", "", NGINX)
    assert without.count("{") == without.count("}")
    for line in without.splitlines():
        assert not line.strip() or line.strip()[-1] in "{};'", line
    (form,) = re.findall(r"log_format abilaud '([^']*)'", NGINX)
    assert not re.search(r"\$(request|request_uri|uri|args|http_referer|http_cookie)\b", form)
    assert "proxy_buffering off" in NGINX.split("location = /live/")[1].split("}")[0]
    assert "return 404" in NGINX.split("location = /metrics")[1].split("}")[0]


def test_the_proxy_takes_what_the_desk_takes() -> None:
    from django.conf import settings

    (size,) = re.findall(r"client_max_body_size (\d+)m", NGINX)
    assert int(size) * 2**20 >= settings.PAPER_MAX_BYTES
    assert f"max_size {size}MB" in (DEPLOY / "Caddyfile").read_text()


def test_the_book_names_every_file_here() -> None:
    for path in [*UNITS, DEPLOY / "nginx.conf", DEPLOY / "Caddyfile"]:
        stem = path.name.partition("@")[0].partition(".")[0]
        assert stem in BOOK, f"docs/operations.md does not name {path.name}"
