"""The process itself: limits first, then one job from its standard input, its answer on its output.

A message is four bytes of length, a head in JSON and the files one after the other, whose sizes it says.
"""

import json
import os
import resource
import sys
from typing import Any, BinaryIO

from .trouble import Trouble


def limit(memory: int, seconds: int) -> None:
    """No more memory and time than a job may have; no files, no other processes' remains."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def become() -> None:
    """Limits, and then another program in the place of this one: what comes after them is its command."""
    memory, seconds, *command = sys.argv[2:]
    limit(int(memory), int(seconds))
    os.execv(command[0], command)  # noqa: S606  (a program of the machine, found by its name)


def main() -> None:
    """Limits come as arguments, since they must stand before the first byte of a file is read."""
    memory, seconds = sys.argv[2:]
    limit(int(memory), int(seconds))
    # What a library prints must not stand between us and the answer.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    head, files = _received(sys.stdin.buffer)
    try:
        answer, made = _do(head, files)
    except Trouble as trouble:
        answer, made = {"trouble": trouble.code}, []
    except MemoryError:
        answer, made = {"trouble": "too_heavy"}, []
    _send(out, answer, made)


def _received(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    head = json.loads(stream.read(int.from_bytes(stream.read(4), "big")))
    return head, [stream.read(size) for size in head["sizes"]]


def _send(out: BinaryIO, answer: dict[str, Any], made: list[bytes]) -> None:
    head = json.dumps({**answer, "sizes": [len(data) for data in made]}).encode()
    out.write(len(head).to_bytes(4, "big") + head)
    for data in made:
        out.write(data)
    out.flush()


def _do(head: dict[str, Any], files: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    return {"inspect": _inspect, "pictures": _pictures, "bind": _bind}[head["do"]](head, files)


def _inspect(head: dict[str, Any], files: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    kind = head["kinds"][0]
    if kind == "application/pdf":
        from . import pdfs

        return {"pages": pdfs.inspect(files[0], head["pages"])}, []
    from . import images

    return {"pages": images.inspect(files[0], kind, head["pixels"], head["pages"])}, []


def _pictures(head: dict[str, Any], files: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """b"" stands for a page that cannot be drawn."""
    kind, numbers, turned, side = head["kinds"][0], head["numbers"], head["turned"], head["side"]
    if kind == "application/pdf":
        from . import pdfs

        return {}, list(pdfs.pictures(files[0], numbers, turned, side))
    from . import images

    made = []
    for number, degrees in zip(numbers, turned, strict=True):
        try:
            made.append(images.picture(files[0], kind, number, degrees, side, head["pixels"]))
        except Trouble:
            made.append(b"")
    return {}, made


def _bind(head: dict[str, Any], files: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    from . import binding

    leaves = [binding.Leaf(*leaf) for leaf in head["leaves"]]
    return {"pages": len(leaves)}, [binding.bound(files, head["kinds"], leaves, head["pixels"])]
