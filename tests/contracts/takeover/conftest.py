"""The ground of tests about what is taken over: who may, whom the lab's containers are believed of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk.people.enums import Role
from desk.people.models import User
from tests.simulators.eid import Lab, default_folder


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab(default_folder())


@pytest.fixture(autouse=True)
def trusting(settings: Any, lab: Lab) -> None:
    settings.TRUST_DIR = str(lab.anchors)


@pytest.fixture
def head(reference: None, someone: Callable[..., User]) -> User:
    return someone("juht", Role.HEAD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where signed files lie."""
    made = tmp_path / "konteinerid"
    made.mkdir()
    return made
