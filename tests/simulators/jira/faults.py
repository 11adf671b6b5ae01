"""Bad days on demand: each fault is used up by the requests it matches.  See README.md for the tables."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .state import Json, State

LOGIN_PAGE = (
    b"<!DOCTYPE html><html><head><title>Log in - JIRA</title></head><body><form>Log in</form></body></html>"
)
FAILED = b'{"errorMessages":["Internal server error"]}'
#: the request has its effect first, then the answer goes wrong
AFTER = {"lose_answer", "error_after"}
#: words in what is written, such as "sim:cut-after" in a summary: the first request with them meets the fault
MAGIC: dict[str, Json] = {
    "cut-before": {"kind": "lose_request"},
    "cut-after": {"kind": "lose_answer"},
    "500": {"kind": "error_after", "status": 500},
    "429": {"kind": "error", "status": 429, "headers": {"Retry-After": "2"}},
    "429-fraction": {"kind": "error", "status": 429, "headers": {"Retry-After": "1.5"}},
    "503-date": {"kind": "error", "status": 503, "retry_in": 30},
    "login": {"kind": "login_page"},
    "slow": {"kind": "slow_after", "seconds": 2},
}
_MAGIC = re.compile(rb"sim:([a-z0-9-]+)")


class Faults:
    """Outermost ASGI layer, so that it can cut the connection beneath the framework."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self.app = app
        self.state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/rest/"):
            await self.app(scope, receive, send)
            return
        method, path = str(scope["method"]), str(scope["path"])
        entry: list[Any] = [method, path, 0]
        self.state.journal.append(entry)
        body = await _heard(receive)  # what was heard is done, even if nobody waits any more
        self._record(scope, body)
        if self.state.latency:
            await asyncio.sleep(self.state.latency)

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry[2] = message["status"]
                message = self._dated(message)
            await send(message)

        fault = self._take(method, path) or self._magic(method, body)
        if fault is None:
            await self.app(scope, again, noted)
        else:
            await self._go_wrong(fault, scope, again, noted, send)

    def _dated(self, message: Message) -> Message:
        """By the clock of this Jira, which may be wrong."""
        headers = list(message.get("headers", []))
        if b"date" not in {name for name, _value in headers}:
            headers.append((b"date", format_datetime(self.state.now(), usegmt=True).encode()))
        return {**message, "headers": headers}

    def _record(self, scope: Scope, body: bytes) -> None:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            parsed = json.loads(body) if body else None
        except ValueError:
            parsed = body.decode(errors="replace")
        query = parse_qsl(scope["query_string"].decode(), keep_blank_values=True)
        self.state.requests.append({
            "method": scope["method"], "path": scope["path"], "query": query, "headers": headers,
            "body": parsed,
        })  # fmt: skip

    def _take(self, method: str, path: str) -> Json | None:
        for fault in self.state.faults:
            if fault.get("method", method) == method and re.search(fault.get("path", ""), path):
                fault["times"] = fault.get("times", 1) - 1
                if fault["times"] <= 0:
                    self.state.faults.remove(fault)
                return fault
        return None

    def _magic(self, method: str, body: bytes) -> Json | None:
        match = _MAGIC.search(body) if method == "POST" else None
        digest = hashlib.sha256(body).hexdigest()
        if match is None or digest in self.state.magic_seen:
            return None
        self.state.magic_seen.add(digest)
        return MAGIC.get(match.group(1).decode())

    async def _go_wrong(self, fault: Json, scope: Scope, receive: Receive, noted: Send, send: Send) -> None:
        kind = fault["kind"]
        if kind == "slow":
            await asyncio.sleep(fault.get("seconds", 1))
            await self.app(scope, receive, noted)
        elif kind == "slow_after":
            await self._late(fault, scope, receive, noted)
        elif kind in AFTER:
            await self.app(scope, receive, _nowhere)
            if kind == "lose_answer":
                await _cut(send)
            else:
                await _answer(noted, fault.get("status", 500), {}, FAILED)
        elif kind == "lose_request":
            await _cut(send)
        elif kind == "login_page":
            await _answer(noted, 200, {"Content-Type": "text/html;charset=UTF-8"}, LOGIN_PAGE)
        elif kind == "empty":
            await _answer(noted, 200, {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}, b"")
        else:  # "error": refused before anything was done
            body = json.dumps(
                fault.get("body", {"errorMessages": [f"status {fault['status']}"], "errors": {}})
            )
            await _answer(noted, fault["status"], self._headers(fault), body.encode())

    async def _late(self, fault: Json, scope: Scope, receive: Receive, noted: Send) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await self.app(scope, receive, hold)
        await asyncio.sleep(fault.get("seconds", 1))
        for message in held:
            await noted(message)

    def _headers(self, fault: Json) -> Json:
        headers = dict(fault.get("headers", {}))
        if "retry_in" in fault:  # as an HTTP date, by the clock of this Jira
            ready = self.state.now() + timedelta(seconds=fault["retry_in"])
            headers["Retry-After"] = format_datetime(ready, usegmt=True)
        return headers


async def _heard(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body"))
    return body


async def _nowhere(message: Message) -> None:
    """The answer that nobody will hear."""


async def _answer(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    given = {"Content-Type": "application/json;charset=UTF-8", **headers}
    raw = [(k.lower().encode(), str(v).encode()) for k, v in given.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _cut(send: Send) -> None:
    """Close the socket without a byte of answer: what a dying proxy looks like from outside."""
    cycle = getattr(send, "__self__")  # noqa: B009  uvicorn's request-response cycle
    cycle.transport.abort()
    while not cycle.disconnected:
        await asyncio.sleep(0.01)
