"""Both dialects, short patience, and nothing of the token anywhere."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app

from tests.simulators import jira
from tests.tickets.gateway.conftest import _connected
from tickets.gateway import wire

Broker = list[tuple[str, list[int]]]
TOKEN = "luba-mida-keegi-ei-tohi-naha-7f3a9c"


@pytest.fixture(scope="session")
def cloud_server() -> Iterator[jira.Running]:
    running = jira.start(cloud=True)
    yield running
    running.stop()


@pytest.fixture(params=["datacenter", "cloud"])
def server(
    request: pytest.FixtureRequest, jira_server: jira.Running, cloud_server: jira.Running
) -> jira.Running:
    """One of the two, by turns."""
    return cloud_server if request.param == "cloud" else jira_server


@pytest.fixture
def level2(server: jira.Running, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[jira.State]:
    """An empty JIRA that knows one token; every request is held against the published documents."""
    monkeypatch.setattr(wire, "READ_SECONDS", 0.3)
    wire._connect.cache_clear()
    for state in _connected(server, settings):
        state.token = settings.JIRA_TOKEN = TOKEN
        yield state
    server.state.token = "demo-token"


@pytest.fixture(autouse=True)
def no_token_anywhere(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Whatever happened, the token is in no log and on no console."""
    caplog.set_level(logging.DEBUG)
    yield
    out, err = capfd.readouterr()
    told = "".join(record.getMessage() + str(record.exc_text) for record in caplog.get_records("call"))
    assert TOKEN not in out + err + told + caplog.text


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    """What lies in Redis."""
    lying: Broker = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, args=(), **more: lying.append((name, list(args)))
    )
    return lying


@pytest.fixture
def worker(broker: Broker) -> Callable[[], None]:
    """Does all that lies there, and what that wakes."""

    def run() -> None:
        current_app.loader.import_default_modules()
        while broker:
            name, args = broker.pop(0)
            current_app.tasks[name](*args)

    return run
