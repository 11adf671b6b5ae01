"""Which request and which task a line of the log belongs to: ids that name nobody.

A request's id comes with it (`X-Request-ID`, where it has the form of one) or is made here, goes out again
with the answer, into the header of every task that the request wakes, and to the systems that are asked.
"""

import re
import secrets
from contextvars import ContextVar
from typing import Any

HEADER = "X-Request-ID"
TASK_HEADER = "request_id"  # of the broker's message

# Letters that nobody confuses when one is told over the telephone; no digits, so that no id looks like a
# personal code or a number to the net below the log.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_FORM = re.compile(r"[A-Za-z][A-Za-z0-9-]{7,63}")
_DIGITS = re.compile(r"\d{7}")

request_id: ContextVar[str] = ContextVar("request_id", default="")
task_id: ContextVar[str] = ContextVar("task_id", default="")


def new() -> str:
    """A fresh id such as `kbde-wxmt-rrca`, short enough to be told to support."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def accepted(given: str | None) -> str:
    """`given`, when it has the form of an id and cannot hold a code or a number; else a fresh one."""
    if given and _FORM.fullmatch(given) and not _DIGITS.search(given):
        return given
    return new()


def current() -> str:
    """The id of the request that is served here, or that woke the task; empty where there is none."""
    return request_id.get()


class Traced:
    """ASGI middleware: the request's id for everything below it, and in the answer whoever gives that."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = HEADER.lower().encode()
        given = next((value for key, value in scope["headers"] if key == name), b"")
        mine = accepted(given.decode("latin-1"))
        others = [(key, value) for key, value in scope["headers"] if key != name]

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = [(key, value) for key, value in message["headers"] if key.lower() != name]
                message = {**message, "headers": [*headers, (name, mine.encode())]}
            await send(message)

        token = request_id.set(mine)
        try:
            await self.app({**scope, "headers": [*others, (name, mine.encode())]}, receive, answer)
        finally:
            request_id.reset(token)
