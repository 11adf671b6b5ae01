"""The register's address: SOAP by POST, its WSDL by GET, and the levers of the tests."""

from __future__ import annotations

import asyncio
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import changes, faults, generated, neighbours, soap, world

CONTRACT = Path(__file__).parents[3] / "registry" / "contract"

NO_INPUT = (
    "Sisendparameetrid vigased: palun sisestage kas äriregistri kood, isikukood või isiku ees- ja"
    " perekonnanimi."
)


def _everyone() -> dict[str, world.Organisation]:
    return world.organisations() | {each.code: each for each in generated.organisations()}


@dataclass
class State:
    """What the pretended register knows, and what it was asked."""

    username: str
    password: str
    organisations: dict[str, world.Organisation] = field(default_factory=_everyone)
    fault: str = ""  # a kind of faults.MAGIC for every question
    fault_of: str = ""  # only for this service
    refused: list[str] = field(default_factory=list)  # services that we have no right to
    delay: float = 0.0  # seconds before every answer
    slow: float = 8.0  # seconds of the magic slow code
    calls: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)
    peers: list[int] = field(default_factory=list)  # the port of whoever asked
    beside: neighbours.Beside = field(default_factory=neighbours.Beside)

    def reset(self) -> None:
        fresh = State(self.username, self.password)
        self.__dict__.update(fresh.__dict__)


def application(state: State) -> Starlette:
    app = Starlette(
        routes=[
            Route("/", _soap, methods=["POST"]),
            Route("/cgi-bin/consumer_proxy", _soap, methods=["POST"]),
            Route("/", _wsdl, methods=["GET"]),
            Route("/{name}.xsd", _xsd),
            Route("/healthz", _healthz),
            Route("/_set", _set, methods=["POST"]),
            Route("/_faults", _faults, methods=["POST"]),
            Route("/_reset", _reset, methods=["POST"]),
            Route("/_calls", _calls),
            *neighbours.ROUTES,
        ]
    )
    app.state.register = state
    return app


async def _soap(request: Request) -> Response:
    state: State = request.app.state.register
    try:
        question = soap.read(await request.body())
    except soap.NotSoap:
        return Response(soap.fault(None, "SOAP-ENV:Client", "Bad request"), 500, media_type=faults.XML)
    state.calls[question.service] += 1
    state.peers.append(request.client.port if request.client else 0)
    state.at_once += 1
    state.most_at_once = max(state.most_at_once, state.at_once)
    try:
        return await _answer(state, question)
    finally:
        state.at_once -= 1


async def _answer(state: State, question: soap.Question) -> Response:
    refused = _refusal(state, question)
    if refused:
        return Response(soap.fault(question, *refused), 500, media_type=faults.XML)
    code = question.fields.get("ariregistri_kood", "")
    kind = state.fault if state.fault_of in {"", question.service} else ""
    kind = kind or (faults.MAGIC.get(code, "") if question.service == "esindus_v2" else "")
    if state.delay:
        await asyncio.sleep(state.delay)
    if kind == "slow":
        await asyncio.sleep(state.slow)
    if kind == "never":
        state.at_once -= 1  # whoever asked has gone long before this ends
        await asyncio.sleep(60)
        state.at_once += 1
    bad = faults.instead(kind, question)
    if bad is None:
        content = _content(state, question)
        if content is None:
            return Response(soap.fault(question, "SOAP-ENV:Server", NO_INPUT), 200, media_type=faults.XML)
        whole = soap.answer(question, content)
        bad = faults.spoiled(kind, whole, code) or Response(whole, 200, media_type=faults.XML)
    return bad


def _refusal(state: State, question: soap.Question) -> tuple[str, str] | None:
    """X-Road: rights of the subsystem, no credentials. Direct: credentials, and one question at a time."""
    if question.xroad:
        state.headers.append(question.headers())
        if question.part("memberCode") == "00000000" or question.service in state.refused:
            return "Server.ServerProxy.AccessDenied", "Request is not allowed: SERVICE"
        return None
    given = question.fields
    if (given.get("ariregister_kasutajanimi"), given.get("ariregister_parool")) != (
        state.username,
        state.password,
    ):
        return "SOAP-ENV:Server", "Incorrect user name or password."
    if question.service in state.refused:
        return "SOAP-ENV:Server", "Puudub õigus seda päringut teha."
    if state.at_once > 1:
        return "SOAP-ENV:Server", "Samaaegsete päringute piirang."
    return None


