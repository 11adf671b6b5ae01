"""The lab, the validator that believes it, and the two documents that everybody signs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.containers.trusted_list import load_folder
from contracts.containers.validator import LocalValidator
from tests.simulators import siva
from tests.simulators.eid import Lab, default_folder, sign_files

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "signing"
FILES = {"KL-2026-000001 leping.pdf": b"%PDF-1.7 contract" * 20, "VK-2026-000001.pdf": b"%PDF-1.7 power" * 20}
MARI, JAAN = "24503120016", "14007050024"


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab(default_folder())


@pytest.fixture(scope="session")
def validator(lab: Lab) -> LocalValidator:
    return LocalValidator(load_folder(lab.anchors), datetime.now(UTC) + timedelta(hours=1))


@pytest.fixture(scope="session")
def good(lab: Lab) -> bytes:
    return sign_files(lab, MARI, FILES)


@pytest.fixture(scope="session")
def _siva(lab: Lab) -> Iterator[siva.Running]:
    running = siva.start(lab.anchors)
    yield running
    running.stop()


@pytest.fixture
def siva_service(_siva: siva.Running) -> siva.Running:
    """The state's service, with nothing asked of it yet and no bad day."""
    _siva.state.reset()
    return _siva
