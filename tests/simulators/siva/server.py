"""SiVa's HTTP side: both questions, its health, and bad days on demand."""

import asyncio
import base64
import binascii
import hashlib
import io
import json
import re
import socket
import threading
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.simulators.siva import bending
from tests.simulators.siva.judge import Documents, Judged, Malformed, judge
from tests.simulators.siva.shapes import Json, refusal, report

_SIGNATURES = re.compile(r"META-INF/.*signatures.*\.xml", re.DOTALL)
_METHODS = ("sha256", "sha384", "sha512")


@dataclass
class State:
    """What it believes, what it was asked, and the bad days it was told to have."""

    anchors: Path
    asked: list[tuple[str, Json]] = field(default_factory=list)
    faults: list[Json] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self) -> Json:
        """The next bad day, used up; empty on a good one."""
        with self.lock:
            if not self.faults:
                return {}
            fault = self.faults[0]
            fault["times"] = int(fault.get("times", 1)) - 1
            if fault["times"] <= 0:
                self.faults.pop(0)
            return fault

    def reset(self) -> None:
        with self.lock:
            self.asked.clear()
            self.faults.clear()


def application(state: State) -> Starlette:
    async def question(request: Request) -> Response:
        body = json.loads(await request.body())
        path, fault = request.url.path, state.fault()
        state.asked.append((path, body))
        kind = fault.get("kind", "")
        if kind == "slow":
            await asyncio.sleep(float(fault.get("seconds", 1)))
        if kind == "error":
            return JSONResponse({"error": "bad day"}, status_code=int(fault.get("status", 500)))
        if kind == "garbage":
            return HTMLResponse("<html><body>Service is being maintained</body></html>")
        if kind == "malformed":
            answer = refusal("Document malformed or not matching documentType", "document")
            return JSONResponse(answer, status_code=400)
        try:
            answer = await run_in_threadpool(_answer, state, path, body)
        except (Malformed, KeyError, ValueError, binascii.Error, zipfile.BadZipFile):
            answer = refusal("Document malformed or not matching documentType", "document")
            return JSONResponse(answer, status_code=400)
        return JSONResponse(bending.bent(answer, kind))

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "UP", "components": {"diskSpace": {"status": "UP"}}})

    async def alive(request: Request) -> Response:
        return PlainTextResponse("ok")

    async def faults(request: Request) -> Response:
        given = await request.json()
        state.faults.extend(given if isinstance(given, list) else [given])
        return JSONResponse({"faults": len(state.faults)})

    async def reset(request: Request) -> Response:
        state.reset()
        return JSONResponse({})

    return Starlette(
        routes=[
            Route("/validate", question, methods=["POST"]),
            Route("/validateHashcode", question, methods=["POST"]),
            Route("/monitoring/health", health),
            Route("/healthz", alive),
            Route("/_faults", faults, methods=["POST"]),
            Route("/_reset", reset, methods=["POST"]),
        ]
    )


def _answer(state: State, path: str, body: Json) -> Json:
    policy = str(body.get("signaturePolicy") or "POLv4")
    if path == "/validate":
        documents, signature_files = _unpacked(base64.b64decode(body["document"], validate=True))
        found = [each for data in signature_files for each in judge(data, documents, state.anchors)]
        return report(found, policy, documents, hashes=False, filename=str(body["filename"]))
    found, documents = _by_hash(body, state.anchors)
    return report(found, policy, documents, hashes=True)


def _by_hash(body: Json, anchors: Path) -> tuple[list[Judged], Documents]:
    found: list[Judged] = []
    known: dict[str, dict[str, bytes]] = {}
    for asked in body["signatureFiles"]:
        own: dict[str, dict[str, bytes]] = {}
        for each in asked["datafiles"]:
            method, digest = str(each["hashAlgo"]).lower(), base64.b64decode(each["hash"], validate=True)
            if method not in _METHODS or len(digest) != hashlib.new(method).digest_size:
                raise Malformed
            own.setdefault(str(each["filename"]), {})[method] = digest
        found += judge(base64.b64decode(asked["signature"], validate=True), own, anchors)
        for name, digests in own.items():
            known.setdefault(name, {}).update(digests)
    return found, known


def _unpacked(data: bytes) -> tuple[Documents, list[bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        files = [n for n in names if n != "mimetype" and not n.startswith("META-INF/")]
        documents = {
            n: {method: hashlib.new(method, archive.read(n)).digest() for method in _METHODS} for n in files
        }
        return documents, [archive.read(n) for n in names if _SIGNATURES.fullmatch(n)]


@dataclass
class Running:
    """A SiVa in a thread of this process."""

    url: str
    state: State
    server: uvicorn.Server
    thread: threading.Thread

    def has(self, kind: str, **more: Any) -> None:
        """The next question meets this bad day (tests/simulators/siva/README.md)."""
        self.state.faults.append({"kind": kind, **more})

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def start(anchors: Path, port: int = 0) -> Running:
    """Serve on a loopback port (0: any free one); answers when it accepts connections."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    state = State(anchors)
    server = uvicorn.Server(
        uvicorn.Config(
            application(state), log_level="warning", access_log=False, lifespan="off",
            timeout_graceful_shutdown=1,
        )
    )  # fmt: skip
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > until or not thread.is_alive():
            raise RuntimeError("SiVa did not start")
        time.sleep(0.01)
    return Running(f"http://127.0.0.1:{listener.getsockname()[1]}", state, server, thread)
