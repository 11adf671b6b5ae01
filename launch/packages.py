"""The private Python environment, exactly as requirements.lock says."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launch.place import LOCAL, LOGS, PROJECT, PYTHON, VENV, Stop, say

LOCK = PROJECT / "requirements.lock"
UV_LOCK = PROJECT / "requirements-uv.lock"
UV_HOME = LOCAL / "uv"
# What is installed; written last, so that an interrupted installation is done again.
STAMP = VENV / "installed.sha256"


@contextmanager
def installing() -> Iterator[None]:
    """One installer at a time in this folder; a second one waits and then finds everything done."""
    with (LOCAL / "install.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another installation in this folder")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _digest() -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256(version.encode() + LOCK.read_bytes()).hexdigest()


def _installed() -> bool:
    """The environment fits the lock, and its interpreter still runs (it may have been uninstalled)."""
    if not STAMP.exists() or STAMP.read_text().strip() != _digest():
        return False
    return subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0


def install() -> None:
    """Make `.local/venv` what the lock says; nothing happens when it already is."""
    if _installed():
        return
    with installing():
        if not _installed():
            _sync()


def _sync() -> None:
    say("installing Python packages into .local/venv")
    # uv stands apart: a sync removes from the environment what the lock does not name.
    uv = str(UV_HOME / "bin" / "uv")
    if not _works(uv):
        _run([sys.executable, "-m", "venv", "--clear", str(UV_HOME)])
        pip = [str(UV_HOME / "bin" / "python"), "-m", "pip", "-q", "--disable-pip-version-check"]
        _run([*pip, "install", "--require-hashes", "-r", str(UV_LOCK)])
    STAMP.unlink(missing_ok=True)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not _works(PYTHON, version):
        _run([uv, "-q", "venv", "--clear", "--python", sys.executable, str(VENV)])
    _run([uv, "-q", "pip", "sync", "--python", PYTHON, "--require-hashes", str(LOCK)])
    STAMP.write_text(_digest() + "\n")
    say("Python packages are installed")


def _works(program: str, says: str = "") -> bool:
    if not Path(program).exists():
        return False
    answer = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)
    return answer.returncode == 0 and says in answer.stdout


def _run(command: list[str]) -> None:
    """The cache lies in `.local/`, since a home may be empty, missing or another file system."""
    environment = os.environ | {
        "UV_CACHE_DIR": str(LOCAL / "cache" / "uv"),
        "PIP_CACHE_DIR": str(LOCAL / "cache" / "pip"),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    log = LOGS / "packages.log"
    with log.open("w") as out:
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, cwd=LOCAL
        )
    if done.returncode:
        tail = log.read_text()[-2000:]
        raise Stop(f"{Path(command[0]).name} failed; is the package index reachable?\n{tail}")
