"""What the launcher starts it also stops: exactly that, and whatever ends the launcher."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.place import PROJECT, Stop
from launch.processes import Processes, answers, free_port

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
# A parent whose child does not care for SIGTERM, as a worker's child that is busy.
STUBBORN = [
    *(sys.executable, "-c"),
    "import os, signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "pid = os.fork()\n"
    "print(pid, flush=True) if pid else None\n"
    "time.sleep(60)",
]


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    made = Processes(dict(os.environ), tmp_path)
    yield made
    made.stop(1)


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def soon_dead(pid: int) -> bool:
    end = time.monotonic() + 10
    while lives(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not lives(pid)


def test_stopping_ends_what_was_started_and_nothing_else(processes: Processes) -> None:
    stranger = subprocess.Popen(SLEEPS)
    ours = processes.start("sleeper", SLEEPS)
    processes.stop()
    assert ours.popen.returncode == -signal.SIGTERM
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_who_does_not_listen_is_killed_with_his_children(processes: Processes) -> None:
    ours = processes.start("stubborn", STUBBORN)
    processes.wait_until(ours, lambda: ours.tail().strip().isdigit())
    child = int(ours.tail())
    processes.stop(0.2)
    assert soon_dead(child)


def test_children_die_with_a_launcher_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from launch.processes import Processes\n"
        f"p = Processes(dict(os.environ), Path({str(tmp_path)!r}))\n"
        f"print(p.start('sleeper', {SLEEPS!r}).popen.pid, flush=True)\n"
        "time.sleep(60)"
    )
    launcher = subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert launcher.stdout
    child = int(launcher.stdout.readline())
    assert lives(child)
    launcher.kill()
    launcher.wait()
    assert soon_dead(child)


def test_a_process_that_ends_by_itself_is_told_with_its_last_words(
    processes: Processes, capfd: pytest.CaptureFixture[str]
) -> None:
    ours = processes.start("web", [sys.executable, "-c", "print('no such setting'); raise SystemExit(3)"])
    ours.popen.wait()
    with pytest.raises(Stop):
        processes.must_all_live()
    told = capfd.readouterr().err
    assert "web ended by itself (3)" in told
    assert "no such setting" in told


def test_a_port_in_use_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) > port


def test_nobody_answers_on_a_free_port() -> None:
    assert not answers(f"http://127.0.0.1:{free_port()}/")
