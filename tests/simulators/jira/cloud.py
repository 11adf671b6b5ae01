"""What only Cloud has: REST v3's `search/jql` with page tokens, pages of the changelog, own createmeta."""

from __future__ import annotations

import base64
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .rest import Listed, NotFound, issue_of, number, of, project_of, shapes
from .search import BadQuery, is_bounded, select
from .shapes import field_meta
from .state import FIELDS, ISSUE_TYPES, Json

VERSION = 3
SEARCH_KEYS = {
    "expand", "fields", "fieldsByKeys", "jql", "maxResults", "nextPageToken", "properties", "reconcileIssues",
}  # fmt: skip
GONE = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."


async def search(request: Request) -> Response:
    given: Json = await request.json()
    if set(given) - SEARCH_KEYS or None in given.values():
        raise BadQuery("Invalid request payload. Refer to the REST API documentation and try again.")
    jql, start = str(given.get("jql") or ""), _start(given)
    if not is_bounded(jql):
        raise BadQuery("Unbounded JQL queries are not allowed here. Please add a search restriction.")
    reconciled = given.get("reconcileIssues") or []
    if len(reconciled) > 50:
        raise BadQuery("At most 50 issues can be reconciled.")
    fresh = frozenset(str(issue) for issue in reconciled)
    found = select(of(request), jql, validate=True, fresh=fresh)
    size = min(int(given.get("maxResults") or 50), 100)
    wanted = set(given.get("fields") or ["id"])
    shown = [shapes(request).issue(issue, wanted) for issue in found[start : start + size]]
    if wanted == {"id"}:
        shown = [{"id": issue["id"]} for issue in shown]
    last = start + size >= len(found)
    body: Json = {"issues": shown, "isLast": last}
    if not last:
        body["nextPageToken"] = base64.b64encode(json.dumps([jql, start + size]).encode()).decode()
    return JSONResponse(body)


def _start(given: Json) -> int:
    """A token belongs to its query."""
    if not given.get("nextPageToken"):
        return 0
    try:
        jql, start = json.loads(base64.b64decode(given["nextPageToken"]))
    except ValueError:
        jql, start = "", 0
    if jql != given.get("jql"):
        raise BadQuery("The nextPageToken is invalid.")
    return int(start)


async def bulk_fetch(request: Request) -> Response:
    """Those that there are; what is gone or hidden is in neither list."""
    given: Json = await request.json()
    if set(given) - {"expand", "fields", "fieldsByKeys", "issueIdsOrKeys", "properties"}:
        raise BadQuery("Invalid request payload. Refer to the REST API documentation and try again.")
    if len(given["issueIdsOrKeys"]) > 100:
        raise BadQuery("At most 100 issues can be fetched.")
    found = [issue for name in given["issueIdsOrKeys"] if (issue := of(request).find(str(name)))]
    wanted = set(given["fields"]) if given.get("fields") else None
    return JSONResponse({
        "issues": [shapes(request).issue(issue, wanted) for issue in found], "issueErrors": [],
    })  # fmt: skip


async def removed(request: Request) -> Response:
    return JSONResponse({"errorMessages": [GONE], "errors": {}}, 410)


async def changelog(request: Request) -> Response:
    issue = issue_of(request)
    start, size = number(request, "startAt", 0), min(number(request, "maxResults", 100), 100)
    shown = issue.history[start : start + size]
    return JSONResponse({
        "self": f"{shapes(request).rest}/issue/{issue.id}/changelog", "startAt": start, "maxResults": size,
        "total": len(issue.history), "isLast": start + size >= len(issue.history),
        "values": [shapes(request).history(entry) for entry in shown],
    })  # fmt: skip


def page(request: Request, key: str, values: list[Json]) -> Response:
    start, size = number(request, "startAt", 0), number(request, "maxResults", 50)
    body = {"maxResults": size, "startAt": start, "total": len(values), key: values[start : start + size]}
    return JSONResponse(body)


async def issue_types(request: Request) -> Response:
    project_of(request)
    types = [{"id": k, "name": name, "description": "", "subtask": False} for k, name in ISSUE_TYPES.items()]
    return page(request, "issueTypes", types)


async def issue_type_fields(request: Request) -> Response:
    project_of(request)
    if request.path_params["type"] not in ISSUE_TYPES:
        raise NotFound
    return page(request, "fields", [field_meta(name, of(request).required) for name in FIELDS])


def own() -> Listed:
    meta = "/rest/api/3/issue/createmeta/{project}/issuetypes"
    return [
        (meta, issue_types, "GET"),
        (meta + "/{type}", issue_type_fields, "GET"),
        ("/rest/api/3/search/jql", search, "POST"),
        ("/rest/api/3/issue/bulkfetch", bulk_fetch, "POST"),
        ("/rest/api/3/search", removed, "POST"),
        ("/rest/api/3/search", removed, "GET"),
        ("/rest/api/3/issue/{issue}/changelog", changelog, "GET"),
    ]
