"""A real browser before the real server, with a real worker where a test asks for it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from desk.people.models import User
from tests.browser.patience import patient

expect.set_options(timeout=15_000)  # milliseconds; a busy machine is no failure of the page
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in the test's thread

ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    for candidate in (
        os.environ.get("APP_CHROMIUM"),
        "/usr/bin/chromium-headless-shell",
        "/usr/bin/chromium",
    ):
        if candidate and Path(candidate).exists():
            return candidate
    raise pytest.UsageError("no Chromium: ./test installs it")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _server(django_db_setup: None) -> Iterator[tuple[str, Any]]:
    """The application as it is served: uvicorn with desk.asgi, on the test database."""
    import uvicorn

    from desk.asgi import application

    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=1, timeout_keep_alive=2)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{sock.getsockname()[1]}", server
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def live_url(_server: tuple[str, Any], transactional_db: None, settings: Any) -> Iterator[str]:
    """The address of the running application; its links in letters lead there too."""
    url, server = _server
    settings.PUBLIC_URL = url
    yield url
    # A panel that is still being drawn would meet the flush of the tables in a deadlock.
    end = time.monotonic() + 5
    while server.server_state.tasks and time.monotonic() < end:
        time.sleep(0.02)


@pytest.fixture
def page_for(browser: Browser, live_url: str) -> Iterator[Callable[..., Page]]:
    """Opens a browser in which `user` has logged in; errors in the page or console fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(user: User | None, *, locale: str = "et-EE", path: str = "/", **options: Any) -> Page:
        context = browser.new_context(
            locale=locale, timezone_id="Europe/Tallinn", reduced_motion="reduce", base_url=live_url, **options
        )
        context.set_default_timeout(20_000)
        patient(context)
        contexts.append(context)
        if user is not None:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": _session(user), "url": live_url}]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: _keep_error(message, errors))
        if path:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


def _keep_error(message: Any, errors: list[str]) -> None:
    # A stream that is cut when the page closes is no error of the page.
    # What the test itself evaluates (axe) has no address.
    # Nor is it one that the client's page answers a form it refuses with the status of a refusal.
    where = str(message.location.get("url", ""))
    refused: Any = "/k/" in where and re.search(r"status of 4(03|09|13|22|29)", message.text)
    # Nor that the lock answers a deed, or a form of coming in what was wrong.
    # Nor that the page of a session which was ended is told so: it goes to the login.
    refused = refused or bool(re.search(r"(status of|Error Code) 4(01|23)", message.text))
    refused = refused or ("/entry/" in where and re.search(r"status of (4(00|03|22|29)|503)", message.text))
    ours = where and not refused and "/live/" not in f"{message.text} {message.location}"
    if message.type == "error" and ours:
        errors.append(message.text)


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    assert session.session_key is not None
    return session.session_key


def test_database_url() -> str:
    """The URL of this process's test database, for processes that a test starts."""
    values = connection.settings_dict
    host = values["HOST"]
    query = f"?host={host}" if str(host).startswith("/") else ""
    place = "" if query else f"{host}:{values['PORT']}" if values["PORT"] else f"{host}"
    return f"postgresql://{values['USER']}@{place}/{values['NAME']}{query}"


class Worker:
    """A real Celery worker on the test database, with a queue of its own; `said`: where its lines go."""

    def __init__(self, folder: Path, said: Path | None = None, **environment: str) -> None:
        self.folder, self.said = folder, said
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        env = {
            **os.environ,
            "DATABASE_URL": test_database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
            "CELERY_QUEUE": settings.CELERY_TASK_DEFAULT_QUEUE,
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": settings.SECRET_KEY,
            "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
            "DEMO": "1",
            "LOG_LEVEL": "WARNING",
            **self.environment,
        }
        command = [sys.executable, "-m", "celery", "-A", "desk", "worker", "-c", "1"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        out = self.said.open("ab") if self.said else None
        self.process = subprocess.Popen(
            command, env=env, cwd=settings.BASE_DIR, start_new_session=True, stdout=out, stderr=out
        )
        if out:
            out.close()

    def kill(self) -> None:
        """As a power cut would: no goodbye, for the worker and its children."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self) -> None:
        self.kill()


def _queue(app: Any, name: str) -> None:
    """Send to this queue from now on: Celery keeps the first one it sent to in several places."""
    app.conf.task_default_queue = name
    for kept in ("queues", "router", "default_queue", "send_task_message"):
        app.amqp.__dict__.pop(kept, None)


@pytest.fixture
def worker(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[Callable[..., Worker]]:
    """Starts real workers; `worker(REGISTRY_URL=…)` gives a running one, its environment completed.

    The test's own process and the worker share database, files and queue. Sample systems are marked so.
    """
    from celery import current_app

    queue = f"test-{connection.settings_dict['NAME']}-{os.getpid()}-{time.monotonic_ns()}"
    settings.CELERY_TASK_DEFAULT_QUEUE = queue
    before = current_app.conf.task_default_queue
    _queue(current_app, queue)
    storages = dict(settings.STORAGES)
    storages["blobs"] = {**storages["blobs"], "OPTIONS": {"location": str(tmp_path / "blobs")}}
    settings.STORAGES = storages
    workers: list[Worker] = []

    def start(said: Path | None = None, **environment: str) -> Worker:
        worker = Worker(tmp_path, said, **environment)
        worker.start()
        workers.append(worker)
        return worker

    yield start
    for each in workers:
        each.stop()
    _queue(current_app, before)
    connections.close_all()
    shutil.rmtree(tmp_path / "blobs", ignore_errors=True)


def wait_for(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Poll until `condition` holds; its value, or a failure that says it never did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"never came true in {seconds} s: {condition}")
