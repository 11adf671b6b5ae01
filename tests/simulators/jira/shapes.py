"""The JSON of Jira, as the published documents and captured answers show it: Data Center v2, Cloud v3."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from .state import FIELDS, ISSUE_TYPES, Comment, History, Issue, Json, State
from .workflow import Move, Screen, Status

CATEGORIES = {"new": (2, "To Do"), "indeterminate": (4, "In Progress"), "done": (3, "Done")}


def when(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}+0000"


class Shapes:
    """Everything as seen at one address, in one dialect."""

    def __init__(self, state: State, base: str) -> None:
        self.state = state
        self.rest = f"{base}/rest/api/{3 if state.cloud else 2}"

    def user(self, who: Json) -> Json:
        if self.state.cloud:
            return {
                "self": f"{self.rest}/user?accountId={who['accountId']}", "accountId": who["accountId"],
                "accountType": "atlassian", "avatarUrls": {}, "displayName": who["displayName"],
                "active": True, "timeZone": "Europe/Tallinn",
            }  # fmt: skip
        return {
            "self": f"{self.rest}/user?username={who['name']}", "name": who["name"], "key": who["key"],
            "emailAddress": f"{who['name']}@jira.example", "displayName": who["displayName"],
            "active": True, "timeZone": "Europe/Tallinn",
        }  # fmt: skip

    def status(self, value: Status) -> Json:
        number, name = CATEGORIES[value.category]
        return {
            "self": f"{self.rest}/status/{value.id}", "name": value.name, "id": value.id, "description": "",
            "statusCategory": {
                "self": f"{self.rest}/statuscategory/{number}", "id": number, "key": value.category,
                "name": name, "colorName": "blue-gray",
            },
        }  # fmt: skip

    def resolution(self, value: tuple[str, str]) -> Json:
        return {"self": f"{self.rest}/resolution/{value[0]}", "id": value[0], "name": value[1]}

    def comment(self, issue: Issue, value: Comment, with_properties: bool = False) -> Json:
        body = {
            "self": f"{self.rest}/issue/{issue.id}/comment/{value.id}", "id": value.id,
            "author": self.user(value.author), "body": value.body, "updateAuthor": self.user(value.author),
            "created": when(value.created), "updated": when(value.created),
        }  # fmt: skip
        if self.state.cloud:
            body["jsdPublic"] = True
        return {**body, "properties": value.properties} if with_properties else body

    def history(self, value: History) -> Json:
        return {
            "id": value.id, "author": self.user(value.author), "created": when(value.created),
            "items": value.items,
        }  # fmt: skip

    def transition(self, value: Move, screen: Screen | None, with_fields: bool) -> Json:
        body: Json = {"id": value.id, "name": value.name, "to": self.status(value.to)}
        if self.state.cloud:
            body |= {"hasScreen": screen is not None, "isGlobal": False, "isInitial": False}
        return {**body, "fields": self._screen(screen)} if with_fields else body

    def _screen(self, screen: Screen | None) -> Json:
        if screen is None:
            return {}
        asked = {
            "resolution": {
                "required": screen.required, "name": "Resolution", "key": "resolution",
                "schema": {"type": "resolution", "system": "resolution"}, "operations": ["set"],
                "hasDefaultValue": False,
                "allowedValues": [self.resolution(value) for value in screen.resolutions],
            }
        }  # fmt: skip
        others = {
            field: {"required": True, "name": name, "key": field, "schema": {"type": "string"},
                    "operations": ["set"], "hasDefaultValue": False}
            for field, name in screen.others
        }  # fmt: skip
        return {**asked, **others}

    def issue(self, value: Issue, fields: set[str] | None = None, expand: Set[str] = frozenset()) -> Json:
        every: Json = {
            "project": {"key": value.project, "id": value.project, "name": value.project},
            "issuetype": {"id": value.issuetype, "name": ISSUE_TYPES[value.issuetype], "subtask": False},
            "summary": value.summary,
            "description": value.description,
            "labels": value.labels,
            "status": self.status(value.status),
            "resolution": self.resolution(value.resolution) if value.resolution else None,
            "assignee": self.user(value.assignee) if value.assignee else None,
            "created": when(value.created),
            "updated": when(value.updated),
            "comment": self._comments(value),
        }
        chosen = (
            every if fields is None or "*all" in fields else {k: v for k, v in every.items() if k in fields}
        )
        body: Json = {
            "expand": "renderedFields,names,schema,operations,editmeta,changelog", "id": value.id,
            "self": f"{self.rest}/issue/{value.id}", "key": value.key, "fields": chosen,
        }  # fmt: skip
        if "changelog" in expand:
            body["changelog"] = self._changelog(value)
        return body

    def _comments(self, value: Issue) -> Json:
        limit = self.state.comment_limit or len(value.comments)
        shown = [self.comment(value, comment) for comment in value.comments[-limit:]] if limit else []
        return {
            "comments": shown, "maxResults": len(shown), "total": len(value.comments),
            "startAt": len(value.comments) - len(shown),
        }  # fmt: skip

    def _changelog(self, value: Issue) -> Json:
        limit = self.state.changelog_limit or len(value.history)
        entries = value.history[-limit:] if limit else []
        if self.state.cloud:
            entries = entries[::-1]
        return {
            "startAt": 0, "maxResults": len(entries), "total": len(value.history),
            "histories": [self.history(entry) for entry in entries],
        }  # fmt: skip


def field_meta(field_id: str, required: Set[str]) -> Json:
    name, schema, always = FIELDS[field_id]
    return {
        "required": always or field_id in required,
        "schema": schema,
        "name": name,
        "fieldId": field_id,
        "key": field_id,
        "hasDefaultValue": False,
        "operations": ["set"],
    }
