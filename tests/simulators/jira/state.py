"""What the pretended Jira Data Center holds: issues, comments, workflow, changelog. In memory only."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

SERVICE = {"name": "csd-desk", "key": "JIRAUSER10100", "displayName": "Klienditoe töölaud"}
EXPERT = {"name": "teine.tasand", "key": "JIRAUSER10200", "displayName": "Teise tasandi ekspert"}


@dataclass(frozen=True)
class Status:
    id: str
    name: str
    category: str  # new | indeterminate | done: the only part of a workflow that no administrator renames


@dataclass(frozen=True)
class Move:
    id: str
    name: str
    to: Status


TO_DO = Status("10000", "To Do", "new")
IN_PROGRESS = Status("3", "In Progress", "indeterminate")
DONE = Status("10001", "Done", "done")
CLOSED = Status("6", "Closed", "done")
STATUSES = {status.id: status for status in (TO_DO, IN_PROGRESS, DONE, CLOSED)}
START, FINISH, BACK = (
    Move("11", "Start progress", IN_PROGRESS),
    Move("21", "Done", DONE),
    Move("31", "Stop", TO_DO),
)
CLOSE, REOPEN = Move("41", "Close", CLOSED), Move("51", "Reopen", TO_DO)
WORKFLOW: dict[str, list[Move]] = {
    TO_DO.id: [START, FINISH],
    IN_PROGRESS.id: [FINISH, BACK],
    DONE.id: [CLOSE, REOPEN],
    CLOSED.id: [REOPEN],
}
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


@dataclass
class Comment:
    id: str
    author: Json
    body: str
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
    description: str
    labels: list[str]
    created: datetime
    updated: datetime
    status: Status = TO_DO
    assignee: Json | None = None
    comments: list[Comment] = field(default_factory=list)
    history: list[History] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    remote_links: dict[str, Json] = field(default_factory=dict)
    old_keys: list[str] = field(default_factory=list)
    hidden: bool = False  # the service account lost its permission


class Refusal(Exception):
    """HTTP 400 with Jira's per-field errors."""

    def __init__(self, errors: dict[str, str], messages: list[str] | None = None) -> None:
        super().__init__("refused")
        self.body = {"errorMessages": messages or [], "errors": errors}


class State:
    """One Jira.  Methods that change something call the listeners (the webhooks) with an event name."""

    def __init__(self, token: str = "demo-token") -> None:
        self.token = token
        self.listeners: list[Callable[[str, Json], None]] = []
        self.journal: list[list[Any]] = []  # method, path, status sent (0: the answer was lost)
        self.reset()

    def reset(self) -> None:
        self.issues: dict[str, Issue] = {}
        self.faults: list[Json] = []
        self.journal.clear()
        self.projects = {"KT": "Klienditugi", "ARH": "Arhiiv"}
        self.clock_offset = timedelta(0)
        self.search_lag = timedelta(0)
        self._ids = itertools.count(10001)
        self._numbers: dict[str, int] = dict.fromkeys(self.projects, 0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock_offset

    def find(self, id_or_key: str) -> Issue | None:
        """By id, by key, or by a key it had before a move, as Jira keeps redirecting retired keys."""
        for issue in self.issues.values():
            if not issue.hidden and id_or_key in (issue.id, issue.key, *issue.old_keys):
                return issue
        return None

    def create(self, fields: Json, properties: list[Json], author: Json) -> Issue:
        errors = {
            name: f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
            for name in fields
            if name not in FIELDS
        }
        project = (fields.get("project") or {}).get("key", "")
        if project not in self.projects:
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
        labels = list(fields.get("labels") or [])
        if any(" " in label for label in labels):
            errors["labels"] = "The label can't contain spaces."
        if errors:
            raise Refusal(errors)
        now = self.now()
        issue = Issue(
            id=str(next(self._ids)), project=project, key=self._next_key(project), issuetype=type_id,
            summary=summary, description=str(fields.get("description") or ""), labels=labels,
            created=now, updated=now, properties={p["key"]: p["value"] for p in properties},
        )  # fmt: skip
        self.issues[issue.id] = issue
        self._tell("jira:issue_created", issue, author, issue_event_type_name="issue_created")
        return issue

    def comment(self, issue: Issue, body: str, author: Json, properties: list[Json] | None = None) -> Comment:
        if not body.strip():
            raise Refusal({"comment": "Comment body can not be empty!"})
        now = self.now()
        comment = Comment(str(next(self._ids)), author, body, now, list(properties or []))
        issue.comments.append(comment)
        issue.updated = now
        # Data Center sends two hooks for one comment, and the first one carries no issue at all.
        self._tell("comment_created", issue, author, comment=comment)
        self._tell(
            "jira:issue_updated", issue, author, comment=comment, issue_event_type_name="issue_commented"
        )
        return comment

    def transition(self, issue: Issue, move_id: str, author: Json) -> None:
        move = next((m for m in WORKFLOW[issue.status.id] if m.id == move_id), None)
        if move is None:
            raise Refusal(
                {}, ["It seems that you have tried to perform a workflow operation that is not valid."]
            )
        old, issue.status = issue.status, move.to
        item = {"field": "status", "fieldtype": "jira", "from": old.id, "fromString": old.name,
                "to": move.to.id, "toString": move.to.name}  # fmt: skip
        self._changed(issue, author, [item], "issue_generic")

    def assign(self, issue: Issue, to: Json, author: Json) -> None:
        issue.assignee = to
        item = {"field": "assignee", "fieldtype": "jira", "from": None, "fromString": None,
                "to": to["name"], "toString": to["displayName"]}  # fmt: skip
        self._changed(issue, author, [item], "issue_assigned")

    def move(self, issue: Issue, project: str, author: Json = EXPERT) -> None:
        """To another project: the key changes, the id stays."""
        old = issue.key
        issue.old_keys.append(old)
        issue.project, issue.key = project, self._next_key(project)
        item = {
            "field": "Key",
            "fieldtype": "jira",
            "from": None,
            "fromString": old,
            "to": None,
            "toString": issue.key,
        }
        self._changed(issue, author, [item], "issue_moved")

    def delete(self, issue: Issue, author: Json = EXPERT) -> None:
        del self.issues[issue.id]
        self._tell("jira:issue_deleted", issue, author)

    def remote_link(self, issue: Issue, link: Json) -> tuple[str, bool]:
        """Create or update by globalId, as Jira does; answers (id, created)."""
        key = str(link.get("globalId") or f"link-{next(self._ids)}")
        known = issue.remote_links.get(key)
        issue.remote_links[key] = {**link, "id": known["id"] if known else next(self._ids)}
        return str(issue.remote_links[key]["id"]), known is None

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
