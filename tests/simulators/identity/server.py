"""The provider's HTTP side: discovery, the page of logging in, the token, and bad logins on demand."""

import base64
import hashlib
import html
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.simulators.identity.tokens import Json, Key, b64, bent, claims_of

PEOPLE: dict[str, Json] = {
    code: {"sub": f"EE{code}", "given": given, "family": family, "born": born}
    for code, given, family, born in [
        ("24503120016", "Mari", "Tamm", "1845-03-12"),
        ("14007050024", "Jaan", "Kask", "1840-07-05"),
        ("23809230033", "Liis", "Saar", "1838-09-23"),
        ("24708300056", "Anna", "Ivanova", "1847-08-30"),
        ("24402020080", "Kadri", "Lepp", "1844-02-02"),
        ("14303030098", "Oleg", "Smirnov", "1843-03-03"),
    ]
}


@dataclass
class State:
    """Whom it serves, what is under way, and the bad logins it was told to give."""

    client: str
    secret: str
    back: str
    key: Key = field(default_factory=lambda: Key("one"))
    other: Key = field(default_factory=lambda: Key("other"))
    codes: dict[str, Json] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[Json] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self) -> str:
        """The next bad login, used up; empty on a good day."""
        with self.lock:
            if not self.faults:
                return ""
            fault = self.faults[0]
            fault["times"] = int(fault.get("times", 1)) - 1
            if fault["times"] <= 0:
                self.faults.pop(0)
            return str(fault["kind"])

    def reset(self) -> None:
        with self.lock:
            self.codes.clear()
            self.asked.clear()
            self.faults.clear()


def _issuer(request: Request) -> str:
    return f"http://{request.headers['host']}"


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test login</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>
<h1>Test login</h1><p>This page plays the state's authentication service. Nobody is asked for a card.</p>
<ul>{people}</ul><p><a href="{cancel}">Give up</a></p></main></body></html>"""


class Provider:
    """What it answers at each of its addresses."""

    def __init__(self, state: State) -> None:
        self.state = state

    async def discovery(self, request: Request) -> Response:
        issuer = _issuer(request)
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/oidc/authorize",
                "token_endpoint": f"{issuer}/oidc/token",
                "jwks_uri": f"{issuer}/oidc/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "scopes_supported": ["openid"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def jwks(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.state.key.published()]})

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.state.asked.append(f"{request.url} {request.headers.get('referer', '')}")
        wrong = _wrong(self.state, asked)
        if wrong:
            return PlainTextResponse(wrong, status_code=400)
        who = asked.pop("who", "")
        if who == "cancel":
            answer = {"error": "user_cancel", "error_description": "User canceled", "state": asked["state"]}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", status_code=302)
        if who in PEOPLE:
            code = secrets.token_urlsafe(24)
            self.state.codes[code] = {**asked, "who": who}
            answer = {"code": code, "state": asked["state"]}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", status_code=302)
        return HTMLResponse(_page(asked))

    async def token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        said = request.headers.get("authorization", "").removeprefix("Basic ")
        if base64.b64decode(said).decode() != f"{self.state.client}:{self.state.secret}":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        kind, begun = self.state.fault(), self.state.codes.pop(form.get("code", ""), None)
        if kind == "error":
            return JSONResponse({"error": "server_error"}, status_code=500)
        if kind == "garbage":
            return HTMLResponse("<html><body>Maintenance</body></html>")
        verifier = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            begun is None
            or begun["code_challenge"] != verifier
            or begun["redirect_uri"] != form.get("redirect_uri")
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        claims = claims_of(_issuer(request), self.state.client, begun["nonce"], PEOPLE[begun["who"]])
        found = bent(kind, self.state.key, self.state.other, self.state.secret, claims)
        answer = {"access_token": secrets.token_urlsafe(24), "token_type": "bearer", "expires_in": 600}
        return JSONResponse(answer | ({"id_token": found} if found else {}))

    async def faults(self, request: Request) -> Response:
        said = await request.json()
        self.state.faults.extend(said if isinstance(said, list) else [said])
        return Response(status_code=204)

    async def rotate(self, request: Request) -> Response:
        self.state.key = Key(secrets.token_hex(4))
        return Response(status_code=204)

    async def reset(self, request: Request) -> Response:
        self.state.reset()
        return Response(status_code=204)

    async def healthz(self, request: Request) -> Response:
        return PlainTextResponse("ok")


def application(state: State) -> Starlette:
    it = Provider(state)
    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", it.discovery),
            Route("/oidc/jwks", it.jwks),
            Route("/oidc/authorize", it.authorize),
            Route("/oidc/token", it.token, methods=["POST"]),
            Route("/_faults", it.faults, methods=["POST"]),
            Route("/_rotate", it.rotate, methods=["POST"]),
            Route("/_reset", it.reset, methods=["POST"]),
            Route("/healthz", it.healthz),
        ]
    )


def _wrong(state: State, asked: Json) -> str:
    """What the request lacks, as the real one would refuse it."""
    if asked.get("client_id") != state.client:
        return "unknown client"
    if not asked.get("redirect_uri") or (state.back and asked["redirect_uri"] != state.back):
        return "this return address is not registered"
    if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
        return "only the code flow with scope openid"
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        return "PKCE is missing"
    return "" if asked.get("state") and asked.get("nonce") else "state and nonce are missing"


def _page(asked: Json) -> str:
    def link(who: str) -> str:
        return html.escape(f"/oidc/authorize?{urlencode({**asked, 'who': who})}")

    people = "".join(
        f'<li><a href="{link(code)}">{person["given"]} {person["family"]}</a></li>'
        for code, person in PEOPLE.items()
    )
    return PAGE.format(people=people, cancel=link("cancel"))


@dataclass
class Running:
    """A simulator that serves on a loopback port."""

    url: str
    state: State
    server: uvicorn.Server
    thread: threading.Thread

    def has(self, kind: str, **more: Any) -> None:
        """The next login is of this kind (README.md)."""
        self.state.faults.append({"kind": kind, **more})

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def start(client: str, secret: str, port: int = 0, back: str = "") -> Running:
    """Serve on a loopback port (0: any free one); answers when it accepts connections."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    state = State(client, secret, back)
    config = uvicorn.Config(
        application(state), log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > until or not thread.is_alive():
            raise RuntimeError("the identity provider did not start")
        time.sleep(0.01)
    return Running(f"http://127.0.0.1:{listener.getsockname()[1]}", state, server, thread)
