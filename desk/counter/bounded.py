"""Starts what reads hostile files (desk/counter/reader): alone, without secrets, with an end set before.

The web process and the worker never open a PDF or picture themselves. What dies, hangs or grows there costs
one refused file.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU_SECONDS = 60
SIDE_BY_SIDE = 2  # such processes of one of ours at a time
MOST = 200 * 1024 * 1024  # bytes of one answer

_PLACE = str(Path(__file__).parent / "reader")
# The package alone, by its place: a folder on the path would put our modules before Python's of that name.
_START = """
import importlib.util as u, sys
place = sys.argv[1]
spec = u.spec_from_file_location("reader", place + "/__init__.py", submodule_search_locations=[place])
sys.modules["reader"] = module = u.module_from_spec(spec)
spec.loader.exec_module(module)
from reader import child
child."""
_FREE = threading.BoundedSemaphore(SIDE_BY_SIDE)


class Unreadable(Exception):
    """The file could not be read; `code` is one of desk/counter/intake.WORDS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask(
    job: dict[str, Any],
    sizes: Sequence[int],
    files: Iterable[bytes],
    *,
    seconds: float,
    memory: int = MEMORY,
) -> tuple[dict[str, Any], list[bytes]]:
    """The answer of a process of its own, and the files it made. Unreadable when it gives none.

    `files` are fetched one after the other while the process takes them, so ours holds one at a time.
    """
    head = json.dumps({**job, "sizes": list(sizes)}).encode()
    return _ended(lambda: _pieces(head, files), seconds, memory)


def _pieces(head: bytes, files: Iterable[bytes]) -> Iterable[bytes]:
    yield len(head).to_bytes(4, "big") + head
    yield from files


def _ended(
    pieces: Callable[[], Iterable[bytes]], seconds: float, memory: int
) -> tuple[dict[str, Any], list[bytes]]:
    command = [sys.executable, "-I", "-c", f"{_START}main()", _PLACE, str(memory), str(CPU_SECONDS)]
    with _FREE:
        # Our own command; the environment holds keys, so the process gets none of it.
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        )
        assert process.stdin is not None and process.stdout is not None
        late = threading.Event()
        timer = threading.Timer(seconds, _end, [process, late])
        failed: list[Exception] = []
        feeder = threading.Thread(target=_feed, args=(process.stdin, pieces, failed), daemon=True)
        timer.start()
        feeder.start()
        try:
            answer = _answer(process.stdout)
            if answer is None:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(5)  # so that how it ended says why
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            feeder.join()
            process.stdout.close()
    if failed:
        raise failed[0]
    if answer is None:
        raise Unreadable("too_heavy" if late.is_set() or process.returncode in _SPENT else "damaged")
    if trouble := answer[0].get("trouble"):
        raise Unreadable(str(trouble))
    return answer


def program(command: Sequence[str], data: bytes, *, seconds: float, keep: Sequence[str] = ()) -> bytes:
    """What another program of this machine answers to `data`, within the same limits. Unreadable otherwise.

    `keep`: variables of our environment that it may see.
    """
    started = [
        sys.executable,
        "-I",
        "-c",
        f"{_START}become()",
        _PLACE,
        str(MEMORY),
        str(CPU_SECONDS),
        *command,
    ]
    env = {name: os.environ[name] for name in keep if name in os.environ} | {"LC_ALL": "C.UTF-8"}
    try:
        with _FREE:
            done = subprocess.run(  # noqa: S603  (our own command)
                started, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, cwd="/",
                timeout=seconds, check=True,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unreadable("too_heavy") from None
    except (subprocess.CalledProcessError, OSError):
        raise Unreadable("damaged") from None
    return done.stdout


# How a process ends that used up its time (SIGXCPU), or that the machine stopped for want of memory.
_SPENT = {-24, -9}


def _end(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _feed(stream: IO[bytes], pieces: Callable[[], Iterable[bytes]], failed: list[Exception]) -> None:
    try:
        for piece in pieces():
            stream.write(piece)
    except BrokenPipeError:
        pass  # it ended before it had heard everything: its answer says why
    except Exception as trouble:  # noqa: BLE001  (whatever kept the bytes from coming is raised by `ask`)
        failed.append(trouble)
    finally:
        with suppress(OSError):
            stream.close()


def _answer(stream: IO[bytes]) -> tuple[dict[str, Any], list[bytes]] | None:
    """None when it is not put together as an answer: then nothing of it is believed."""
    length = int.from_bytes(stream.read(4), "big")
    if not 0 < length < 1_000_000:
        return None
    try:
        head = json.loads(stream.read(length))
        sizes = [int(size) for size in head["sizes"]]
    except (ValueError, KeyError, TypeError):
        return None
    if sum(sizes) > MOST or min(sizes, default=0) < 0:
        return None
    made = [stream.read(size) for size in sizes]
    return (head, made) if [len(data) for data in made] == sizes else None
