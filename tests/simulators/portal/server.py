"""The portal's HTTP side: its interface, controls for tests, and two pages for people."""

import html
import socket
import threading
import time
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.simulators.portal.lies import BadDays
from tests.simulators.portal.state import PAGE, State

REQUIRED = ("portal", "kind", "number", "effect", "client_code", "client_name", "document_sha256")


def _refused(request: Request, state: State) -> Response | None:
    if request.headers.get("authorization") != f"Bearer {state.token}":
        return JSONResponse({"error": "token"}, status_code=401)
    return None


def _page(title: str, body: str) -> HTMLResponse:
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="et"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )


def _login_form() -> str:
    return (
        '<form method="post" action="/login"><p><label>Kelle nimel (registrikood) '
        '<input name="client_code" required></label></p><p><label>Kes siseneb (isikukood) '
        '<input name="person_code" required></label></p><p><button>Sisene</button></p></form>'
    )


def _interface(state: State) -> list[Route]:
    async def ping(request: Request) -> Response:
        return _refused(request, state) or JSONResponse({"ok": True})

    async def entry(request: Request) -> Response:
        refused = _refused(request, state)
        if refused:
            return refused
        entry_id = request.path_params["id"]
        if request.method == "GET":
            there = state.entries.get(entry_id)
            return JSONResponse(there["answer"]) if there else JSONResponse({}, status_code=404)
        body = await request.json()
        missing = [name for name in REQUIRED if not body.get(name)]
        if missing:
            return JSONResponse({"missing": missing}, status_code=422)
        status, answer = state.put(entry_id, body)
        return JSONResponse(answer, status_code=status)

    async def users(request: Request) -> Response:
        refused = _refused(request, state)
        if refused:
            return refused
        asked = request.query_params
        if not asked.get("portal"):
            return JSONResponse({"missing": ["portal"]}, status_code=422)
        limit = min(max(int(asked.get("limit", PAGE)), 1), 1000)
        return JSONResponse(state.users(asked["portal"], asked.get("after", ""), limit))

    return [
        Route("/v1/ping", ping),
        Route("/v1/entries/{id}", entry, methods=["GET", "PUT"]),
        Route("/v1/users", users),
    ]


def _pages(state: State) -> list[Route]:
    async def home(request: Request) -> Response:
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(value))}</td>" for value in (
                each["answer"]["reference"], each["body"]["number"], each["body"]["kind"],
                each["body"]["client_name"], each["body"]["client_code"], each["answer"]["added_at"],
            )) + "</tr>"
            for each in state.entries.values()
        )  # fmt: skip
        names = ("Viide", "Number", "Liik", "Klient", "Kood", "Lisatud")
        heads = "".join(f'<th scope="col">{name}</th>' for name in names)
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        return _page("Portaal (simulaator)", table + "<h2>Sisene portaali</h2>" + _login_form())

    async def login(request: Request) -> Response:
        form = await request.form()
        granted, why = state.access(str(form.get("client_code", "")), str(form.get("person_code", "")))
        title = "Juurdepääs on olemas" if granted else "Juurdepääsu ei ole"
        return _page(title, f'<p id="result">{html.escape(why)}</p><p><a href="/">Tagasi</a></p>')

    return [Route("/", home), Route("/login", login, methods=["POST"])]


def _controls(state: State) -> list[Route]:
    async def health(request: Request) -> Response:
        return PlainTextResponse("ok")

    async def listing(request: Request) -> Response:
        entries = [{"id": key, **each["body"], **each["answer"]} for key, each in state.entries.items()]
        return JSONResponse({"writes": state.writes, "entries": entries})

    async def faults(request: Request) -> Response:
        given = await request.json()
        state.faults.extend(given if isinstance(given, list) else [given])
        return JSONResponse({"faults": len(state.faults)})

    async def strangers(request: Request) -> Response:
        given = await request.json()
        state.strangers.extend(given if isinstance(given, list) else [given])
        return JSONResponse({"strangers": len(state.strangers)})

    async def reset(request: Request) -> Response:
        state.reset()
        return JSONResponse({})

    return [
        Route("/healthz", health),
        Route("/_entries", listing),
        Route("/_faults", faults, methods=["POST"]),
        Route("/_strangers", strangers, methods=["POST"]),
        Route("/_reset", reset, methods=["POST"]),
    ]


@dataclass
class Running:
    """A portal in a thread of this process."""

    url: str
    state: State
    server: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def start(token: str = "demo-token", port: int = 0) -> Running:
    """Serve on a loopback port (0: any free one); answers when it accepts connections."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    state = State(token)
    app = BadDays(Starlette(routes=[*_interface(state), *_pages(state), *_controls(state)]), state)
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > until or not thread.is_alive():
            raise RuntimeError("the portal did not start")
        time.sleep(0.01)
    return Running(f"http://127.0.0.1:{listener.getsockname()[1]}", state, server, thread)
