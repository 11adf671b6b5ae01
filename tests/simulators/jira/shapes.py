"""The JSON of Jira Data Center REST v2, as its published document and captured answers show it."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from .state import FIELDS, ISSUE_TYPES, Comment, History, Issue, Json, Move, Status


def when(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}+0000"


def user(base: str, who: Json) -> Json:
    return {
        "self": f"{base}/rest/api/2/user?username={who['name']}",
        "name": who["name"],
        "key": who["key"],
        "emailAddress": f"{who['name']}@jira.example",
        "displayName": who["displayName"],
        "active": True,
        "timeZone": "Europe/Tallinn",
    }


def status(base: str, value: Status) -> Json:
    number, name = {"new": (2, "To Do"), "indeterminate": (4, "In Progress"), "done": (3, "Done")}[
        value.category
    ]
    return {
        "self": f"{base}/rest/api/2/status/{value.id}",
        "name": value.name,
        "id": value.id,
        "statusCategory": {
            "self": f"{base}/rest/api/2/statuscategory/{number}",
            "id": number,
            "key": value.category,
            "name": name,
        },
    }


def comment(base: str, issue: Issue, value: Comment, with_properties: bool = False) -> Json:
    body = {
        "self": f"{base}/rest/api/2/issue/{issue.id}/comment/{value.id}",
        "id": value.id,
        "author": user(base, value.author),
        "body": value.body,
        "updateAuthor": user(base, value.author),
        "created": when(value.created),
        "updated": when(value.created),
    }
    return {**body, "properties": value.properties} if with_properties else body


def history(base: str, value: History) -> Json:
    return {
        "id": value.id,
        "author": user(base, value.author),
        "created": when(value.created),
        "items": value.items,
    }


def transition(base: str, value: Move) -> Json:
    return {"id": value.id, "name": value.name, "to": status(base, value.to), "fields": {}}


def issue(base: str, value: Issue, fields: set[str] | None = None, expand: Set[str] = frozenset()) -> Json:
    every: Json = {
        "project": {"key": value.project, "id": value.project},
        "issuetype": {"id": value.issuetype, "name": ISSUE_TYPES[value.issuetype], "subtask": False},
        "summary": value.summary,
        "description": value.description,
        "labels": value.labels,
        "status": status(base, value.status),
        "resolution": {"name": "Done"} if value.status.category == "done" else None,
        "assignee": user(base, value.assignee) if value.assignee else None,
        "created": when(value.created),
        "updated": when(value.updated),
        "comment": {
            "comments": [comment(base, value, c) for c in value.comments],
            "maxResults": len(value.comments),
            "total": len(value.comments),
            "startAt": 0,
        },
    }
    chosen = every if fields is None or "*all" in fields else {k: v for k, v in every.items() if k in fields}
    body: Json = {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog",
        "id": value.id,
        "self": f"{base}/rest/api/2/issue/{value.id}",
        "key": value.key,
        "fields": chosen,
    }
    if "changelog" in expand:
        count = len(value.history)
        body["changelog"] = {
            "startAt": 0,
            "maxResults": count,
            "total": count,
            "histories": [history(base, h) for h in value.history],
        }
    return body


def field_meta(field_id: str) -> Json:
    name, schema, required = FIELDS[field_id]
    return {
        "required": required,
        "schema": schema,
        "name": name,
        "fieldId": field_id,
        "hasDefaultValue": False,
        "operations": ["set"],
    }
