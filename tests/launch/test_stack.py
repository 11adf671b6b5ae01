"""The embedded servers: shared by leases, stopped when nobody is left, whatever ended the users."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from launch.place import PROJECT, PYTHON, ROOT

pytestmark = pytest.mark.slow


class Folder:
    """A project folder of its own, with the real launcher and the real packages."""

    def __init__(self, path: Path) -> None:
        self.path = path
        shutil.copytree(PROJECT / "launch", path / "launch", ignore=shutil.ignore_patterns("__pycache__"))
        (path / ".local").mkdir()
        (path / ".local" / "venv").symlink_to(Path(PYTHON).parents[1])
        self.users: list[subprocess.Popen[str]] = []
        self.sockets: Path | None = None

    def user(self) -> "subprocess.Popen[str]":
        popen = subprocess.Popen(
            [PYTHON, str(PROJECT / "tests" / "launch" / "holds_servers.py")],
            cwd=self.path,
            env=os.environ | {"PYTHONPATH": str(self.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.users.append(popen)
        assert popen.stdout
        self.base = Path(popen.stdout.readline().strip())
        self.sockets = Path(popen.stdout.readline().strip())
        assert self.base.is_absolute(), "the user did not get so far"
        assert self.runs()
        return popen

    def runs(self) -> bool:
        return self.sockets is not None and all(
            accepts(self.sockets / name) for name in (".s.PGSQL.5432", "redis.sock")
        )


def accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


def goes(popen: "subprocess.Popen[str]") -> None:
    assert popen.stdin
    popen.stdin.close()
    assert popen.wait(30) == 0


def soon(question: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not question() and time.monotonic() < end:
        time.sleep(0.05)
    return question()


@pytest.fixture
def folder() -> Iterator[Folder]:
    # Not pytest's own folder: its path is too long for a socket, and closed to the unprivileged account.
    with TemporaryDirectory(prefix="launch-", ignore_cleanup_errors=True) as path:
        Path(path).chmod(0o711)
        made = Folder(Path(path))
        yield made
        for user in made.users:
            user.kill()
            user.wait()
        assert soon(lambda: not made.runs())


def test_the_last_user_to_leave_stops_the_servers(folder: Folder) -> None:
    first, second = folder.user(), folder.user()
    goes(first)
    assert folder.runs()
    goes(second)
    assert not folder.runs()


def test_servers_of_a_killed_user_are_stopped_and_start_again(folder: Folder) -> None:
    folder.user().send_signal(signal.SIGKILL)
    assert soon(lambda: not folder.runs())
    goes(folder.user())


def test_what_a_power_cut_leaves_blocks_nothing(folder: Folder) -> None:
    goes(folder.user())
    assert folder.sockets
    (folder.base / "pgdata" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder.base}/pgdata\n")
    (folder.sockets / "redis.sock").touch()
    (folder.sockets / ".s.PGSQL.5432").touch()
    goes(folder.user())


def test_data_of_another_version_are_kept_aside(folder: Folder) -> None:
    goes(folder.user())
    (folder.base / "pgdata" / "PG_VERSION").write_text("14\n")
    goes(folder.user())
    assert list(folder.base.glob("pgdata-14-*/PG_VERSION"))


def test_the_demo_data_are_written_through_to_the_disk(folder: Folder) -> None:
    user = folder.user()
    options = (folder.base / "pgdata" / "postmaster.opts").read_text()
    assert '"fsync=on"' in options
    assert '"listen_addresses="' in options
    goes(user)


@pytest.mark.skipif(not ROOT, reason="only root has an account that may not read his home")
def test_servers_of_root_in_a_private_home_lie_elsewhere(folder: Folder) -> None:
    folder.path.chmod(0o700)
    user = folder.user()
    assert folder.base.is_relative_to("/var/tmp")
    assert folder.path.stat().st_mode & 0o777 == 0o700
    goes(user)
    assert folder.base.parent.name.startswith("abilaud-")
    shutil.rmtree(folder.base.parent)
