"""What the pretended Jira holds: issues, comments, workflow, changelog. In memory only."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from . import adf
from .workflow import STATUSES, TO_DO, WORKFLOW, Move, Screen, Status

__all__ = ["EXPERT", "SERVICE", "STATUSES", "Comment", "History", "Issue", "Json", "Refusal", "State"]

Json = dict[str, Any]

SERVICE = {
    "name": "csd-desk", "key": "JIRAUSER10100", "accountId": "712020:5f1e-desk",
    "displayName": "Klienditoe töölaud",
}  # fmt: skip
EXPERT = {
    "name": "teine.tasand", "key": "JIRAUSER10200", "accountId": "712020:77aa-expert",
    "displayName": "Teise tasandi ekspert",
}  # fmt: skip
ISSUE_TYPES = {"10100": "Task", "10101": "Bug", "10102": "Service Request"}
#: fieldId -> (name, schema, required).  Anything else is "not on the appropriate screen, or unknown".
FIELDS: dict[str, tuple[str, Json, bool]] = {
    "project": ("Project", {"type": "project", "system": "project"}, True),
    "issuetype": ("Issue Type", {"type": "issuetype", "system": "issuetype"}, True),
    "summary": ("Summary", {"type": "string", "system": "summary"}, True),
    "description": ("Description", {"type": "string", "system": "description"}, False),
    "labels": ("Labels", {"type": "array", "items": "string", "system": "labels"}, False),
    "duedate": ("Due Date", {"type": "date", "system": "duedate"}, False),
    "customfield_10100": ("Environment affected", {"type": "string", "customId": 10100}, False),
}
TOO_LONG = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
NO_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"


@dataclass
class Comment:
    id: str
    author: Json
    body: Any  # wiki markup, or in Cloud a document
    created: datetime
    properties: list[Json] = field(default_factory=list)


@dataclass
class History:
    id: str
    author: Json
    created: datetime
    items: list[Json]


@dataclass
class Issue:
    id: str
    project: str
    key: str
    issuetype: str
    summary: str
    description: Any  # wiki markup, or in Cloud a document
    labels: list[str]
    created: datetime
    updated: datetime
    status: Status = TO_DO
    resolution: tuple[str, str] | None = None
    assignee: Json | None = None
    comments: list[Comment] = field(default_factory=list)
    history: list[History] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    remote_links: dict[str, Json] = field(default_factory=dict)
    old_keys: list[str] = field(default_factory=list)
    hidden: bool = False  # the service account lost its permission
    archived: bool = False  # read only, and out of the search


class Refusal(Exception):
    """HTTP 400 with Jira's per-field errors."""

    def __init__(self, errors: dict[str, str], messages: list[str] | None = None) -> None:
        super().__init__("refused")
        self.body = {"errorMessages": messages or [], "errors": errors}


