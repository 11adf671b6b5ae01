"""Starts the processes, watches them, stops exactly them."""

import ctypes
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from launch.place import LOGS, PROJECT, Stop

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
_libc = ctypes.CDLL(None)


def die_with_parent() -> None:
    """In the child before exec: SIGTERM when the launcher dies, even by `kill -9`."""
    _libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


class Stopped(BaseException):
    """Ctrl+C, a termination, or a closed terminal."""


def stop_by_signal() -> None:
    """From here on such a signal raises Stopped, once: a second Ctrl+C does not interrupt the tidying up."""
    endings = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in endings:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in endings:
        signal.signal(each, stop)


@dataclass
class Process:
    """One started process with its log."""

    name: str
    popen: "subprocess.Popen[bytes]"
    log: Path

    def tail(self, size: int = 3000) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-size:]


class Processes:
    """All that one launcher started; each in a session of its own: Ctrl+C is for the launcher."""

    def __init__(self, environment: dict[str, str], logs: Path = LOGS) -> None:
        self.environment = environment
        self.logs = logs
        self.running: list[Process] = []
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: Sequence[str]) -> Process:
        """Start one; its output goes to `.local/log/NAME.log`."""
        log = self.logs / f"{name}.log"
        with log.open("wb") as out:
            popen = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=PROJECT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        process = Process(name, popen, log)
        self.running.append(process)
        return process

    def wait_until(self, process: Process, ready: Callable[[], bool], seconds: float = 120) -> None:
        """Return when `ready()`; stop with the process's last words when it ends or takes too long."""
        end = time.monotonic() + seconds
        while not ready():
            self.must_all_live()
            if time.monotonic() > end:
                raise Stop(f"{process.name} is not ready after {seconds:.0f} s:\n{process.tail()}")
            time.sleep(0.05)

    def must_all_live(self) -> None:
        """Stop with the last words of the first process that ended by itself."""
        for process in self.running:
            code = process.popen.poll()
            if code is not None:
                raise Stop(f"{process.name} ended by itself ({code}); {process.log} ends:\n{process.tail()}")

    def stop(self, seconds: float = 15) -> None:
        """End all, the last started first; whoever does not end in time is killed with his children."""
        for process in reversed(self.running):
            _signal(process, signal.SIGTERM)
        end = time.monotonic() + seconds
        for process in reversed(self.running):
            try:
                process.popen.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.popen.wait()
            _signal_group(process, signal.SIGKILL)  # children that outlived their parent
        self.running.clear()


def _signal(process: Process, number: signal.Signals) -> None:
    if process.popen.poll() is None:
        process.popen.send_signal(number)


def _signal_group(process: Process, number: signal.Signals) -> None:
    try:
        os.killpg(process.popen.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def answers(url: str) -> bool:
    """Whether `url` answers 200 within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port(wanted: int = 0) -> int:
    """`wanted` on the loopback address, or the next free one; 0: any."""
    for port in range(wanted, wanted + 100) if wanted else (0,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Stop(f"no free port from {wanted} on")
