"""Trying what was put back with the desk itself, on a copy of it.

Pages that are looked at leave marks, and what was put back must stay as it was backed up.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from django.conf import settings

from desk.operations.restoring.place import NotThere, Place, create, drop, url_of
from desk.operations.restoring.proving import Proof

Say = Callable[[str], None]
_PATIENCE = 60  # seconds until the desk must be up
# Other systems, none of which a trial may reach.
_OUTSIDE = (
    *("REGISTRY_URL", "REGISTRY_NAMES_URL", "REGISTRY_CHANGE_FEED", "PAASUKE_URL", "JIRA_URL", "PORTAL_URL"),
    *("MAILBOX_URL", "SIVA_URL", "TSA_URL", "OCSP_URL", "CLIENT_OIDC_ISSUER", "TARA_ISSUER", "GOVSSO_ISSUER"),
    *("CLAMAV_URL", "EMAIL_URL"),
)
_SAMPLES = ("REGISTRY", "JIRA", "PORTAL", "MAILBOX", "SIVA", "SIGNING")
_MIGRATING = 6 * 3600  # seconds; two years of rows may be rewritten


def try_out(place: Place, manifest: dict[str, Any], older: list[str], say: Say) -> Iterator[Proof]:
    """Migrations (`older`: those to come), the chain of the log, and a desk that is asked for its pages."""
    copy = f"{place.database}_trial"
    drop(copy)
    try:
        create(copy, place.database)
    except NotThere as trouble:
        yield Proof("trial", False, f"not tried: {trouble}")
        return
    try:
        env = environment(copy, place)
        if older:
            say(f"migrating the copy: {len(older)} migrations")
            yield _done(
                "migrations", _manage(["migrate", "--no-input", "-v", "0"], env), f"{len(older)} applied"
            )
        say("reading the access log's chain")
        heads = ["--head", manifest["log_head"]] if manifest["log_head"] else []
        yield _chain(_manage(["verify_log", "--json", *heads], env))
        say("starting the desk on the copy")
        yield _desk(env)
    finally:
        drop(copy)


def environment(database: str, place: Place) -> dict[str, str]:
    """The settings of a desk on this database and folder, which speaks to nobody outside."""
    own = {
        "SECRET_KEY": settings.SECRET_KEY,
        "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
        "DATABASE_URL": url_of(database),
        "ACCESS_LOG_DATABASE_URL": "",
        "DATA_DIR": str(place.data),
        "REDIS_URL": settings.REDIS_URL,
        "CELERY_BROKER_URL": "memory://",
        "DEMO": "1" if settings.DEMO else "0",
        "PUBLIC_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "CLIENT_PAGE_HOST": "",
        "BEHIND_PROXY": "0",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "desk.settings",
    }
    own |= dict.fromkeys(_OUTSIDE, "") | {f"{name}_SAMPLE": "0" for name in _SAMPLES}
    # What is given as it is must not come from a file as well (desk.env).
    files = {f"{name}_FILE" for name in own}
    return {name: value for name, value in os.environ.items() if name not in files} | own


def _manage(arguments: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    return _run(command, env)


def inside(arguments: list[str], env: dict[str, str], told: str = "") -> subprocess.CompletedProcess[str]:
    """desk.operations.restoring.inside in a process of its own, with this environment."""
    command = [sys.executable, "-m", "desk.operations.restoring.inside", *arguments]
    return _run(command, env, told)


def _run(command: list[str], env: dict[str, str], told: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        command, env=env, check=False, capture_output=True, text=True, timeout=_MIGRATING,
        cwd=settings.BASE_DIR, input=told,
    )  # fmt: skip


def _done(part: str, done: subprocess.CompletedProcess[str], detail: str) -> Proof:
    if done.returncode:
        return Proof(part, False, words(done))
    return Proof(part, True, detail)


def words(done: subprocess.CompletedProcess[str]) -> str:
    """The last line that a process said; without values, which tracebacks of PostgreSQL may quote."""
    lines = [line for line in done.stderr.strip().splitlines() if not line.startswith(("DETAIL", "LINE"))]
    return lines[-1][:300] if lines else f"exit status {done.returncode}"


def _chain(done: subprocess.CompletedProcess[str]) -> Proof:
    try:
        told = json.loads(done.stdout)
    except json.JSONDecodeError:
        return Proof("access log", False, words(done))
    if done.returncode:
        return Proof("access log", False, f"the chain does not hold: first {told['first']}")
    return Proof(
        "access log", True, f"the chain holds: {told['entries']} looks, {told['destroyed']} destroyed"
    )


def _desk(env: dict[str, str]) -> Proof:
    """A web process on a free port: is it ready, does it let a specialist in, show a client and find one."""
    with _web(env) as port:
        if port is None:
            return Proof("desk", False, "the web process did not get ready")
        done = inside(["smoke", str(port)], env)
    if done.returncode:
        return Proof("desk", False, words(done))
    return Proof("desk", True, ", ".join(json.loads(done.stdout)))


@contextmanager
def _web(env: dict[str, str]) -> Iterator[int | None]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "uvicorn", "desk.asgi:application", "--host", "127.0.0.1"),
        *("--port", str(port), "--log-level", "error", "--no-access-log"),
    ]
    own = env | {"PUBLIC_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(  # noqa: S603
        command, env=own, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
    )
    try:
        yield port if _ready(process, port) else None
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ready(process: subprocess.Popen[bytes], port: int) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            http = HTTPConnection("127.0.0.1", port, timeout=10)
            http.request("GET", "/readyz")
            if http.getresponse().status == 200:
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False