class State:
    """One Jira.  Methods that change something call the listeners (the webhooks) with an event name."""

    def __init__(self, token: str = "demo-token", email: str = "", *, cloud: bool = False) -> None:
        self.token, self.email, self.cloud = token, email, cloud
        self.listeners: list[Callable[[str, Json], None]] = []
        self.journal: list[list[Any]] = []  # method, path, status sent (0: the answer was lost)
        self.requests: deque[Json] = deque(
            maxlen=50_000
        )  # what was asked, to the letter: method, path, query, headers, body
        self.reset()

    def reset(self) -> None:
        self.issues: dict[str, Issue] = {}
        self.faults: list[Json] = []
        self.magic_seen: set[str] = set()
        self.journal.clear()
        self.requests.clear()
        self.projects = {"KT": "Klienditugi", "ARH": "Arhiiv"}
        self.hidden_projects: set[str] = set()
        #: (project, id of the move) -> the screen that it shows
        self.screens: dict[tuple[str, str], Screen] = {("ARH", "41"): Screen()}
        self.required: set[str] = set()  # more fields without which nothing is created
        self.clock_offset = timedelta(0)
        self.search_lag = timedelta(0)
        self.latency = 0.0  # seconds before each request is looked at
        self.changelog_limit = 100 if self.cloud else 0  # newest entries that come with an issue; 0: all
        self.comment_limit = 100 if self.cloud else 0
        self._ids = itertools.count(10001)
        self._numbers: dict[str, int] = dict.fromkeys(self.projects, 0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock_offset

    def visible(self, issue: Issue) -> bool:
        return not issue.hidden and issue.project not in self.hidden_projects

    def find(self, id_or_key: str) -> Issue | None:
        """By id, by key, or by a key it had before a move, as Jira keeps redirecting retired keys."""
        known = self.issues.get(id_or_key)
        if known is not None:
            return known if self.visible(known) else None
        for issue in self.issues.values():
            if self.visible(issue) and id_or_key in (issue.id, issue.key, *issue.old_keys):
                return issue
        return None

    def create(self, fields: Json, properties: list[Json], author: Json) -> Issue:
        errors, type_id = self._wrong(fields)
        if errors:
            raise Refusal(errors)
        project, now = fields["project"]["key"], self.now()
        issue = Issue(
            id=str(next(self._ids)), project=project, key=self._next_key(project), issuetype=type_id,
            summary=str(fields["summary"]), description=fields.get("description"),
            labels=list(fields.get("labels") or []), created=now, updated=now,
            properties={p["key"]: p["value"] for p in properties},
        )  # fmt: skip
        self.issues[issue.id] = issue
        self._tell("jira:issue_created", issue, author, issue_event_type_name="issue_created")
        return issue

    def load(self, given: list[Json]) -> list[Issue]:
        """Many issues at once that were there before anybody looked: nothing is checked, nobody is told."""
        made = []
        for one in given:
            project, now = one["project"], self.now()
            issue = Issue(
                id=str(next(self._ids)), project=project, key=self._next_key(project), issuetype="10100",
                summary=str(one["summary"]), description=None, labels=list(one["labels"]), created=now,
                updated=now,
            )  # fmt: skip
            self.issues[issue.id] = issue
            made.append(issue)
        return made

    def _wrong(self, fields: Json) -> tuple[dict[str, str], str]:
        errors = {
            name: f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
            for name in fields
            if name not in FIELDS
        }
        errors |= {name: f"{name} is required." for name in self.required if not fields.get(name)}
        if (fields.get("project") or {}).get("key", "") not in set(self.projects) - self.hidden_projects:
            errors["project"] = "valid project is required"
        given = fields.get("issuetype") or {}
        type_id = next(
            (k for k, name in ISSUE_TYPES.items() if given.get("id") == k or given.get("name") == name), ""
        )
        if not type_id:
            errors["issuetype"] = "valid issue type is required"
        summary = str(fields.get("summary") or "")
        if not summary.strip():
            errors["summary"] = "You must specify a summary of the issue."
        elif "\n" in summary:
            errors["summary"] = "The summary is invalid because it contains newline characters."
        elif len(summary) > 255:
            errors["summary"] = "Summary must be less than 255 characters."
        if any(" " in label for label in fields.get("labels") or []):
            errors["labels"] = "The label can't contain spaces."
        if wrong := self._wrong_text(fields.get("description"), NO_DOCUMENT):
            errors["description"] = wrong
        return errors, type_id

    def _wrong_text(self, value: Any, no_document: str) -> str:
        if value is None:
            return ""
        if self.cloud:
            if not adf.is_document(value):
                return no_document
            return TOO_LONG if adf.is_too_long(value) else ""
        if not isinstance(value, str):
            return "Operation value must be a string"
        return TOO_LONG if len(value.encode("utf-16-le")) // 2 > adf.LIMIT else ""

    def comment(self, issue: Issue, body: Any, author: Json, properties: list[Json] | None = None) -> Comment:
        if self.cloud and isinstance(body, str) and author is not SERVICE:
            body = adf.document(body)  # typed by a person, into the editor
        self._refuse_archived(issue)
        if wrong := self._wrong_text(body, "Comment body is not valid!"):
            raise Refusal({"comment": wrong})
        if not adf.text(body).strip():
            raise Refusal({"comment": "Comment body can not be empty!"})
        now = self.now()
        comment = Comment(str(next(self._ids)), author, body, now, list(properties or []))
        issue.comments.append(comment)
        issue.updated = now
        # Two hooks for one comment; in Data Center the first one carries no issue at all.
        self._tell("comment_created", issue, author, comment=comment)
        self._tell(
            "jira:issue_updated", issue, author, comment=comment, issue_event_type_name="issue_commented"
        )
        return comment

    def screen(self, issue: Issue, move: Move) -> Screen | None:
        return self.screens.get((issue.project, move.id))

    def transition(self, issue: Issue, move_id: str, author: Json, fields: Json | None = None) -> None:
        self._refuse_archived(issue)
        move = next((m for m in WORKFLOW[issue.status.id] if m.id == move_id), None)
        if move is None:
            raise Refusal(
                {}, ["It seems that you have tried to perform a workflow operation that is not valid."]
            )
        # A person fills in the screen; our account must send what it asks.
        wanted = self.screen(issue, move) if author is SERVICE else None
        resolution = (wanted or Screen(required=False)).chosen(fields or {})
        if isinstance(resolution, str):
            raise Refusal({"resolution": resolution})
        if wanted is None and fields:
            raise Refusal({name: f"Field '{name}' cannot be set." for name in fields})
        old, issue.status = issue.status, move.to
        item = {"field": "status", "fieldtype": "jira", "from": old.id, "fromString": old.name,
                "to": move.to.id, "toString": move.to.name}  # fmt: skip
        items = [item, *self._resolve(issue, resolution)]
        self._changed(issue, author, items, "issue_generic")

    def _resolve(self, issue: Issue, chosen: tuple[str, str] | None) -> list[Json]:
        """The workflow fills the resolution in on the way to done, and empties it on the way back."""
        old = issue.resolution
        done = issue.status.category == "done"
        issue.resolution = (chosen or old or ("10000", "Done")) if done else None
        if issue.resolution == old:
            return []
        now_id, now_name = issue.resolution or (None, None)
        old_id, old_name = old or (None, None)
        return [{"field": "resolution", "fieldtype": "jira", "from": old_id, "fromString": old_name,
                 "to": now_id, "toString": now_name}]  # fmt: skip

    def assign(self, issue: Issue, to: Json, author: Json) -> None:
        issue.assignee = to
        who = to["accountId"] if self.cloud else to["name"]
        item = {"field": "assignee", "fieldtype": "jira", "from": None, "fromString": None,
                "to": who, "toString": to["displayName"]}  # fmt: skip
        self._changed(issue, author, [item], "issue_assigned")

    def label(self, issue: Issue, labels: list[str], author: Json) -> None:
        self._refuse_archived(issue)
        if sorted(labels) == sorted(issue.labels):
            return
        item = {"field": "labels", "fieldtype": "jira", "from": None, "fromString": " ".join(issue.labels),
                "to": None, "toString": " ".join(labels)}  # fmt: skip
        issue.labels = labels
        self._changed(issue, author, [item], "issue_updated")

    def move(self, issue: Issue, project: str, author: Json = EXPERT) -> None:
        """To another project: the key changes, the id stays."""
        old = issue.key
        issue.old_keys.append(old)
        issue.project, issue.key = project, self._next_key(project)
        item = {"field": "Key", "fieldtype": "jira", "from": None, "fromString": old,
                "to": None, "toString": issue.key}  # fmt: skip
        self._changed(issue, author, [item], "issue_moved")

    def delete(self, issue: Issue, author: Json = EXPERT) -> None:
        del self.issues[issue.id]
        self._tell("jira:issue_deleted", issue, author)

    def remote_link(self, issue: Issue, link: Json) -> tuple[str, bool]:
        """Create or update by globalId, as Jira does; answers (id, created)."""
        self._refuse_archived(issue)
        key = str(link.get("globalId") or f"link-{next(self._ids)}")
        known = issue.remote_links.get(key)
        issue.remote_links[key] = {**link, "id": known["id"] if known else next(self._ids)}
        return str(issue.remote_links[key]["id"]), known is None

    def _refuse_archived(self, issue: Issue) -> None:
        if issue.archived:
            raise Refusal({}, [f"Issue {issue.key} is archived and cannot be edited."])

    def _next_key(self, project: str) -> str:
        self._numbers[project] = self._numbers.get(project, 0) + 1
        return f"{project}-{self._numbers[project]}"

    def _changed(self, issue: Issue, author: Json, items: list[Json], name: str) -> None:
        issue.updated = self.now()
        history = History(str(next(self._ids)), author, issue.updated, items)
        issue.history.append(history)
        self._tell("jira:issue_updated", issue, author, history=history, issue_event_type_name=name)

    def _tell(self, event: str, issue: Issue, author: Json, **extra: Any) -> None:
        for listener in self.listeners:
            listener(event, {"issue": issue, "author": author, "at": self.now(), **extra})
