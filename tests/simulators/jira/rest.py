"""REST as both dialects have it: the paths that the desk may use, and nothing kinder than the real one."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .search import BadQuery
from .shapes import Shapes, when
from .state import SERVICE, Issue, Json, Refusal, State
from .workflow import WORKFLOW

View = Callable[[Request], Awaitable[Response]]
Listed = list[tuple[str, View, str]]
VERSION = "10.3.5"
CLOUD_VERSION = "1001.0.0-SNAPSHOT"


class NotFound(Exception):
    """404: deleted, or no permission to see it.  Jira does not say which."""


def of(request: Request) -> State:
    state: State = request.app.state.jira
    return state


def base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def shapes(request: Request) -> Shapes:
    return Shapes(of(request), base(request))


def with_account(view: View) -> View:
    async def checked(request: Request) -> Response:
        state = of(request)
        if not _is_known(state, request.headers.get("authorization", "")):
            return await _stranger(state, view, request)
        answer = await _answered(view, request)
        answer.headers["X-Seraph-LoginReason"] = "OK"
        return answer

    return checked


def _is_known(state: State, given: str) -> bool:
    wanted = f"Bearer {state.token}"
    if state.cloud:
        wanted = "Basic " + base64.b64encode(f"{state.email}:{state.token}".encode()).decode()
    return hmac.compare_digest(given.encode(), wanted.encode())


async def _stranger(state: State, view: View, request: Request) -> Response:
    """Data Center refuses; Cloud may take a wrong token for nobody, and nobody sees nothing."""
    message = "Client must be authenticated to access this resource."
    headers = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"} if state.cloud else {}
    if state.cloud and request.url.path.endswith("/search/jql"):
        return JSONResponse({"issues": [], "isLast": True}, 200, headers)
    if state.cloud and request.method == "GET" and not request.url.path.endswith("/myself"):
        body = {
            "errorMessages": ["Issue does not exist or you do not have permission to see it."],
            "errors": {},
        }
        return JSONResponse(body, 404, headers)
    refused: Json = {"message": message, "status-code": 401}
    return JSONResponse(refused, 401, {**headers, "WWW-Authenticate": "JIRA REST POST"})


async def _answered(view: View, request: Request) -> Response:
    try:
        return await view(request)
    except NotFound as missing:
        said = str(missing) or "Issue Does Not Exist"
        if of(request).cloud and not str(missing):
            said = "Issue does not exist or you do not have permission to see it."
        return JSONResponse({"errorMessages": [said], "errors": {}}, 404)
    except Refusal as refusal:
        return JSONResponse(refusal.body, 400)
    except BadQuery as error:
        return JSONResponse({"errorMessages": [str(error)], "errors": {}}, 400)


def issue_of(request: Request) -> Issue:
    issue = of(request).find(request.path_params["issue"])
    if issue is None:
        raise NotFound
    return issue


def project_of(request: Request) -> str:
    state, project = of(request), str(request.path_params["project"])
    if project not in state.projects or project in state.hidden_projects:
        raise NotFound(f"No project could be found with key '{project}'.")
    return project


def names(request: Request, parameter: str) -> set[str] | None:
    """A list as both ways to write it: once with commas, or several times."""
    given = [name.strip() for part in request.query_params.getlist(parameter) for name in part.split(",")]
    return set(given) if given else None


def number(request: Request, name: str, default: int) -> int:
    return int(request.query_params.get(name) or default)


async def server_info(request: Request) -> Response:
    # Anonymous on purpose: Jira answers this one to everybody.
    state = of(request)
    version = CLOUD_VERSION if state.cloud else VERSION
    numbers = [int(part) for part in version.split("-")[0].split(".")]
    return JSONResponse({
        "baseUrl": base(request), "version": version, "versionNumbers": numbers,
        "deploymentType": "Cloud" if state.cloud else "Server",
        "buildNumber": 10030005, "buildDate": "2026-03-02T00:00:00.000+0000",
        "serverTime": when(state.now()), "scmInfo": "0000000", "serverTitle": "JIRA simulator",
    })  # fmt: skip


async def myself(request: Request) -> Response:
    return JSONResponse({**shapes(request).user(SERVICE), "timeZone": "UTC", "locale": "en_UK"})


async def project(request: Request) -> Response:
    key = project_of(request)
    link = f"{shapes(request).rest}/project/{key}"
    return JSONResponse({"self": link, "id": key, "key": key, "name": of(request).projects[key]})


async def create(request: Request) -> Response:
    body = await request.json()
    issue = of(request).create(body.get("fields") or {}, body.get("properties") or [], SERVICE)
    link = f"{shapes(request).rest}/issue/{issue.id}"
    return JSONResponse({"id": issue.id, "key": issue.key, "self": link}, 201)


async def read(request: Request) -> Response:
    issue = issue_of(request)
    body = shapes(request).issue(issue, names(request, "fields"), names(request, "expand") or set())
    wanted = names(request, "properties")
    if wanted:
        body["properties"] = {k: v for k, v in issue.properties.items() if k in wanted or "*all" in wanted}
    return JSONResponse(body)


async def edit(request: Request) -> Response:
    """Labels are added and taken away; nothing else is on the screen."""
    issue, state, body = issue_of(request), of(request), await request.json()
    update = body.get("update") or {}
    if unknown := {*(body.get("fields") or {}), *update} - {"labels"}:
        raise Refusal({name: f"Field '{name}' cannot be set." for name in unknown})
    labels = list(issue.labels)
    for act in update.get("labels") or []:
        labels = [label for label in labels if label not in act.values()]
        labels += [act["add"]] if "add" in act else []
    state.label(issue, labels, SERVICE)
    return Response(status_code=204)


async def comments(request: Request) -> Response:
    issue = issue_of(request)
    with_properties = "properties" in (names(request, "expand") or set())
    start, size = number(request, "startAt", 0), min(number(request, "maxResults", 50), 100)
    shown = issue.comments[start : start + size]
    return JSONResponse({
        "startAt": start, "maxResults": size, "total": len(issue.comments),
        "comments": [shapes(request).comment(issue, c, with_properties) for c in shown],
    })  # fmt: skip


async def add_comment(request: Request) -> Response:
    issue = issue_of(request)
    body = await request.json()
    comment = of(request).comment(issue, body.get("body"), SERVICE, body.get("properties"))
    return JSONResponse(shapes(request).comment(issue, comment), 201)


async def transitions(request: Request) -> Response:
    issue, state = issue_of(request), of(request)
    with_fields = "transitions.fields" in (names(request, "expand") or set())
    moves = [] if issue.archived else WORKFLOW[issue.status.id]
    offered = [shapes(request).transition(m, state.screen(issue, m), with_fields) for m in moves]
    return JSONResponse({"expand": "transitions", "transitions": offered})


async def transition(request: Request) -> Response:
    issue = issue_of(request)
    body = await request.json()
    of(request).transition(issue, str(body["transition"]["id"]), SERVICE, body.get("fields"))
    return Response(status_code=204)


async def remote_links(request: Request) -> Response:
    return JSONResponse(list(issue_of(request).remote_links.values()))


async def add_remote_link(request: Request) -> Response:
    issue = issue_of(request)
    link_id, created = of(request).remote_link(issue, await request.json())
    link = f"{shapes(request).rest}/issue/{issue.id}/remotelink/{link_id}"
    return JSONResponse({"id": int(link_id), "self": link}, 201 if created else 200)


async def issue_property(request: Request) -> Response:
    issue, key = issue_of(request), request.path_params["key"]
    if key not in issue.properties:
        raise NotFound(f"The property {key} does not exist.")
    return JSONResponse({"key": key, "value": issue.properties[key]})


async def add_hook(request: Request) -> Response:
    given: dict[str, Any] = await request.json()
    request.app.state.hooks.register(given["url"], given.get("secret", ""))
    return JSONResponse(
        {**given, "enabled": True, "self": f"{base(request)}/rest/webhooks/1.0/webhook/1"}, 201
    )


def listed(version: int) -> Listed:
    api = f"/rest/api/{version}"
    return [
        (f"{api}/myself", myself, "GET"),
        (f"{api}/project/{{project}}", project, "GET"),
        (f"{api}/issue", create, "POST"),
        (f"{api}/issue/{{issue}}", read, "GET"),
        (f"{api}/issue/{{issue}}", edit, "PUT"),
        (f"{api}/issue/{{issue}}/comment", comments, "GET"),
        (f"{api}/issue/{{issue}}/comment", add_comment, "POST"),
        (f"{api}/issue/{{issue}}/transitions", transitions, "GET"),
        (f"{api}/issue/{{issue}}/transitions", transition, "POST"),
        (f"{api}/issue/{{issue}}/remotelink", remote_links, "GET"),
        (f"{api}/issue/{{issue}}/remotelink", add_remote_link, "POST"),
        (f"{api}/issue/{{issue}}/properties/{{key}}", issue_property, "GET"),
        ("/rest/webhooks/1.0/webhook", add_hook, "POST"),
    ]


def routes(version: int, own: Listed) -> list[Route]:
    # The version's own first: "createmeta" is not the key of an issue.
    answered = [
        Route(path, with_account(view), methods=[method]) for path, view, method in [*own, *listed(version)]
    ]
    anonymous = [Route(f"/rest/api/{v}/serverInfo", server_info, methods=["GET"]) for v in {2, version}]
    return [*anonymous, *answered]
