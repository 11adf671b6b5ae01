"""What stands beside the register, over HTTP and JSON: the system of mandates, and names while one types.

Both contracts are unverified: this is what their descriptions say. `POST /_beside` sets the kinds of trouble.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from . import world

# Someone who is on no card, but was given a role by one who is: Kadri Lepp, who keeps the books of these two.
DELEGATED = {("10000001", "24402020080"): "KOTKAS:Edit.submit", ("10000076", "24402020080"): "KOTKAS:View"}
MOST_NAMES = 10


@dataclass
class Beside:
    """Kinds of trouble (see `_bad`), the days of the change feed, and what was asked."""

    mandates: str = ""
    names: str = ""
    changes: str = ""  # a kind of changes.SPOILED
    changed: dict[str, list[str]] = field(default_factory=dict)  # day -> registry codes
    asked: list[dict[str, str]] = field(default_factory=list)


async def mandates(request: Request) -> Response:
    """GET …/representees/EE<code>/delegates/EE<person>/mandates?ns=BR_REPRIGHT"""
    state = request.app.state.register
    beside: Beside = state.beside
    beside.asked.append({name: value for name, value in request.headers.items() if name.startswith("x-road")})
    code, person = request.path_params["code"], request.path_params["person"]
    spaces = request.query_params.getlist("ns")
    if not request.headers.get("x-road-client") or not request.headers.get("x-road-id"):
        return _refused("Client.BadRequest", 400)
    if request.headers["x-road-client"].split("/")[2:3] == ["00000000"]:
        return _refused("Server.ServerProxy.AccessDenied", 500)
    if not spaces and not request.query_params.getlist("role"):
        return JSONResponse({"title": "ns or role"}, 400)
    if beside.mandates:
        return await _bad(beside.mandates, state.slow)
    organisation = state.organisations.get(code)
    roles = [role for role in roles_of(organisation, person) if role.partition(":")[0] in spaces]
    return JSONResponse(_triplet(organisation, code, person, roles))


def roles_of(organisation: world.Organisation | None, person: str) -> list[str]:
    """Roles of a card as the system of mandates mirrors them, and what was delegated."""
    if organisation is None or organisation.status == "K":
        return []
    found = []
    for row in organisation.persons:
        if row.code == person and row.country == "EST" and row.first:
            found.append(f"BR_REPRIGHT:{row.role}")
            if row.sole == "JAH":
                found += ["BR_REPRIGHT:SOLEREP", f"BR_REPRIGHT:{row.role}_SOLEREP"]
    if any(row.code == person for group in organisation.groups for row in group):
        found.append("BR_REPRIGHT:GROUPREP")
    delegated = DELEGATED.get((organisation.code, person))
    return [*found, delegated] if delegated else found


def _triplet(
    organisation: world.Organisation | None, code: str, person: str, roles: list[str]
) -> dict[str, Any]:
    if organisation is None or not roles:
        nobody = {"type": "UNKNOWN"}
        return {"representee": nobody, "delegate": nobody, "mandates": []}
    row = next((each for each in organisation.persons if each.code == person), None)
    return {
        "representee": {
            "type": "LEGAL_PERSON",
            "legalName": organisation.name,
            "identifier": f"EE{code}",
        },
        "delegate": {
            "type": "NATURAL_PERSON",
            "firstName": row.first if row else "Kadri",
            "surname": row.last if row else "Lepp",
            "identifier": f"EE{person}",
        },
        "mandates": [{"role": role} for role in roles],
    }


async def names(request: Request) -> Response:
    """GET /est/api/autocomplete?q=… ; like the real one it turns away who does not say who asks."""
    state = request.app.state.register
    agent = request.headers.get("user-agent", "")
    if not agent or agent.startswith(("python", "curl")):
        return Response("", 403)
    if state.beside.names:
        return await _bad(state.beside.names, state.slow)
    text = request.query_params.get("q", "").strip().casefold()
    found = [
        each
        for each in state.organisations.values()
        if text and (text in each.name.casefold() or each.code.startswith(text))
    ]
    return JSONResponse({"status": "OK", "data": [_line(each) for each in found[:MOST_NAMES]]})


def _line(each: world.Organisation) -> dict[str, Any]:
    return {
        "company_id": int(f"9{each.code}"),
        "reg_code": int(each.code),
        "name": each.name,
        "historical_names": [],
        "status": each.status,
        "legal_address": "Näidise tn 1",
        "zip_code": "10001",
        "legal_form": each.form,
        "url": f"https://ariregister.example/est/company/{each.code}",
    }


async def _bad(kind: str, slow: float) -> Response:
    """http500, http503, http403, slow, drip, huge, html, empty, list, other, strange, redirect, headers."""
    match kind:
        case "slow":
            await asyncio.sleep(slow)
            return JSONResponse({"status": "OK", "data": [], "mandates": []})
        case "drip":
            return StreamingResponse(_drip(), media_type="application/json")
        case "huge":
            return StreamingResponse(_huge(), media_type="application/json")
        case "html":
            return Response("<html><body>Portal</body></html>", media_type="text/html")
        case "empty":
            return Response("", media_type="application/json")
        case "list":
            return JSONResponse([1, 2])
        case "other":
            other = {"type": "LEGAL_PERSON", "legalName": "Keegi Teine OÜ", "identifier": "EE10000395"}
            said = {"representee": other, "delegate": other, "mandates": [{"role": "BR_REPRIGHT:SOLEREP"}]}
            return JSONResponse(said | {"status": "OK", "data": [{"nimi": "Keegi"}]})
        case "strange":
            known = {"type": "UNKNOWN"}
            said = {"representee": known, "delegate": known, "mandates": [{"role": "BR_REPRIGHT:SOLEREP"}]}
            return JSONResponse(said | {"status": "ERROR", "data": []})
        case "redirect":
            return Response("", 302, headers={"Location": "/elsewhere"})
        case "headers":
            return Response("{}", headers={"X-Odd\x01": "1"}, media_type="application/json")
        case _:
            return JSONResponse({"title": "Viga", "detail": "EE24503120016"}, int(kind.removeprefix("http")))


async def _drip() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.2)


async def _huge() -> AsyncIterator[bytes]:
    yield b'{"data": ["'
    for _ in range(200):
        yield b"x" * 65536


def _refused(code: str, status: int) -> Response:
    """What a security server answers by itself (PR-REST)."""
    return JSONResponse({"type": code, "message": "…"}, status, headers={"X-Road-Error": code})


async def set_beside(request: Request) -> Response:
    """{"mandates": "http503", "names": "slow", "changes": "count", "changed": {"2026-11-21": ["10…"]}}"""
    beside: Beside = request.app.state.register.beside
    for name, value in (await request.json()).items():
        setattr(beside, name, value)
    return JSONResponse({"mandates": beside.mandates, "names": beside.names, "changes": beside.changes})


_WHOSE = "/r1/{instance}/{kind}/{member}/{subsystem}/oraakel"
ROUTES = [
    Route(_WHOSE, lambda request: JSONResponse({"title": "not found"}, 404)),
    Route(f"{_WHOSE}/representees/EE{{code}}/delegates/EE{{person}}/mandates", mandates),
    Route("/est/api/autocomplete", names),
    Route("/_beside", set_beside, methods=["POST"]),
]
