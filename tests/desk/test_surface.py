"""What every answer tells the browser, and how files are sent."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.http import HttpResponse
from django.test import Client

from desk import env, patience, surface
from desk.broken import WithoutSecrets
from desk.secrets_check import readable_secrets
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/login/", "/nowhere/", "/k/nobody/", "/static/css/app.css", "/admin/", "/api/clients/"]
)
def test_every_answer_says_what_a_browser_may_do(path: str, as_administrator: Actor) -> None:
    for actor in (Client(), as_administrator):
        answer = actor.get(path)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert "camera=()" in answer["Permissions-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_an_error_of_ours_says_it_too(as_specialist: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.home.render", None)
    as_specialist.raise_request_exception = False
    answer = as_specialist.get("/")
    assert answer.status_code == 500
    assert "camera=()" in answer["Permissions-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
    assert "render" not in answer.content.decode() and "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "way", "saved"),
    [
        ("application/pdf", 'inline; filename="a.pdf"', False),
        ("image/png", "inline", False),
        ("image/png", "", False),
        ("text/html", 'inline; filename="a.html"', True),
        ("text/html", 'attachment; filename="a.html"', True),
        ("image/svg+xml", "inline", True),
        ("application/xhtml+xml", "", True),
        ("text/xml", 'inline; filename="a.xml"', True),
        ("application/octet-stream", "", True),
        ("text/csv", 'attachment; filename="a.csv"', True),
        ("text/html; charset=utf-8", "", False),
        ("application/json", "", False),
    ],
)
def test_what_is_no_page_is_saved_and_may_do_nothing(kind: str, way: str, saved: bool) -> None:
    response = HttpResponse(b"x", content_type=kind)
    if way:
        response["Content-Disposition"] = way
    surface.as_file(response)
    assert response.get("Content-Disposition", "").startswith("attachment") is saved
    assert (response.get("Content-Security-Policy") == surface.SANDBOX) is saved
    assert way.partition(";")[2] in response.get("Content-Disposition", way)


# Who may show a file in the browser, and what it is.
INLINE = {
    "registry/views/evidence.py": "the register's answer as plain text, in a sandbox",
    "contracts/views/evidence.py": "a scan by hand whose bytes are a picture or a PDF",
    "contracts/views/sitting.py": "a PDF of the container that will be signed",
    "contracts/views/publication.py": "a screenshot whose bytes are a picture",
    "contracts/views/packages.py": "our own PDF",
    "contracts/views/templates.py": "our own PDF",
    "stats/views/reports.py": "our own PDF",
}


def test_only_known_views_show_a_file() -> None:
    inline = set()
    for room in ("desk", "registry", "contracts", "tickets", "stats"):
        for file in (ours.BASE_DIR / room).rglob("*.py"):
            text = file.read_text()
            if "Content-Disposition" in text and re.search(r"""["'{ ]inline[;"']""", text):
                inline.add(str(file.relative_to(ours.BASE_DIR)))
    inline -= {"desk/surface.py"}
    assert inline <= set(INLINE)


def test_a_secret_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    file = tmp_path / "jira"
    file.write_text("  the-token\n")
    file.chmod(0o600)
    monkeypatch.setattr(env, "LOOSE", [])
    monkeypatch.delenv("JIRA_TOKEN", raising=False)
    monkeypatch.setenv("JIRA_TOKEN_FILE", str(file))
    assert env.text("JIRA_TOKEN", "") == "the-token" and not readable_secrets(None)
    file.chmod(0o644)
    assert env.text("JIRA_TOKEN", "") == "the-token"
    assert [warning.id for warning in readable_secrets(None)] == ["desk.W001"]
    monkeypatch.setenv("JIRA_TOKEN", "another")
    with pytest.raises(env.WrongSetting, match="keep one"):
        env.text("JIRA_TOKEN", "")
    monkeypatch.delenv("JIRA_TOKEN")
    monkeypatch.setenv("JIRA_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(env.WrongSetting, match="cannot be read"):
        env.text("JIRA_TOKEN", "")


def test_every_name_that_sounds_like_a_secret_may_lie_in_a_file() -> None:
    """But those that are addresses without a password, or names of files and days."""
    known = {"REGISTRY_KEY_FILE", "JIRA_TOKEN_EXPIRES"}
    sounds = {name for name in env.ASKED if re.search(r"KEY|TOKEN|SECRET|PASSWORD", name)} - known
    assert sounds <= env.SECRETS <= set(env.ASKED)


SHOWN_NOWHERE = "a-secret-that-nobody-may-see"


def test_no_page_for_developers_shows_a_secret(settings: Any) -> None:
    names = [name for name in env.SECRETS if hasattr(settings, name)]
    for name in names:
        setattr(settings, name, SHOWN_NOWHERE)
    settings.MAILBOX = {"password": SHOWN_NOWHERE, "host": "x"}
    shown = WithoutSecrets().get_safe_settings()
    assert SHOWN_NOWHERE not in str({name: shown.get(name) for name in (*names, "MAILBOX")})
    assert (
        "postgresql://" not in str(shown)
        and str(settings.DATABASES["default"].get("PASSWORD") or "***") in "***"
    )


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "desk.settings",
    "SECRET_KEY": "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6",
    "ENCRYPTION_KEYS": "1C6eSPYVBW8SIf-JW2L4a_ocOlhNFkzPxGZ1iLSVOh4=",
    "DATABASE_URL": "postgresql://abilaud:a-word@db.example/abilaud",
    "PUBLIC_URL": "https://abilaud.example",
    "ALLOWED_HOSTS": "abilaud.example",
    "BEHIND_PROXY": "1",
}


def test_a_production_is_clean_by_django_s_own_check() -> None:
    """Without a database: the check looks at the settings alone."""
    path = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ours.BASE_DIR, env=path | PRODUCTION, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_page_lets_the_database_work_for_a_while_and_no_longer() -> None:
    told = patience.limits("", 30)
    assert told == (
        "-c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000"
    )
    assert "lock_timeout=5000" in patience.limits("", 5)
    assert patience.limits("-c statement_timeout=9", 30).count("statement_timeout") == 1
    assert "statement_timeout=0" in patience.limits("", 0)


def test_django_s_own_error_pages_are_off_outside_development(settings: Any) -> None:
    settings.DEBUG = False
    page = Client().get("/nowhere/", headers={"Host": "evil.example"})
    assert page.status_code == 400 and b"ALLOWED_HOSTS" not in page.content


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
def test_nobody_is_sent_away_after_logging_in(away: str, as_specialist: Actor) -> None:
    for path in ("/login/", "/entry/begin/"):
        answer = as_specialist.get(path, {"next": away})
        assert "evil" not in answer.get("Location", "") and "javascript" not in answer.get("Location", "")
