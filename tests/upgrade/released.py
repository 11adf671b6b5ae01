"""The database of the previous release, as it was kept when that was released: its demo world, dumped.

Its files are as that release wrote them, by the key below. Big ones were not kept: a small file stands in the
place of each.
"""

import gzip
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection

from desk import clock
from desk.operations.backup import postgres
from desk.operations.restoring import place

FOLDER = Path(__file__).parent
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


def make(database: str, data: Path) -> None:
    """Load it into a fresh database and folder."""
    place.drop(database)
    place.create(database)
    dump = gzip.decompress((FOLDER / "release-0.1.0.sql.gz").read_bytes())
    program = postgres.tool("psql", 15)
    environment = postgres.environment(connection, database)
    options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction"]
    subprocess.run([program, *options], env=environment, input=dump, check=True, stdout=subprocess.DEVNULL)
    with zipfile.ZipFile(FOLDER / "release-0.1.0.files.zip") as files:
        files.extractall(data / "blobs")
    with place.connected(database) as found:
        for pk, sha256 in found.execute("SELECT id, sha256 FROM records_blob").fetchall():
            if not (data / "blobs" / sha256[:2] / sha256).exists():
                _stand_in(found, pk, data / "blobs")


def _stand_in(found: Any, pk: int, folder: Path) -> None:
    content = f"in the place of file {pk}".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder / sha256[:2] / sha256
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(Fernet(KEY).encrypt(content))
    found.execute("UPDATE records_blob SET sha256 = %s, size = %s WHERE id = %s", [sha256, len(content), pk])


def environment(database: str, data: Path) -> dict[str, str]:
    """The settings of a desk on it."""
    return os.environ | {
        "SECRET_KEY": "only-for-tests-and-never-served",
        "ENCRYPTION_KEYS": f"{settings.ENCRYPTION_KEYS[0]},{KEY}",
        "DATABASE_URL": place.url_of(database),
        "ACCESS_LOG_DATABASE_URL": "",
        "DATA_DIR": str(data),
        "DEMO": "1",
        "DEBUG": "1",  # the static files need not be collected
        "CELERY_BROKER_URL": "memory://",
    }


def manage(*arguments: str, env: dict[str, str]) -> str:
    """A management command's stdout; it must succeed."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=300
    )
    assert not done.returncode, done.stderr[-3000:]
    return done.stdout


@contextmanager
def running(database: str, data: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process is a desk on it; `settings` is the fixture."""
    usual = connection.settings_dict["NAME"]
    blobs = {**settings.STORAGES["blobs"], "OPTIONS": {"location": str(data / "blobs")}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    settings.ENCRYPTION_KEYS = [settings.ENCRYPTION_KEYS[0], KEY]
    monkeypatch.setenv("DEBUG", "1")
    connection.close()
    connection.settings_dict["NAME"] = database
    clock.forget()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        clock.forget()
