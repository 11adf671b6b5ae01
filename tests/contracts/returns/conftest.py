"""The lab is believed, and documents are rendered in no time: here it matters what comes back."""

from typing import Any

import pytest

from contracts.models import Rendering
from contracts.printing.rendering import Rendered
from tests.simulators.eid import Lab, default_folder


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab(default_folder())


@pytest.fixture(autouse=True)
def trusting(settings: Any, lab: Lab) -> None:
    settings.TRUST_DIR = str(lab.anchors)


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)
