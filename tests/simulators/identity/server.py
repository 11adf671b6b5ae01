"""The providers' HTTP side: discovery, the page of logging in, tokens, logouts, and bad ones on demand."""

import base64
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.simulators.identity.houses import House, Session, State, challenge
from tests.simulators.identity.pages import FRAME, METHODS, choose, go_on
from tests.simulators.identity.people import PEOPLE
from tests.simulators.identity.tokens import Json, Key, bent, bent_logout

COOKIE = "simulated_govsso"


def _base(request: Request) -> str:
    return f"http://{request.headers['host']}"


class Provider:
    """What one of the services answers at each of its addresses."""

    def __init__(self, state: State, house: House) -> None:
        self.state, self.house = state, house

    async def discovery(self, request: Request) -> Response:
        base, house = _base(request), self.house
        under = f"{base}{house.path}"
        said = {
            "issuer": house.issuer(base),
            "authorization_endpoint": f"{under}{house.authorize}",
            "token_endpoint": f"{under}{house.token}",
            "jwks_uri": f"{under}{house.jwks}",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }
        if house.shared:
            said["end_session_endpoint"] = f"{under}/oauth2/sessions/logout"
        return JSONResponse(said)

    async def jwks(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.state.key.published()]})

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.state.asked.append(f"{request.url} {request.headers.get('referer', '')}")
        wrong = _wrong(self.state, self.house, asked)
        if wrong:
            return PlainTextResponse(wrong, status_code=400)
        who, method = asked.pop("who", ""), asked.pop("method", "idcard")
        if who == "cancel":
            return self._back(asked, error="user_cancel", error_description="User canceled")
        session = self.house.alive(request.cookies.get(COOKIE, "")) if self.house.shared else None
        if session is not None and who in {"", "continue"}:
            return (
                self._let_in(asked, session=session)
                if who
                else HTMLResponse(go_on(self.house, asked, session))
            )
        if who in PEOPLE and method in METHODS:
            return self._let_in(asked, who=who, method=method)
        return HTMLResponse(choose(self.house, asked))

    def _let_in(
        self, asked: Json, *, session: Session | None = None, who: str = "", method: str = ""
    ) -> Response:
        if session is None and self.house.shared:
            session = self.house.opened(PEOPLE[who], method)
        if session is not None:
            session.until = time.time() + self.house.lasts
            session.nonce = asked["nonce"]
        person, by = (session.who, session.method) if session else (PEOPLE[who], method)
        code = secrets.token_urlsafe(24)
        self.state.codes[code] = {**asked, "person": person, "method": by, "session": session}
        response = self._back(asked, code=code)
        if session is not None:
            response.set_cookie(COOKIE, session.sid, httponly=True, samesite="lax")
        return response

    def _back(self, asked: Json, **answer: str) -> Response:
        found = urlencode({**answer, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{found}", status_code=302)

    async def token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        said = request.headers.get("authorization", "").removeprefix("Basic ")
        if base64.b64decode(said).decode() != f"{self.state.client}:{self.state.secret}":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        kind = self.state.fault()
        login = self._renewed(form) if form.get("grant_type") == "refresh_token" else self._begun(form)
        if kind == "error":
            return JSONResponse({"error": "server_error"}, status_code=500)
        if kind == "garbage":
            return HTMLResponse("<html><body>Maintenance</body></html>")
        if login is None or kind == "refused":
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return self._answered(_base(request), kind, login)

    def _answered(self, base: str, kind: str, login: Json) -> Response:
        access, state = secrets.token_urlsafe(24), self.state
        claims = self.house.claims(base, state.client, login, access)
        if kind == "another_person":
            claims["sub"] = next(one.subject for one in PEOPLE.values() if one.subject != claims["sub"])
        if kind == "replayed" and state.given:
            claims["jti"] = state.given[-1]["jti"]
        state.given.append(claims)
        found = bent(kind, state.key, state.other, state.secret, claims)
        answer: Json = {"access_token": access, "token_type": "bearer", "expires_in": 1}
        if isinstance(session := login.get("session"), Session):
            fresh = secrets.token_urlsafe(24)
            self.house.refresh = {
                token: sid for token, sid in self.house.refresh.items() if sid != session.sid
            } | {fresh: session.sid}
            answer["refresh_token"] = fresh
        return JSONResponse(answer | ({"id_token": found} if found else {}))

    def _begun(self, form: Json) -> Json | None:
        begun = self.state.codes.pop(form.get("code", ""), None)
        if begun is None or begun["redirect_uri"] != form.get("redirect_uri"):
            return None
        return begun if begun["code_challenge"] == challenge(form.get("code_verifier", "")) else None

    def _renewed(self, form: Json) -> Json | None:
        session = self.house.alive(self.house.refresh.pop(form.get("refresh_token", ""), ""))
        if session is None:
            return None
        session.until = time.time() + self.house.lasts
        return {"person": session.who, "method": session.method, "nonce": session.nonce, "session": session}

    async def leave(self, request: Request) -> Response:
        """A system sends its person here to end the session that others share."""
        said = dict(request.query_params) or {
            name: str(each) for name, each in (await request.form()).items()
        }
        claims, back = (
            self.state.key.said(said.get("id_token_hint", "")),
            said.get("post_logout_redirect_uri", ""),
        )
        if claims is None or not back or (self.house.out and back != self.house.out):
            return PlainTextResponse("this logout is not registered", status_code=400)
        self.house.sessions.pop(str(claims.get("sid", "")), None)
        response = RedirectResponse(back, status_code=303)
        response.delete_cookie(COOKIE)
        return response

    async def elsewhere(self, request: Request) -> Response:
        """The page on which every session of GovSSO is ended as if by another system; POST does it."""
        if request.method == "GET":
            form = f'<form method="post"><button>End {len(self.house.sessions)} sessions</button></form>'
            return HTMLResponse(FRAME.format(title="Another system", body=form))
        for sid in list(self.house.sessions):
            self.house.sessions.pop(sid)
            token = self.logout_token(_base(request), sid)
            if self.house.told:
                await run_in_threadpool(
                    requests.post, self.house.told, data={"logout_token": token}, timeout=5
                )
        return HTMLResponse(FRAME.format(title="Another system", body="<p>All sessions are over.</p>"))

    def logout_token(self, base: str, sid: str, kind: str = "") -> str:
        state = self.state
        claims = self.house.ended(base, state.client, sid)
        return bent_logout(kind, state.key, state.other, state.secret, claims)

    def routes(self) -> list[Route]:
        house, under = self.house, self.house.path
        found = [Route(f"{under}{place}", self.discovery) for place in house.discovery]
        found += [
            Route(f"{under}{house.jwks}", self.jwks),
            Route(f"{under}{house.authorize}", self.authorize),
            Route(f"{under}{house.token}", self.token, methods=["POST"]),
        ]
        if house.shared:
            found += [
                Route(f"{under}/oauth2/sessions/logout", self.leave, methods=["GET", "POST"]),
                Route(f"{under}/elsewhere", self.elsewhere, methods=["GET", "POST"]),
            ]
        return found


def _wrong(state: State, house: House, asked: Json) -> str:
    """What the request lacks, as the real one would refuse it."""
    if asked.get("client_id") != state.client:
        return "unknown client"
    if not asked.get("redirect_uri") or (house.back and asked["redirect_uri"] != house.back):
        return "this return address is not registered"
    if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
        return "only the code flow with scope openid"
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        return "PKCE is missing"
    if "prompt" in asked:
        return "prompt is not supported"
    return "" if asked.get("state") and asked.get("nonce") else "state and nonce are missing"


def application(state: State) -> Starlette:
    async def faults(request: Request) -> Response:
        said = await request.json()
        state.faults.extend(said if isinstance(said, list) else [said])
        return Response(status_code=204)

    async def rotate(request: Request) -> Response:
        state.key = Key(secrets.token_hex(4))
        return Response(status_code=204)

    async def reset(request: Request) -> Response:
        state.reset()
        return Response(status_code=204)

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok")

    ours: dict[str, Callable[[Request], Any]] = {"_faults": faults, "_rotate": rotate, "_reset": reset}
    routes = [route for house in state.houses.values() for route in Provider(state, house).routes()]
    routes += [Route(f"/{name}", answer, methods=["POST"]) for name, answer in ours.items()]
    return Starlette(routes=[*routes, Route("/healthz", healthz)])


@dataclass
class Running:
    """A simulator that serves on a loopback port; `url` is the issuer of the client's page."""

    url: str
    state: State
    server: uvicorn.Server
    thread: threading.Thread

    @property
    def tara(self) -> str:
        """The issuer of the staff's TARA."""
        return f"{self.url}/tara"

    @property
    def govsso(self) -> str:
        """The issuer of GovSSO, without the slash that its name ends with."""
        return f"{self.url}/govsso"

    def has(self, kind: str, **more: Any) -> None:
        """The next login is of this kind (README.md)."""
        self.state.faults.append({"kind": kind, **more})

    def logout_token(self, sid: str, kind: str = "") -> str:
        """What GovSSO sends when its session `sid` is over; with `kind` what a forger would send."""
        return Provider(self.state, self.state.houses["/govsso"]).logout_token(self.url, sid, kind)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def registered(state: State, desk: str) -> None:
    """The addresses of a desk, as they stand in the services' lists."""
    for way in ("tara", "govsso"):
        house = state.houses[f"/{way}"]
        house.back = f"{desk}/entry/back/{way}/" if desk else ""
        if house.shared:
            house.out = f"{desk}/login/" if desk else ""
            house.told = f"{desk}/login/govsso/logout/" if desk else ""


def start(client: str, secret: str, port: int = 0, back: str = "", desk: str = "") -> Running:
    """Serve on a loopback port (0: any free one); answers when it accepts connections.

    `back` is the one return address of the client's page, `desk` where the staff's desk is; empty: any.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    state = State(client, secret)
    state.houses[""].back = back
    registered(state, desk)
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