def _content(state: State, question: soap.Question) -> list[Any] | None:
    asked = question.fields
    english = asked.get("keel") == "eng"
    code = asked.get("ariregistri_kood", "")
    if question.service == "klassifikaatorid_v1":
        return soap.classifiers(asked.get("klassifikaator", ""), english)
    if question.service == changes.SERVICE:
        return changes.of_day(state.beside, state.organisations, asked.get("kuupaev", ""))
    if question.service == "detailandmed_v3":
        if not all(asked.get(name) for name in soap.WANTED) or not code:
            return None
        return soap.details(_known(state, code)[: int(asked.get("evarv") or 10)], asked["iandmed"] == "true")
    if question.service == "lihtandmed_v3":
        wanted = asked.get("evnimi", "").casefold()
        found = [
            each for each in _known(state, code) if not wanted or wanted in each.name.casefold()
        ]  # fmt: skip
        return soap.facts(found[:10], english) if code or wanted else None
    person = asked.get("fyysilise_isiku_kood", "")
    first, last = asked.get("fyysilise_isiku_eesnimi", ""), asked.get("fyysilise_isiku_perenimi", "")
    if not code and not person and not (first and last):
        return None
    found = [
        each
        for each in _known(state, code)
        if (not person or any(row.code == person for row in each.persons))
        and (not first or any((row.first, row.last) == (first, last) for row in each.persons))
    ]
    return soap.organisations(found, english, only=person if code else "")


def _known(state: State, code: str) -> list[world.Organisation]:
    if not code:
        return list(state.organisations.values())
    if code in faults.MAGIC and code not in state.organisations:
        board = [world.person(key, sole="EI") for key in ("mari", "jaan")]
        return [world.Organisation(code, "Halb Päev OÜ", persons=board, groups=[board])]
    return [state.organisations[code]] if code in state.organisations else []


async def _wsdl(request: Request) -> Response:
    return Response((CONTRACT / "register.wsdl").read_bytes(), media_type="text/xml")


async def _xsd(request: Request) -> Response:
    file = CONTRACT / f"{request.path_params['name']}.xsd"
    return Response(file.read_bytes() if file.is_file() else b"", 200 if file.is_file() else 404)


async def _healthz(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _set(request: Request) -> Response:
    """Change one organisation (or make it): any of its fields; groups are lists of personal codes.

    Rows that leave the card or come to it do so on the day `on` (today).
    """
    state: State = request.app.state.register
    change = await request.json()
    code, on = change.pop("code"), change.pop("on", "") or datetime.now(UTC).date().isoformat()
    known = state.organisations.get(code) or world.Organisation(code, change.get("name", f"Uus {code}"))
    made = state.organisations[code] = deepcopy(known)  # the generated ones are shared with the next reset
    if "persons" in change:
        made.move(on, persons=[world.Person(**row) for row in change.pop("persons")])
    if "conditions" in change:
        made.move(on, conditions=change.pop("conditions"))
    if "groups" in change:
        by_code = {row.code: row for row in made.persons}
        made.groups = [[by_code[each] for each in group] for group in change.pop("groups")]
    for name, value in change.items():
        setattr(made, name, value)
    return JSONResponse({"set": code})


async def _faults(request: Request) -> Response:
    """{"fault": "html502", "delay": 0.05, "slow": 1}: for every question until reset."""
    state: State = request.app.state.register
    for name, value in (await request.json()).items():
        setattr(state, name, value)
    return JSONResponse({"fault": state.fault, "delay": state.delay})


async def _reset(request: Request) -> Response:
    request.app.state.register.reset()
    return JSONResponse({"status": "reset"})


async def _calls(request: Request) -> Response:
    state: State = request.app.state.register
    return JSONResponse({"calls": state.calls, "most_at_once": state.most_at_once, "headers": state.headers})
