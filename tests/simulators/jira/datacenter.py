"""What only Data Center 10 has: REST v2's `search` with startAt, and createmeta in pages of `values`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .rest import Listed, NotFound, number, of, project_of, shapes
from .search import select
from .shapes import field_meta
from .state import FIELDS, ISSUE_TYPES, Json

VERSION = 2


async def fields(request: Request) -> Response:
    return JSONResponse(
        [{"id": k, "name": v[0], "custom": k.startswith("custom")} for k, v in FIELDS.items()]
    )


def page(request: Request, values: list[Json]) -> Response:
    start, size = number(request, "startAt", 0), number(request, "maxResults", 50)
    return JSONResponse({
        "maxResults": size, "startAt": start, "total": len(values), "isLast": start + size >= len(values),
        "values": values[start : start + size],
    })  # fmt: skip


async def issue_types(request: Request) -> Response:
    project_of(request)
    types = [{"id": k, "name": name, "description": "", "subtask": False} for k, name in ISSUE_TYPES.items()]
    return page(request, types)


async def issue_type_fields(request: Request) -> Response:
    project_of(request)
    if request.path_params["type"] not in ISSUE_TYPES:
        raise NotFound
    return page(request, [field_meta(name, of(request).required) for name in FIELDS])


async def search(request: Request) -> Response:
    if request.method == "POST":
        given: Json = await request.json()
    else:
        given = dict(request.query_params)
        if "fields" in given:
            given["fields"] = str(given["fields"]).split(",")
    validate = str(given.get("validateQuery", "true")).lower() != "false"
    found = select(of(request), str(given.get("jql") or ""), validate=validate)
    start, size = int(given.get("startAt") or 0), min(int(given.get("maxResults") or 50), 1000)
    wanted = set(given["fields"]) if given.get("fields") else None
    shown = [shapes(request).issue(issue, wanted) for issue in found[start : start + size]]
    return JSONResponse({
        "expand": "schema,names", "startAt": start, "maxResults": size, "total": len(found), "issues": shown,
    })  # fmt: skip


def own() -> Listed:
    meta = "/rest/api/2/issue/createmeta/{project}/issuetypes"
    return [
        ("/rest/api/2/field", fields, "GET"),
        (meta, issue_types, "GET"),
        (meta + "/{type}", issue_type_fields, "GET"),
        ("/rest/api/2/search", search, "GET"),
        ("/rest/api/2/search", search, "POST"),
    ]
