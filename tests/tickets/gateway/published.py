"""The requests of the desk as Atlassian's published OpenAPI documents allow them, written down by us.

Data Center: "Jira Data Center REST API" 10.x. Cloud: "The Jira Cloud platform REST API" v3. Only what the
desk uses; a path, key or type that is not here is strange. No member may be null.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.jira import adf

STRING, INTEGER, BOOLEAN, ANY, DOCUMENT = "string", "integer", "boolean", "any", "document"
Shape = Any  # one of the words above, [shape of the elements], or {key: shape}


@dataclass(frozen=True)
class Operation:
    """One method of one path: what its query and body may hold, and which keys must be in the body."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Shape = None
    required: tuple[str, ...] = ()


BY_ID_OR_KEY = {"id": STRING, "key": STRING}
BY_ID_OR_NAME = {"id": STRING, "name": STRING}
PROPERTIES = [{"key": STRING, "value": ANY}]
PAGED = {"startAt": INTEGER, "maxResults": INTEGER}


def _common(text: str) -> list[Operation]:
    """What both documents have; `text` is the type of a description and of a comment."""
    fields = {
        "project": BY_ID_OR_KEY, "issuetype": BY_ID_OR_NAME, "summary": STRING, "description": text,
        "labels": [STRING], "resolution": BY_ID_OR_NAME,
    }  # fmt: skip
    update = {
        "fields": fields, "properties": PROPERTIES, "transition": {"id": STRING}, "update": ANY,
        "historyMetadata": ANY,
    }  # fmt: skip
    edit = {"update": {"labels": [{"add": STRING}]}, "fields": fields, "properties": PROPERTIES}
    remote = {
        "globalId": STRING, "relationship": STRING, "application": ANY,
        "object": {"url": STRING, "title": STRING, "summary": STRING},
    }  # fmt: skip
    said = {"body": text, "properties": PROPERTIES, "visibility": ANY}
    issue = {"fields": STRING, "expand": STRING, "properties": STRING, "updateHistory": BOOLEAN}
    comments = {**PAGED, "orderBy": STRING, "expand": STRING}
    return [
        Operation("GET", "serverInfo"),
        Operation("GET", "myself", {"expand": STRING}),
        Operation("GET", "project/{}", {"expand": STRING}),
        Operation("GET", "issue/createmeta/{}/issuetypes", PAGED),
        Operation("GET", "issue/createmeta/{}/issuetypes/{}", PAGED),
        Operation("POST", "issue", {"updateHistory": BOOLEAN}, update, ("fields",)),
        Operation("GET", "issue/{}", issue),
        Operation("PUT", "issue/{}", {"notifyUsers": BOOLEAN}, edit),
        Operation("GET", "issue/{}/comment", comments),
        Operation("POST", "issue/{}/comment", {"expand": STRING}, said, ("body",)),
        Operation("GET", "issue/{}/transitions", {"expand": STRING, "transitionId": STRING}),
        Operation("POST", "issue/{}/transitions", {}, update, ("transition",)),
        Operation("POST", "issue/{}/remotelink", {}, remote, ("object",)),
        Operation("GET", "issue/{}/properties/{}"),
    ]


DATACENTER = [
    *_common(STRING),
    Operation("POST", "search", {}, {
        "jql": STRING, "startAt": INTEGER, "maxResults": INTEGER, "fields": [STRING], "expand": [STRING],
        "validateQuery": BOOLEAN,
    }),
]  # fmt: skip
CLOUD = [
    *_common(DOCUMENT),
    Operation("POST", "search/jql", {}, {
        "jql": STRING, "maxResults": INTEGER, "fields": [STRING], "expand": STRING, "fieldsByKeys": BOOLEAN,
        "nextPageToken": STRING, "properties": [STRING], "reconcileIssues": [INTEGER],
    }),
    Operation("POST", "issue/bulkfetch", {}, {
        "issueIdsOrKeys": [STRING], "fields": [STRING], "expand": [STRING], "fieldsByKeys": BOOLEAN,
        "properties": [STRING],
    }, ("issueIdsOrKeys",)),
    Operation("GET", "issue/{}/changelog", PAGED),
]  # fmt: skip


def operation(request: dict[str, Any], *, cloud: bool) -> Operation | None:
    """The documented one that a request uses."""
    _empty, rest, api, version, *path = request["path"].split("/")
    # Which dialect it is has to be asked in a version that both have.
    known = version == ("3" if cloud else "2") or (version == "2" and path == ["serverInfo"])
    if [rest, api] != ["rest", "api"] or not known:
        return None
    for listed in CLOUD if cloud else DATACENTER:
        pattern = re.escape(listed.path).replace(r"\{\}", "[^/]+")
        if listed.method == request["method"] and re.fullmatch(pattern, "/".join(path)):
            return listed
    return None


def strange(requests: Iterable[dict[str, Any]], *, cloud: bool) -> list[str]:
    """What in these requests the documents do not know, in words."""
    found: list[str] = []
    for request in requests:
        name = f"{request['method']} {request['path']}"
        listed = operation(request, cloud=cloud)
        if listed is None:
            found.append(f"{name} is not in the document")
            continue
        found += [f"{name}: {wrong}" for wrong in _wrong(request, listed)]
    return list(dict.fromkeys(found))


def _wrong(request: dict[str, Any], listed: Operation) -> list[str]:
    found = []
    for key, value in request["query"]:
        if key not in listed.query:
            found.append(f"query {key} is not in the document")
        elif not _is_written(value, listed.query[key]):
            found.append(f"query {key}={value} is no {listed.query[key]}")
    body = request["body"]
    if listed.body is None:
        return found + (["has a body"] if body is not None else [])
    if not isinstance(body, dict):
        return [*found, "has no body"]
    if not request["headers"].get("content-type", "").startswith("application/json"):
        found.append("body is not called JSON")
    found += [f"{key} is missing" for key in listed.required if key not in body]
    return found + _differs(body, listed.body, "body")


def _is_written(value: str, kind: str) -> bool:
    """In an address every value is a text."""
    pattern = {INTEGER: r"\d+", BOOLEAN: "true|false", STRING: r"(?s).+"}[kind]
    return re.fullmatch(pattern, value) is not None


def _differs(value: Any, shape: Shape, at: str) -> list[str]:
    if value is None:
        return [f"{at} is null"]
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{at} is no object"]
        unknown = [f"{at}.{key} is not in the document" for key in value if key not in shape]
        return unknown + [
            wrong
            for key in value
            if key in shape
            for wrong in _differs(value[key], shape[key], f"{at}.{key}")
        ]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{at} is no list"]
        return [wrong for element in value for wrong in _differs(element, shape[0], f"{at}[]")]
    return [] if _is(value, shape) else [f"{at} is no {shape}"]


def _is(value: Any, kind: str) -> bool:
    if kind == DOCUMENT:
        return adf.is_document(value) and not _holds_null(value)
    if kind == ANY:
        return not _holds_null(value)
    wanted: type = {STRING: str, INTEGER: int, BOOLEAN: bool}[kind]
    return isinstance(value, wanted) and (kind == BOOLEAN or not isinstance(value, bool))


def _holds_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_null(inside) for inside in value.values())
    if isinstance(value, list):
        return any(_holds_null(inside) for inside in value)
    return value is None
