"""What is sent to us comes in before a thread is given to it: bounded, spooled, not for ever.

Pages run in a few threads (desk.asgi). A body that trickles in would hold one of them for as long as its
sender likes, so the whole body is awaited here, where waiting costs nothing. On the client's page more than a
container and its form is thrown away as it comes; the view sees the true length and says so. Elsewhere
nothing of what is too much reaches a view, and whoever brings no session may send a form and no more. Only
the doors for machines do without: they look at the credential in the address, and read nothing before.
"""

import asyncio
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings

from desk.surface import SANDBOX

FORM = 64 * 1024  # bytes of a form around the file
IN_MEMORY = 256 * 1024  # bytes of one body; the rest lies in a file without a name
SECONDS = 300  # in which a body must be here
AT_ONCE = 50  # bodies under way from strangers, on the client's page, and of scans: each for itself
OURS_AT_ONCE = 200  # of people who bring a session
STRANGE = 256 * 1024  # bytes from somebody without a session: a login, a form that met the lock
LISTENED = 20  # so many times the limit is heard out, so that the sender gets to read the answer
PUBLIC = "/k/"
SCANS = re.compile(r"/counter/papers/\d+/scan/files/")
MACHINES = ("/hooks/", "/api/telephony/")
_CHUNK = 64 * 1024
_BUSY = (
    "Palun proovige veidi hiljem uuesti. Please try again a little later. Пожалуйста, попробуйте чуть позже."
)

_TOO_MUCH = "Failid on liiga suured. The files are too big."


class App(Protocol):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


@dataclass(frozen=True)
class Door:
    """Whose bodies are counted together: how many bytes each may have, and how many may be under way."""

    name: str
    most: int
    at_once: int


class Bounded:
    """ASGI middleware over `app`: what carries a body waits here until it is whole."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.under_way: Counter[str] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        door = _door(scope) if scope["method"] not in {"GET", "HEAD"} else None
        if door is None:
            await self.app(scope, receive, send)
            return
        if self.under_way[door.name] >= door.at_once:
            await _answer(send, 503)
            return
        self.under_way[door.name] += 1
        most = door.most
        try:
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
                size = await _in_time(receive, body, most)
                if size is None:
                    await _answer(send, 408)
                elif size > most and not scope["path"].startswith(PUBLIC):
                    await _answer(send, 413, _TOO_MUCH)
                elif size >= 0:
                    await self.app(_with_length(scope, size), _Again(body, receive), send)
        finally:
            self.under_way[door.name] -= 1


def _door(scope: Any) -> Door | None:
    """By which door this body comes in; None: it is not bounded here."""
    path = scope["path"]
    if path.startswith(MACHINES):
        return None
    if path.startswith(PUBLIC):
        return Door("public", int(settings.CONTAINER_MAX_BYTES) + FORM, AT_ONCE)
    most = int(settings.PAPER_MAX_BYTES) + FORM
    if SCANS.fullmatch(path):
        return Door("scans", most, AT_ONCE)
    known = any(
        name == b"cookie" and f"{settings.SESSION_COOKIE_NAME}=".encode() in value
        for name, value in scope["headers"]
    )
    return Door("ours", most, OURS_AT_ONCE) if known else Door("strangers", STRANGE, AT_ONCE)


async def _in_time(receive: Any, body: Any, most: int) -> int | None:
    """How long the body was; None: it took too long, -1: the sender went away."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _taken(receive, body, most)
    except TimeoutError:
        return None


async def _taken(receive: Any, body: Any, limit: int) -> int:
    """How long the body was; kept up to `limit`, beyond it nothing of it is. -1: the sender went away."""
    size, more = 0, True
    while more and size <= limit * LISTENED:
        message = await receive()
        if message["type"] == "http.disconnect":
            return -1
        part = message.get("body", b"")
        size, more = size + len(part), message.get("more_body", False)
        if size <= limit:
            body.write(part)
    if size > limit:
        body.truncate(0)
    body.seek(0)
    return size


def _with_length(scope: Any, size: int) -> Any:
    headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
    headers = [(name, value) for name, value in headers if name != b"transfer-encoding"]
    return {**scope, "headers": [*headers, (b"content-length", str(size).encode())]}


class _Again:
    """The body once more, from where it was kept."""

    def __init__(self, body: Any, receive: Any) -> None:
        self.body = body
        self.receive = receive
        self.given = False

    async def __call__(self) -> Any:
        if self.given:
            return await self.receive()
        part = self.body.read(_CHUNK)
        self.given = len(part) < _CHUNK
        return {"type": "http.request", "body": part, "more_body": not self.given}


async def _answer(send: Any, status: int, text: str = _BUSY) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"retry-after", b"30"),
        (b"connection", b"close"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", SANDBOX.encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
