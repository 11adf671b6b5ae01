"""REST v2 of Jira Data Center: the paths that the desk may use, and nothing kinder than the real one."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import shapes
from .search import BadQuery, select
from .state import FIELDS, ISSUE_TYPES, SERVICE, WORKFLOW, Issue, Json, Refusal, State

View = Callable[[Request], Awaitable[Response]]
VERSION = "10.3.5"


class NotFound(Exception):
    """404: deleted, or no permission to see it.  Jira does not say which."""


def of(request: Request) -> State:
    state: State = request.app.state.jira
    return state


def base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def with_account(view: View) -> View:
    async def checked(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {of(request).token}".encode()):
            message = "Client must be authenticated to access this resource."
            return JSONResponse(
                {"message": message, "status-code": 401}, 401, {"WWW-Authenticate": "JIRA REST POST"}
            )
        try:
            return await view(request)
        except NotFound:
            return JSONResponse({"errorMessages": ["Issue Does Not Exist"], "errors": {}}, 404)
        except Refusal as refusal:
            return JSONResponse(refusal.body, 400)
        except BadQuery as error:
            return JSONResponse({"errorMessages": [str(error)], "errors": {}}, 400)

    return checked


def issue_of(request: Request) -> Issue:
    issue = of(request).find(request.path_params["issue"])
    if issue is None:
        raise NotFound
    return issue


def names(request: Request, parameter: str) -> set[str] | None:
    given = request.query_params.get(parameter)
    return {name.strip() for name in given.split(",")} if given else None


async def server_info(request: Request) -> Response:
    # Anonymous on purpose: Jira answers this one to everybody.
    return JSONResponse({
        "baseUrl": base(request), "version": VERSION, "versionNumbers": [10, 3, 5],
        "deploymentType": "Server",
        "buildNumber": 10030005, "buildDate": "2026-03-02T00:00:00.000+0000",
        "serverTime": shapes.when(of(request).now()), "scmInfo": "0000000", "serverTitle": "JIRA simulator",
    })  # fmt: skip


async def myself(request: Request) -> Response:
    return JSONResponse({**shapes.user(base(request), SERVICE), "timeZone": "UTC", "locale": "en_UK"})


async def fields(request: Request) -> Response:
    return JSONResponse(
        [{"id": k, "name": v[0], "custom": k.startswith("custom")} for k, v in FIELDS.items()]
    )


def project_of(request: Request) -> str:
    project = str(request.path_params["project"])
    if project not in of(request).projects:
        raise NotFound
    return project


def page(values: list[Json]) -> Response:
    count = len(values)
    return JSONResponse({"maxResults": 50, "startAt": 0, "total": count, "isLast": True, "values": values})


async def issue_types(request: Request) -> Response:
    project_of(request)
    return page(
        [{"id": k, "name": name, "description": "", "subtask": False} for k, name in ISSUE_TYPES.items()]
    )


async def issue_type_fields(request: Request) -> Response:
    project_of(request)
    if request.path_params["type"] not in ISSUE_TYPES:
        raise NotFound
    return page([shapes.field_meta(name) for name in FIELDS])


async def create(request: Request) -> Response:
    body = await request.json()
    issue = of(request).create(body.get("fields") or {}, body.get("properties") or [], SERVICE)
    link = f"{base(request)}/rest/api/2/issue/{issue.id}"
    return JSONResponse({"id": issue.id, "key": issue.key, "self": link}, 201)


async def read(request: Request) -> Response:
    issue = issue_of(request)
    body = shapes.issue(base(request), issue, names(request, "fields"), names(request, "expand") or set())
    wanted = names(request, "properties")
    if wanted:
        body["properties"] = {k: v for k, v in issue.properties.items() if k in wanted or "*all" in wanted}
    return JSONResponse(body)


async def search(request: Request) -> Response:
    if request.method == "POST":
        given: Json = await request.json()
    else:
        given = dict(request.query_params)
        if "fields" in given:
            given["fields"] = str(given["fields"]).split(",")
    state = of(request)
    # The index of a real Jira lags behind its database.
    indexed = [
        i for i in state.issues.values() if not i.hidden and i.created <= state.now() - state.search_lag
    ]
    found = select(indexed, str(given.get("jql") or ""), state.now())
    start, size = int(given.get("startAt") or 0), min(int(given.get("maxResults") or 50), 1000)
    wanted = set(given["fields"]) if given.get("fields") else None
    shown = [shapes.issue(base(request), issue, wanted) for issue in found[start : start + size]]
    return JSONResponse({
        "expand": "schema,names", "startAt": start, "maxResults": size, "total": len(found), "issues": shown,
    })  # fmt: skip


async def comments(request: Request) -> Response:
    issue = issue_of(request)
    with_properties = "properties" in (names(request, "expand") or set())
    start = int(request.query_params.get("startAt") or 0)
    size = int(request.query_params.get("maxResults") or 50)
    shown = issue.comments[start : start + size]
    return JSONResponse({
        "startAt": start, "maxResults": size, "total": len(issue.comments),
        "comments": [shapes.comment(base(request), issue, c, with_properties) for c in shown],
    })  # fmt: skip


async def add_comment(request: Request) -> Response:
    issue = issue_of(request)
    body = await request.json()
    comment = of(request).comment(issue, str(body.get("body") or ""), SERVICE, body.get("properties"))
    return JSONResponse(shapes.comment(base(request), issue, comment), 201)


async def transitions(request: Request) -> Response:
    issue = issue_of(request)
    offered = [shapes.transition(base(request), move) for move in WORKFLOW[issue.status.id]]
    return JSONResponse({"expand": "transitions", "transitions": offered})


async def transition(request: Request) -> Response:
    issue = issue_of(request)
    body = await request.json()
    of(request).transition(issue, str(body["transition"]["id"]), SERVICE)
    return Response(status_code=204)


async def remote_links(request: Request) -> Response:
    issue = issue_of(request)
    return JSONResponse(list(issue.remote_links.values()))


async def add_remote_link(request: Request) -> Response:
    issue = issue_of(request)
    link_id, created = of(request).remote_link(issue, await request.json())
    link = f"{base(request)}/rest/api/2/issue/{issue.id}/remotelink/{link_id}"
    return JSONResponse({"id": int(link_id), "self": link}, 201 if created else 200)


async def issue_property(request: Request) -> Response:
    issue, key = issue_of(request), request.path_params["key"]
    if key not in issue.properties:
        raise NotFound
    return JSONResponse({"key": key, "value": issue.properties[key]})


async def add_hook(request: Request) -> Response:
    given: dict[str, Any] = await request.json()
    request.app.state.hooks.register(given["url"], given.get("secret", ""))
    return JSONResponse(
        {**given, "enabled": True, "self": f"{base(request)}/rest/webhooks/1.0/webhook/1"}, 201
    )


def routes() -> list[Route]:
    listed: list[tuple[str, View, str]] = [
        ("/rest/api/2/myself", myself, "GET"),
        ("/rest/api/2/field", fields, "GET"),
        ("/rest/api/2/issue/createmeta/{project}/issuetypes", issue_types, "GET"),
        ("/rest/api/2/issue/createmeta/{project}/issuetypes/{type}", issue_type_fields, "GET"),
        ("/rest/api/2/issue", create, "POST"),
        ("/rest/api/2/issue/{issue}", read, "GET"),
        ("/rest/api/2/search", search, "GET"),
        ("/rest/api/2/search", search, "POST"),
        ("/rest/api/2/issue/{issue}/comment", comments, "GET"),
        ("/rest/api/2/issue/{issue}/comment", add_comment, "POST"),
        ("/rest/api/2/issue/{issue}/transitions", transitions, "GET"),
        ("/rest/api/2/issue/{issue}/transitions", transition, "POST"),
        ("/rest/api/2/issue/{issue}/remotelink", remote_links, "GET"),
        ("/rest/api/2/issue/{issue}/remotelink", add_remote_link, "POST"),
        ("/rest/api/2/issue/{issue}/properties/{key}", issue_property, "GET"),
        ("/rest/webhooks/1.0/webhook", add_hook, "POST"),
    ]
    answered = [Route(path, with_account(view), methods=[method]) for path, view, method in listed]
    return [Route("/rest/api/2/serverInfo", server_info, methods=["GET"]), *answered]
