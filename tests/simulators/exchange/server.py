"""The exchange's HTTP side: a page for people (who play the caller and the phone) and a small JSON API."""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.simulators.exchange.switch import Call, Switch

NUMBER = "+3726625999"
PAGE = Path(__file__).with_name("page.html").read_text()


async def _values(request: Request) -> dict[str, str]:
    if "json" in request.headers.get("content-type", ""):
        body: Any = await request.json()
        return {str(key): str(value) for key, value in body.items()}
    return {key: str(value) for key, value in (await request.form()).items()}


def _said(request: Request, call: Call) -> Response:
    if "json" in request.headers.get("content-type", "") or "json" in request.headers.get("accept", ""):
        return JSONResponse(asdict(call))
    return RedirectResponse("/", status_code=303)


def app(switch: Switch) -> Starlette:
    """The Starlette application around ``switch``."""

    async def page(request: Request) -> Response:
        return HTMLResponse(PAGE)

    async def health(request: Request) -> Response:
        return PlainTextResponse("ok")

    async def calls(request: Request) -> Response:
        return JSONResponse({"trouble": switch.trouble, "calls": switch.seen()})

    async def call(request: Request) -> Response:
        values = await _values(request)
        made = await run_in_threadpool(
            switch.ring_in, values.get("from") or "anonymous", values.get("callId", "")
        )
        return _said(request, made)

    async def act(request: Request) -> Response:
        values = await _values(request)
        call_id = request.path_params["call_id"]
        deeds: dict[str, Callable[[], Call]] = {
            "answer": lambda: switch.answer(call_id, values.get("extension", "")),
            "hangup": lambda: switch.hang_up(call_id),
            "refuse": lambda: switch.refuse(call_id),
            "hold": lambda: switch.hold(call_id),
            "resume": lambda: switch.hold(call_id, "resume"),
        }
        try:
            return _said(request, await run_in_threadpool(deeds[request.path_params["deed"]]))
        except KeyError:
            return JSONResponse({"error": "no such call or deed"}, status_code=404)
        except LookupError as trouble:
            return JSONResponse({"error": str(trouble)}, status_code=409)

    async def reset(request: Request) -> Response:
        switch.reset()
        return JSONResponse({})

    return Starlette(
        routes=[
            Route("/", page),
            Route("/healthz", health),
            Route("/calls", calls),
            Route("/call", call, methods=["POST"]),
            Route("/calls/{call_id}/{deed}", act, methods=["POST"]),
            Route("/_reset", reset, methods=["POST"]),
        ]
    )


@dataclass
class Running:
    """A started exchange: its address, its calls (``state``), and how to stop it."""

    url: str
    state: Switch
    stop: Callable[[], None]


def start(
    desk: str,
    token: str,
    *,
    port: int = 0,
    secret: str = "",
    poll: float = 1.0,
    ring: float = 20.0,
    number: str = NUMBER,
    rotates: tuple[str, ...] = (),
) -> Running:
    """Start the exchange in a thread; ``desk`` is the address of the desk, ``token`` that of the line."""
    switch = Switch(desk, token, number=number, secret=secret, poll=poll, ring=ring, rotates=rotates)
    config = uvicorn.Config(app(switch), host="127.0.0.1", port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        if time.monotonic() > until or not thread.is_alive():
            raise RuntimeError("the exchange did not start")
        time.sleep(0.02)
    switch.begin()

    def stop() -> None:
        switch.stop()
        server.should_exit = True
        with contextlib.suppress(RuntimeError):
            thread.join(timeout=10)

    taken = server.servers[0].sockets[0].getsockname()[1]
    return Running(f"http://127.0.0.1:{taken}", switch, stop)
