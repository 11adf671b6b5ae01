"""Bad days of the portal: an answer lost, late, cut, or simply not true, before or after the work was done.

Each is asked for by name (README.md); what a name does stands in one place here.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.simulators.portal.state import Json, State

Answer = tuple[int, Json]
PAGE = "<!DOCTYPE html><title>Hooldus</title><h1>Teeme parasjagu hooldust</h1>"
STRANGER = "00000000-0000-4000-8000-000000000000"


def _with(name: str, value: object) -> Callable[[Json, Answer], Response]:
    """The answer with one member changed: the fault's own value where it brings one, "absent" for none."""

    def lie(fault: Json, answer: Answer) -> Response:
        status, body = answer
        told = fault.get("value", value)
        changed = {**body, name: told}
        if told == "absent":
            del changed[name]
        return JSONResponse(changed, status_code=status)

    return lie


def _other_reference(fault: Json, answer: Answer) -> Response:
    status, body = answer
    return JSONResponse({**body, "reference": f"{body.get('reference')}-X"}, status_code=status)


def _other_status(fault: Json, answer: Answer) -> Response:
    return JSONResponse(answer[1], status_code=int(fault.get("status", 200)))


def _twice(fault: Json, answer: Answer) -> Response:
    whole = json.dumps(answer[1])
    return Response(whole + whole, status_code=answer[0], media_type="application/json")


def _conflict(fault: Json, answer: Answer) -> Response:
    return JSONResponse({"error": "it is here already"}, status_code=409)


def _page(fault: Json, answer: Answer) -> Response:
    return Response(PAGE, status_code=200, media_type="text/html")


def _wrong_type(fault: Json, answer: Answer) -> Response:
    return PlainTextResponse(json.dumps(answer[1]), status_code=answer[0])


def _huge(fault: Json, answer: Answer) -> Response:
    body = json.dumps({**answer[1], "more": "x" * int(fault.get("bytes", 5_000_000))})
    return Response(body, status_code=answer[0], media_type="application/json")


# The work is done and the answer is another than it should be.
LIES: dict[str, Callable[[Json, Answer], Response]] = {
    "other_id": _with("id", STRANGER),
    "other_document": _with("document_sha256", "f" * 64),
    "reference": _with("reference", ""),
    "added_at": _with("added_at", "eile"),
    "other_reference": _other_reference,
    "other_status": _other_status,
    "conflict": _conflict,
    "twice": _twice,
    "page": _page,
    "wrong_type": _wrong_type,
    "huge": _huge,
}


class BadDays:
    """Outermost layer: an answer may be lost, late or wrong, after or before the work was done."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self.app = app
        self.state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self.app(scope, receive, send)
            return
        self.state.asked.append((scope["method"], scope["path"]))
        fault = self.state.fault(scope["method"], scope["path"])
        if fault is None:
            await self.app(scope, receive, send)
        else:
            await self._bad_day(fault, scope, receive, send)

    async def _bad_day(self, fault: Json, scope: Scope, receive: Receive, send: Send) -> None:
        kind = fault["kind"]
        if kind == "lose_request":
            await _cut(send)
            return
        if kind == "error":
            await JSONResponse({"error": "bad day"}, int(fault.get("status", 500)))(scope, receive, send)
            return
        if kind == "says_done":
            await _says_done(scope, receive, send)
            return
        if kind == "slow":
            await asyncio.sleep(float(fault.get("seconds", 1)))
            await self.app(scope, receive, send)
            return
        answer = await self._work(scope, receive)
        await _told_badly(kind, fault, answer, scope, receive, send)

    async def _work(self, scope: Scope, receive: Receive) -> Answer:
        """Do what was asked; the answer that would have been given."""
        heard: list[Message] = []

        async def hear(message: Message) -> None:
            heard.append(message)

        await self.app(scope, receive, hear)
        body = b"".join(each.get("body", b"") for each in heard)
        return int(heard[0]["status"]), json.loads(body or b"{}")


async def _says_done(scope: Scope, receive: Receive, send: Send) -> None:
    """All that an answer should hold, about nothing that was done."""
    asked = await Request(scope, receive).json()
    told = {
        "id": scope["path"].rpartition("/")[2],
        "reference": "PRT-LUBAN",
        "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "document_sha256": asked.get("document_sha256"),
    }
    await JSONResponse(told, 201)(scope, receive, send)


async def _told_badly(
    kind: str, fault: Json, answer: Answer, scope: Scope, receive: Receive, send: Send
) -> None:
    match kind:
        case "lose_answer":
            await _cut(send)
        case "error_after":
            await JSONResponse({"error": "bad day"}, int(fault.get("status", 500)))(scope, receive, send)
        case "slow_after":
            await asyncio.sleep(float(fault.get("seconds", 1)))
            await JSONResponse(answer[1], answer[0])(scope, receive, send)
        case "cut":
            await _half(answer, send)
        case "drip":
            await _dripped(answer, float(fault.get("seconds", 0.1)), send)
        case _:
            await LIES[kind](fault, answer)(scope, receive, send)


def _head(answer: Answer) -> tuple[Message, bytes]:
    whole = json.dumps(answer[1]).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(whole)).encode())]
    return {"type": "http.response.start", "status": answer[0], "headers": headers}, whole


async def _half(answer: Answer, send: Send) -> None:
    """The status and half of the body, then silence for ever."""
    start, whole = _head(answer)
    await send(start)
    await send({"type": "http.response.body", "body": whole[: len(whole) // 2], "more_body": True})
    await asyncio.sleep(0.05)  # so that what was sent leaves the house
    await _cut(send)


async def _dripped(answer: Answer, seconds: float, send: Send) -> None:
    """A byte now and then, so that no silence is long."""
    start, whole = _head(answer)
    await send(start)
    for place in range(len(whole)):
        await send({"type": "http.response.body", "body": whole[place : place + 1], "more_body": True})
        await asyncio.sleep(seconds)
    await send({"type": "http.response.body", "body": b""})


async def _cut(send: Send) -> None:
    """Close the connection without a further byte, as a dying proxy does."""
    cycle: Any = getattr(send, "__self__")  # noqa: B009  uvicorn's request-response cycle
    cycle.transport.abort()
    while not cycle.disconnected:
        await asyncio.sleep(0.01)
