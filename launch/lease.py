"""Who uses a stack of embedded servers: a shared lock per user, which the kernel drops when he dies.

A keeper process waits for the exclusive lock; once it has it, nobody is left, and it stops the servers.
So neither a crash nor `kill -9` of a launcher leaves servers behind, and nobody stops another's.
"""

import fcntl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from launch.place import PROJECT

_STOPPING = 20.0  # seconds a launcher waits for the keeper to stop the servers


class Lease:
    """A user's hold on the servers of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._users: IO[str] | None = None

    def take(self) -> None:
        """Hold; waits while a keeper is stopping the servers."""
        self._users = (self.folder / "users.lock").open("a")
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def keep(self, log: Path) -> None:
        """See that a keeper waits for the last user to go."""
        if _free(self.folder / "keeper.lock"):
            with log.open("a") as out:
                subprocess.Popen(
                    [sys.executable, "-m", "launch", "keeper", str(self.folder)],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    cwd=PROJECT,
                    start_new_session=True,
                )
            _until(lambda: not _free(self.folder / "keeper.lock"))

    def leave(self) -> None:
        """Let go, and where nobody else holds, return only when the servers are stopped."""
        if self._users is None:
            return
        last = _lock(self._users, fcntl.LOCK_EX) or not _lock(self._users, fcntl.LOCK_SH)
        self._users.close()
        self._users = None
        if last:
            _until(lambda: _free(self.folder / "keeper.lock"))


def wait_for_last(folder: Path) -> tuple[IO[str], IO[str]] | None:
    """The keeper's wait: (keeper's lock, users' lock), both held and nobody left; None: another keeps."""
    keeper = (folder / "keeper.lock").open("a")
    if not _lock(keeper, fcntl.LOCK_EX):
        return None
    users = (folder / "users.lock").open("a")
    fcntl.flock(users, fcntl.LOCK_EX)
    return keeper, users


def _lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _free(path: Path) -> bool:
    try:
        with path.open("a") as file:
            return _lock(file, fcntl.LOCK_SH)
    except FileNotFoundError:  # the keeper removed the folder of a temporary stack
        return True


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _STOPPING
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
