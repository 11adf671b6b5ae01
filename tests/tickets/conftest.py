from collections.abc import Iterator

import pytest

from tests.simulators import jira
from tickets.gateway import wire


@pytest.fixture(scope="session")
def jira_server() -> Iterator[jira.Running]:
    running = jira.start()
    yield running
    running.stop()


@pytest.fixture
def level2(jira_server: jira.Running, settings: object) -> Iterator[jira.State]:
    """An empty JIRA in which the second level works, and the desk's settings pointing at it."""
    jira_server.state.reset()
    jira_server.hooks.targets.clear()
    jira_server.hooks.sent.clear()
    settings.JIRA_URL, settings.JIRA_TOKEN = jira_server.url, "demo-token"  # type: ignore[attr-defined]
    yield jira_server.state
    wire._connect.cache_clear()
