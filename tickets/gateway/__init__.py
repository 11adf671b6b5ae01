"""JIRA Data Center over REST v2: the one door to it. Values in, frozen dataclasses out.

Every trouble is one of the three errors of `desk.outbox`, with a short code (see `wire`). The shapes of
requests and answers are Atlassian's.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from desk.outbox import PassingError, PermanentError
from tickets import wiki
from tickets.gateway import wire

LABEL = "csd"  # on every issue of ours, beside csd-<uuid>
ESCALATION_PROPERTY = "csd.escalation"
COMMENT_PROPERTY = "csd.msg"
PAGE = 50
CLOSING_STEPS = 3  # to a done status, from there to the wanted one, and a look that it stands there

Json = wire.Json


@dataclass(frozen=True)
class IssueRef:
    """An issue: `id` is its identity, `key` a label that changes when it is moved."""

    id: str
    key: str


@dataclass(frozen=True)
class Moved:
    """An issue that a poll found, and when it last changed in JIRA."""

    id: str
    updated: datetime


@dataclass(frozen=True)
class NewIssue:
    """What goes to the second level. `answers` are (question, answer) and hold no client data."""

    uuid: str  # hexadecimal, of our escalation
    project: str
    issue_type: str
    summary: str
    intro: str
    link: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Comment:
    id: str
    account: str
    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Change:
    """One field of one entry of the issue's history; `id` is unique within the issue."""

    id: str
    account: str
    author: str
    at: datetime
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class IssueState:
    """An issue as JIRA tells it now. `category` is new, indeterminate or done."""

    id: str
    key: str
    status_id: str
    status: str
    category: str
    assignee: str
    updated: datetime
    comments: tuple[Comment, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Ping:
    """Who answers, as whom we are known there, and how far its clock is from ours (seconds)."""

    server: str
    version: str
    title: str
    account: str
    timezone: str
    skew_s: float

    @property
    def sample(self) -> bool:
        """Whether this is the simulator, which must never stand in for the real one."""
        return wire.is_simulator(self.title)


def configured() -> bool:
    """Without an address the tickets are kept by hand."""
    return wire.configured()


def ping(at: datetime) -> Ping:
    """Server and account; `at` is our time. Raises OutsideTrouble."""
    info = _get("serverInfo")
    me = _get("myself")
    there = _at(info["serverTime"]) if info.get("serverTime") else at
    return Ping(
        server=str(info.get("baseUrl", "")),
        version=str(info.get("version", "")),
        title=str(info.get("serverTitle", "")),
        account=str(me.get("name") or me.get("accountId") or ""),
        timezone=str(me.get("timeZone", "")),
        skew_s=round((there - at).total_seconds(), 1),
    )


def own_account() -> str:
    """The account whose changes are our own echo; one question a process."""
    return _own_account(settings.JIRA_URL, settings.JIRA_TOKEN, os.getpid())


def missing_fields(project: str, issue_type: str) -> list[str]:
    """Fields that JIRA requires for this kind of issue and that we do not send; raises OutsideTrouble."""
    types = _get(f"issue/createmeta/{project}/issuetypes").get("values", [])
    chosen = next((t for t in types if issue_type in (t.get("id"), t.get("name"))), None)
    if chosen is None:
        return ["issuetype"]
    fields = _get(f"issue/createmeta/{project}/issuetypes/{chosen['id']}").get("values", [])
    sent = {"project", "issuetype", "summary", "description", "labels", "reporter"}
    return [
        f["fieldId"]
        for f in fields
        if f["required"] and not f.get("hasDefaultValue") and f["fieldId"] not in sent
    ]


def find(uuid: str) -> list[IssueRef]:
    """Issues that carry our label for this escalation, oldest first: one, none yet, or twins."""
    jql = f'labels = "{LABEL}-{uuid}" ORDER BY id ASC'
    body = {"jql": jql, "startAt": 0, "maxResults": 10, "fields": ["updated"]}
    found = _post("search", body, writes=False)
    return [IssueRef(str(issue["id"]), str(issue["key"])) for issue in found.get("issues", [])]


def create(issue: NewIssue) -> IssueRef:
    """Create it once; UnclearError when JIRA may have done it. The label and property go in the same POST."""
    kind = {"id": issue.issue_type} if issue.issue_type.isdigit() else {"name": issue.issue_type}
    body = {
        "fields": {
            "project": {"key": issue.project},
            "issuetype": kind,
            "summary": wiki.one_line(issue.summary),
            "description": _description(issue),
            "labels": [LABEL, f"{LABEL}-{issue.uuid}"],
        },
        "properties": [{"key": ESCALATION_PROPERTY, "value": {"id": issue.uuid}}],
    }
    made = _post("issue", body, writes=True)
    return IssueRef(str(made["id"]), str(made["key"]))


def link(issue_id: str, uuid: str, url: str, title: str) -> None:
    """Link back to the desk; JIRA creates or updates by globalId, so it may be asked again."""
    body = {
        "globalId": f"csd={uuid}",
        "relationship": "escalated from",
        "object": {"url": url, "title": title},
    }
    # Not the library's add_remote_link: it first asks for application links, which needs an administrator.
    _post(f"issue/{issue_id}/remotelink", body, writes=False)


def read(issue_id: str) -> IssueState:
    """The issue with its history and comments, by numeric id: follows moves. PermanentError("not_found")."""
    raw = _get(f"issue/{issue_id}", fields="status,assignee,updated", expand="changelog")
    fields = raw["fields"]
    status = fields["status"]
    return IssueState(
        id=str(raw["id"]),
        key=str(raw["key"]),
        status_id=str(status["id"]),
        status=str(status["name"]),
        category=str(status["statusCategory"]["key"]),
        assignee=str((fields.get("assignee") or {}).get("displayName", "")),
        updated=_at(fields["updated"]),
        comments=tuple(_comment(c) for c in _comments(issue_id)),
        changes=tuple(_changes(raw.get("changelog") or {})),
    )


def commented(issue_id: str, uuid: str) -> str:
    """The id of our own comment `uuid` on the issue, empty when it is not there."""
    for raw in _comments(issue_id):
        for prop in raw.get("properties") or []:
            if prop.get("key") == COMMENT_PROPERTY and (prop.get("value") or {}).get("id") == uuid:
                return str(raw["id"])
    return ""


def comment(issue_id: str, uuid: str, text: str) -> str:
    """Write our comment and give its id; UnclearError when JIRA may have it already (see `commented`)."""
    body = {"body": text, "properties": [{"key": COMMENT_PROPERTY, "value": {"id": uuid}}]}
    return str(_post(f"issue/{issue_id}/comment", body, writes=True)["id"])


def close(issue_id: str, wanted: str) -> None:
    """Move the issue to the closing status `wanted` (name or id), else to any status of category done.

    Asks before each step where it stands, so it may be asked again. PermanentError("no_transition") when
    the workflow offers this account no way there.
    """
    for _step in range(CLOSING_STEPS):
        status = _get(f"issue/{issue_id}", fields="status")["fields"]["status"]
        if wanted and wanted in (status["id"], status["name"]):
            return
        offered = _get(f"issue/{issue_id}/transitions")["transitions"]
        way = next((t for t in offered if wanted and wanted in (t["to"]["id"], t["to"]["name"])), None)
        if way is None and status["statusCategory"]["key"] == "done":
            return
        way = way or next((t for t in offered if t["to"]["statusCategory"]["key"] == "done"), None)
        if way is None:
            raise PermanentError("no_transition")
        # The document wants the id as a string; the library's own method sends a number.
        _post(f"issue/{issue_id}/transitions", {"transition": {"id": str(way["id"])}}, writes=True)


def changed(projects: list[str], minutes: int) -> list[Moved]:
    """Our issues that moved in the last `minutes`: JIRA would read a bare time in the account's zone."""
    found: list[Moved] = []
    for project in projects:
        jql = f'project = "{project}" AND labels = "{LABEL}" AND updated >= "-{minutes}m" ORDER BY id ASC'
        start = 0
        while True:
            body = {"jql": jql, "startAt": start, "maxResults": PAGE, "fields": ["updated"]}
            page = _post("search", body, writes=False)
            issues = page.get("issues", [])
            found += [Moved(str(i["id"]), _at(i["fields"]["updated"])) for i in issues]
            start += len(issues)
            if not issues or start >= int(page.get("total", 0)):
                break
    return found


def _description(issue: NewIssue) -> str:
    parts = [wiki.escaped(issue.intro), issue.link]  # a backslash would break the address
    for question, answer in issue.answers:
        parts += [f"*{wiki.escaped(question)}*", wiki.quoted(answer)]
    return "\n\n".join(parts)


def _comments(issue_id: str) -> list[Json]:
    gathered: list[Json] = []
    while True:
        page = _get(f"issue/{issue_id}/comment", expand="properties", startAt=len(gathered), maxResults=PAGE)
        gathered += page.get("comments", [])
        if not page.get("comments") or len(gathered) >= int(page.get("total", 0)):
            return gathered


def _comment(raw: Json) -> Comment:
    author = raw.get("author") or {}
    return Comment(
        id=str(raw["id"]),
        account=str(author.get("name") or author.get("accountId") or ""),
        author=str(author.get("displayName", "")),
        at=_at(raw["created"]),
        text=str(raw.get("body") or ""),
    )


def _changes(changelog: Json) -> list[Change]:
    changes = []
    for history in changelog.get("histories", []):
        author = history.get("author") or {}
        for number, item in enumerate(history.get("items", [])):
            changes.append(Change(
                id=f"{history['id']}.{number}",
                account=str(author.get("name") or author.get("accountId") or ""),
                author=str(author.get("displayName", "")),
                at=_at(history["created"]),
                field=str(item.get("field", "")),
                before=str(item.get("fromString") or ""),
                after=str(item.get("toString") or ""),
            ))  # fmt: skip
    return changes


def _at(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)
    except ValueError:
        raise PassingError("not_jira") from None


@lru_cache(maxsize=4)
def _own_account(url: str, token: str, pid: int) -> str:
    me = _get("myself")
    return str(me.get("name") or me.get("accountId") or "")


def _get(path: str, **params: Any) -> Json:
    return wire.ask("GET", path, params, writes=False)


def _post(path: str, body: Json, *, writes: bool) -> Json:
    return wire.ask("POST", path, body, writes=writes)
