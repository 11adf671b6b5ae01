"""Every test of this folder meets both dialects, and each of its requests is held against the documents."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.simulators import jira
from tests.tickets.gateway import published
from tickets import gateway
from tickets.gateway import wire

UUID = "0123456789abcdef0123456789abcdef"


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
def level2(server: jira.Running, settings: Any) -> Iterator[jira.State]:
    """An empty JIRA in which the second level works, and the desk's settings pointing at it."""
    yield from _connected(server, settings)


@pytest.fixture
def datacenter(jira_server: jira.Running, settings: Any) -> Iterator[jira.State]:
    """The same, for what only Data Center has."""
    yield from _connected(jira_server, settings)


@pytest.fixture
def cloud(cloud_server: jira.Running, settings: Any) -> Iterator[jira.State]:
    """The same, for what only Cloud has."""
    yield from _connected(cloud_server, settings)


def _connected(server: jira.Running, settings: Any) -> Iterator[jira.State]:
    server.state.reset()
    server.state.token = "demo-token"
    server.hooks.targets.clear()
    server.hooks.reset()
    settings.JIRA_URL, settings.JIRA_TOKEN = server.url, "demo-token"
    settings.JIRA_DIALECT, settings.JIRA_EMAIL = "", jira.EMAIL if server.state.cloud else ""
    yield server.state
    wire._connect.cache_clear()
    assert not published.strange(server.state.requests, cloud=server.state.cloud)


@pytest.fixture
def new() -> Callable[..., gateway.NewIssue]:
    """A ticket to be created, with what a test wants otherwise."""

    def made(**changes: Any) -> gateway.NewIssue:
        given = {
            "uuid": UUID, "project": "KT", "issue_type": "Task", "summary": "Ei saa esitada aruannet",
            "intro": "Pöördumine P-2026-000001", "link": "https://desk.example/tickets/1",
            "answers": (("Mis juhtus?", "Nupp ei tööta"),),
        }  # fmt: skip
        return gateway.NewIssue(**{**given, **changes})

    return made
