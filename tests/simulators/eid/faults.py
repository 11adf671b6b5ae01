"""The authorities' bad days: what they answer, or do not, while they were told to have one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import tsp
from cryptography.x509 import ocsp
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .authorities import (
    answer_ocsp,
    answer_timestamp,
    granted,
    nonce_of,
    ocsp_answer,
    rejected,
    token,
    unsuccessful,
)
from .lab import Lab

Fault = dict[str, Any]
PAGE = "<html><head><title>Maintenance</title></head><body><h1>We are back soon</h1></body></html>"
_STRANGER, _OTHER = "13902140067", "14101010079"  # ordinary cards: not to be believed, not asked about
_LONG_AGO = 3600  # seconds


class Unplugged:
    """Outermost layer: a service that is down takes the connection and gives no byte."""

    def __init__(self, app: ASGIApp, down: Any) -> None:
        self.app = app
        self.down = down

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.down(scope["path"].strip("/")):
            cycle: Any = getattr(send, "__self__")  # noqa: B009  uvicorn's request-response cycle
            cycle.transport.abort()
            while not cycle.disconnected:
                await asyncio.sleep(0.01)
            return
        await self.app(scope, receive, send)


async def reply(fault: Fault, answer: bytes, media: str) -> Response:
    """The answer as it travels: late, broken, or something else in its place."""
    match fault.get("kind"):
        case "slow":
            await asyncio.sleep(float(fault.get("seconds", 1)))
        case "error":
            return PlainTextResponse("bad day\n", int(fault.get("status", 500)))
        case "html":
            return HTMLResponse(PAGE)
        case "empty":
            return Response(b"", media_type=media)
        case "truncated":
            return Response(answer[: len(answer) // 2], media_type=media)
        case "redirect":
            return RedirectResponse("/elsewhere", 302)
        case "huge":
            return StreamingResponse(_huge(answer), media_type=media)
        case "drip":
            return StreamingResponse(_drip(answer, float(fault.get("seconds", 1))), media_type=media)
    return Response(answer, media_type=media)


async def _huge(answer: bytes) -> AsyncIterator[bytes]:
    """Twenty megabytes, of which the first are the answer."""
    yield answer
    for _ in range(320):
        yield bytes(65536)


async def _drip(answer: bytes, seconds: float) -> AsyncIterator[bytes]:
    for position in range(len(answer)):
        yield answer[position : position + 1]
        await asyncio.sleep(seconds)


def timestamp(lab: Lab, request: bytes, at: datetime, serial: int, fault: Fault) -> bytes:
    """The authority's answer, bent in the one way that the fault names."""
    asked = tsp.TimeStampReq.load(request, strict=True)
    imprint = asked["message_imprint"]
    name, digest = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
    nonce = asked["nonce"].native
    match fault.get("kind"):
        case "imprint":
            digest = hashlib.new(name, b"something else").digest()
        case "nonce":
            nonce = (nonce or 0) + 1
        case "no_nonce":
            nonce = None
        case "policy":
            return granted(token(lab.tsa, digest, name, at, serial, nonce, "1.2.3.4"))
        case "fraction":
            at = at.replace(microsecond=int(fault.get("milliseconds", 900)) * 1000)
            return granted(token(lab.tsa, digest, name, at, serial, nonce, to_the_second=False))
        case "refused":
            return rejected(str(fault.get("why", "system_failure")))
        case "stranger":
            return granted(token(lab.card(_STRANGER), digest, name, at, serial, nonce))
        case _:
            return answer_timestamp(lab, request, at, serial)
    return granted(token(lab.tsa, digest, name, at, serial, nonce))


def state_of_certificate(lab: Lab, request: bytes, at: datetime, fault: Fault) -> bytes:
    """The responder's answer, bent in the one way that the fault names."""
    asked = ocsp.load_der_ocsp_request(request)
    identity, nonce, kind = lab.identity_of(asked.serial_number), nonce_of(asked), fault.get("kind")
    if kind in ("try_later", "unauthorized", "internal_error"):
        return unsuccessful(str(kind).upper())
    if identity is None or kind not in _STATES:
        return answer_ocsp(lab, request, at)
    card, responder, state = lab.card(identity.code), lab.ocsp, "good"
    issuer = lab.foreign if identity.issuer == "foreign" else lab.ca
    match kind:
        case "revoked" | "unknown":
            state = str(kind)
        case "other":
            card = lab.card(_OTHER)
        case "stale":
            at -= timedelta(seconds=float(fault.get("seconds", _LONG_AGO)))
        case "stranger":
            responder = lab.card(_STRANGER)
        case "nonce":
            nonce = bytes(16)
        case "no_nonce":
            nonce = None
    return ocsp_answer(responder, card.certificate, issuer.certificate, at, state, nonce)


_STATES = {"revoked", "unknown", "other", "stale", "stranger", "nonce", "no_nonce"}
