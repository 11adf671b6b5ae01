"""Bad days on demand: each fault is used up by the requests it matches.  See README.md for the table."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .state import Json, State

LOGIN_PAGE = (
    b"<!DOCTYPE html><html><head><title>Log in - JIRA</title></head><body><form>Log in</form></body></html>"
)
#: the request has its effect first, then the answer goes wrong
AFTER = {"lose_answer", "error_after", "slow_after"}


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

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry[2] = message["status"]
            await send(message)

        fault = self._take(method, path)
        if fault is None:
            await self.app(scope, receive, noted)
        else:
            await self._go_wrong(fault, scope, receive, noted, send)

    def _take(self, method: str, path: str) -> Json | None:
        for fault in self.state.faults:
            if fault.get("method", method) == method and re.search(fault.get("path", ""), path):
                fault["times"] = fault.get("times", 1) - 1
                if fault["times"] <= 0:
                    self.state.faults.remove(fault)
                return fault
        return None

    async def _go_wrong(self, fault: Json, scope: Scope, receive: Receive, noted: Send, send: Send) -> None:
        kind = fault["kind"]
        if kind == "slow":
            heard = await _whole(receive)  # what was heard is done, even if nobody waits any more
            await asyncio.sleep(fault.get("seconds", 1))
            await self.app(scope, heard, noted)
        elif kind == "slow_after":
            held: list[Message] = []

            async def hold(message: Message) -> None:
                held.append(message)

            await self.app(scope, receive, hold)
            await asyncio.sleep(fault.get("seconds", 1))
            for message in held:
                await noted(message)
        elif kind in AFTER:
            await self.app(scope, receive, _nowhere)
            if kind == "lose_answer":
                await _cut(send)
            else:
                await _answer(
                    noted, fault.get("status", 500), {}, b'{"errorMessages":["Internal server error"]}'
                )
        elif kind == "lose_request":
            await _cut(send)
        elif kind == "login_page":
            await _answer(noted, 200, {"Content-Type": "text/html;charset=UTF-8"}, LOGIN_PAGE)
        elif kind == "empty":
            await _answer(noted, 200, {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}, b"")
        else:  # "error": refused before anything was done
            body = fault.get("body", {"errorMessages": [f"status {fault['status']}"], "errors": {}})
            await _answer(noted, fault["status"], fault.get("headers", {}), json.dumps(body).encode())


async def _whole(receive: Receive) -> Receive:
    """The request with its body, heard to the end."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body"))

    async def again() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return again


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
