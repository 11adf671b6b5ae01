"""The previous release's database, brought to this version once for all tests that ask for it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from desk.operations.restoring import place
from tests.upgrade import released


@pytest.fixture(scope="session")
def upgraded(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, Path]]:
    """Its name and its folder."""
    name, data = f"upgraded_{os.getpid()}", tmp_path_factory.mktemp("upgraded")
    with django_db_blocker.unblock():
        released.make(name, data)
        env = released.environment(name, data)
        released.manage("migrate", "--no-input", "-v", "0", env=env)
        released.manage("reference_data", env=env)
    yield name, data
    with django_db_blocker.unblock():
        place.drop(name)


@pytest.fixture
def on_upgraded(
    upgraded: tuple[str, Path],
    settings: Any,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """It is the desk's own database for the length of a test, which must not change it."""
    with django_db_blocker.unblock(), released.running(*upgraded, settings, monkeypatch):
        yield upgraded[0]


@pytest.fixture
def world(
    upgraded: tuple[str, Path],
    tmp_path: Path,
    settings: Any,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """A copy of it, which is the desk's own database and folder for the length of a test."""
    name, data = f"world_{os.getpid()}", tmp_path / "data"
    with django_db_blocker.unblock():
        place.drop(name)
        place.create(name, upgraded[0])
        shutil.copytree(upgraded[1] / "blobs", data / "blobs")
        try:
            with released.running(name, data, settings, monkeypatch):
                yield name
        finally:
            place.drop(name)
