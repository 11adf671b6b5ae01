"""The lab over HTTP: a page where a person plays the client, and the real protocols of its authorities."""

from __future__ import annotations

import io
import itertools
import socket
import threading
import time
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from . import faults, writer
from .faults import Fault
from .lab import IDENTITIES, Lab, default_folder
from .web_eid import Reader

PAGE = (Path(__file__).parent / "page.html").read_text()
LIMIT = 60 * 1024 * 1024  # bytes


@dataclass
class State:
    """What was signed and asked here, the bad days to come, and how far the authorities' clock is off."""

    lab: Lab
    signed: list[str] = field(default_factory=list)
    serials: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # "tsa", "ocsp"
    ahead: timedelta = timedelta(0)
    lock: threading.Lock = field(default_factory=threading.Lock)
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.lab)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def fault(self, service: str, *, down: bool) -> Fault:
        """The next bad day of the service, used up; empty on a good one. A day when it is down is met at
        the door, every other at the desk."""
        with self.lock:
            for fault in self.faults:
                if fault["service"] == service:
                    if (fault["kind"] == "down") != down:
                        break
                    fault["times"] = int(fault.get("times", 1)) - 1
                    if fault["times"] <= 0:
                        self.faults.remove(fault)
                    return fault
        return {}

    def is_down(self, service: str) -> bool:
        return bool(self.fault(service, down=True))

    def reset(self) -> None:
        with self.lock:
            for each in (self.signed, self.faults, self.asked):
                each.clear()
            self.ahead = timedelta(0)
            self.reader = Reader(self.lab)


@dataclass
class Running:
    url: str
    state: State
    server: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)


def application(state: State) -> ASGIApp:
    routes = [
        Route("/", _page),
        Route("/sign", _sign, methods=["POST"]),
        Route("/tsa", _tsa, methods=["POST"]),
        Route("/ocsp", _ocsp, methods=["POST"]),
        Route("/reader", _reader, methods=["POST"]),
        Route("/web-eid", _web_eid, methods=["POST"]),
        Route("/anchors.zip", _anchors),
        Route("/healthz", _healthz),
        Route("/_reset", _reset, methods=["POST"]),
        Route("/_faults", _faults, methods=["POST"]),
        Route("/_clock", _clock, methods=["POST"]),
    ]
    app = Starlette(routes=routes)
    app.state.eid = state
    return faults.Unplugged(app, state.is_down)


def _state(request: Request) -> State:
    state: State = request.app.state.eid
    return state


async def _page(request: Request) -> Response:
    reader = _state(request).reader
    in_reader = (
        _options(reader.code) + f"<option value=''{'' if reader.code else ' selected'}>no card</option>"
    )
    page = PAGE.replace("<!-- identities -->", _options()).replace("<!-- cards -->", in_reader)
    return HTMLResponse(page.replace("<!-- cancels -->", "checked" if reader.cancels else ""))


def _options(chosen: str = "") -> str:
    rows = ((i, " selected" if i.code == chosen else "") for i in IDENTITIES.values())
    return "".join(f'<option value="{i.code}"{mark}>{i.label} · {i.code}</option>' for i, mark in rows)


async def _reader(request: Request) -> Response:
    """A person puts another card into the reader, or decides to give no PIN."""
    async with request.form() as form:
        code, state = str(form.get("identity", "")), _state(request)
        if code and code not in IDENTITIES:
            return PlainTextResponse("no such card\n", 400)
        state.reader = Reader(state.lab, code, cancels="cancels" in form)
    return RedirectResponse("/", 303)


async def _web_eid(request: Request) -> Response:
    """What the extension asks for a page."""
    if request.headers.get("content-type") != "application/json":
        return PlainTextResponse("JSON is needed\n", 415)  # what a page of elsewhere cannot send unasked
    said = await request.json()
    return JSONResponse(await run_in_threadpool(_state(request).reader.answer, said))


async def _sign(request: Request) -> Response:
    async with request.form(max_part_size=LIMIT) as form:
        code = str(form.get("identity", ""))
        uploads = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
        if code not in IDENTITIES or not uploads:
            return PlainTextResponse("identity and files are needed\n", 400)
        contents = {str(f.filename): await f.read() for f in uploads}
        at = datetime.fromisoformat(str(form["at"])) if form.get("at") else datetime.now(UTC)
    name, data = signed(_state(request).lab, code, contents, at)
    _state(request).signed.append(code)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, media_type=writer.MIMETYPE, headers=headers)


async def _tsa(request: Request) -> Response:
    state, question = _state(request), await request.body()
    state.asked.append("tsa")
    fault, serial = state.fault("tsa", down=False), next(state.serials)
    answer = await run_in_threadpool(faults.timestamp, state.lab, question, state.now(), serial, fault)
    return await faults.reply(fault, answer, "application/timestamp-reply")


async def _ocsp(request: Request) -> Response:
    state, question = _state(request), await request.body()
    state.asked.append("ocsp")
    fault = state.fault("ocsp", down=False)
    answer = await run_in_threadpool(faults.state_of_certificate, state.lab, question, state.now(), fault)
    return await faults.reply(fault, answer, "application/ocsp-response")


async def _anchors(request: Request) -> Response:
    out, folder = io.BytesIO(), _state(request).lab.anchors
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.rglob("*.pem")):
            archive.write(path, path.relative_to(folder))
    return Response(out.getvalue(), media_type="application/zip")


async def _reset(request: Request) -> Response:
    _state(request).reset()
    return JSONResponse({"reset": True})


async def _faults(request: Request) -> Response:
    given = await request.json()
    state = _state(request)
    state.faults.extend(given if isinstance(given, list) else [given])
    return JSONResponse({"faults": len(state.faults)})


async def _clock(request: Request) -> Response:
    seconds = float((await request.json())["seconds"])
    _state(request).ahead = timedelta(seconds=seconds)
    return JSONResponse({"ahead": seconds})


async def _healthz(request: Request) -> Response:
    return PlainTextResponse("ok\n")


def signed(lab: Lab, code: str, contents: dict[str, bytes], at: datetime) -> tuple[str, bytes]:
    """(file name, container): one container gets one signature more, anything else a new container."""
    first = next(iter(contents))
    if len(contents) == 1 and Path(first).suffix.lower() in (".asice", ".sce", ".bdoc"):
        return first, writer.add_signature(lab, code, contents[first], at)
    return f"{Path(first).stem}.asice", writer.sign_files(lab, code, contents, at)


def start(port: int = 0, folder: Path | None = None) -> Running:
    """Runs the lab in a thread. Port 0 takes any free one."""
    listener = socket.create_server(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    state = State(Lab(folder or default_folder(), ocsp_url=f"{url}/ocsp"))
    server = uvicorn.Server(uvicorn.Config(application(state), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    return Running(url, state, server, thread)
