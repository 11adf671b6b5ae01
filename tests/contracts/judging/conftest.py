"""The lab is believed, and rendering takes no time, as where containers come back; SiVa on demand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from contracts.verification import trusted
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.simulators import siva
from tests.simulators.eid import Lab

__all__ = ["lab", "quick_press", "trusting"]


@pytest.fixture(scope="session")
def _siva(lab: Lab) -> Iterator[siva.Running]:
    running = siva.start(lab.anchors)
    yield running
    running.stop()


@pytest.fixture
def siva_service(_siva: siva.Running, settings: Any) -> siva.Running:
    """The state's service is set up on this desk, with no bad day."""
    _siva.state.reset()
    settings.SIVA_URL = _siva.url
    return _siva


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this desk judges is real; only the lab's anchors are believed all the same."""
    believed: Callable[[], Any] = trusted.trust_store
    store = believed()
    monkeypatch.setattr(trusted, "trust_store", lambda: store)
    monkeypatch.setattr(trusted, "is_demo", lambda: False)
