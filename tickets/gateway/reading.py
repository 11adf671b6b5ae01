"""Answers of JIRA as values: what both dialects have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from desk.outbox import PassingError, PermanentError, UnclearError
from tickets.gateway import wire
from tickets.gateway.dialect import Dialect, spoken
from tickets.gateway.values import Change, Comment, IssueRef, IssueState, Moved

COMMENT_PROPERTY = "csd.msg"
ESCALATION_PROPERTY = "csd.escalation"
_FIELDS = "project,status,resolution,labels,assignee,created,updated,comment"
_PAGE, _PAGES = 100, 100

Json = wire.Json


@contextmanager
def shaped(*, writes: bool = False) -> Iterator[None]:
    """An answer of another shape than the published one is no answer of JIRA."""
    try:
        yield
        return
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        pass
    raise UnclearError("not_jira") if writes else PassingError("not_jira")


def ref(raw: Json) -> IssueRef:
    """Id and key."""
    return IssueRef(str(raw["id"]), str(raw["key"]))


def moved(raw: Json) -> Moved:
    """Id and last change."""
    return Moved(str(raw["id"]), at(raw["fields"]["updated"]))


def at(text: str) -> datetime:
    """JIRA's way to write a moment, in UTC."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)


def read(issue_id: str) -> IssueState:
    """The issue with its history and comments, in one request where both came whole."""
    dialect = spoken()
    asked = {"fields": _FIELDS, "expand": "changelog"}
    with shaped():
        raw = wire.ask("GET", f"issue/{issue_id}", asked, writes=False)
        return _state(dialect, raw)


def commented(issue_id: str, uuid: str) -> str:
    """The id of our own comment `uuid`, empty when it is not there."""
    with shaped():
        for raw in _comments(issue_id, expand="properties"):
            for prop in raw.get("properties") or []:
                if prop.get("key") == COMMENT_PROPERTY and (prop.get("value") or {}).get("id") == uuid:
                    return str(raw["id"])
    return ""


def proof(issue_id: str) -> str:
    """The uuid that the issue carries as its property, empty when there is none."""
    path = f"issue/{issue_id}/properties/{ESCALATION_PROPERTY}"
    try:
        value = wire.ask("GET", path, {}, writes=False).get("value")
    except PermanentError as trouble:
        if trouble.code != "not_found":
            raise
        return ""
    return str(value.get("id") or "") if isinstance(value, dict) else ""


def _state(dialect: Dialect, raw: Json) -> IssueState:
    fields, issue_id = raw["fields"], str(raw["id"])
    status, assignee = fields["status"], fields.get("assignee") or {}
    histories, complete = dialect.histories(issue_id, raw.get("changelog") or {})
    comments = [_comment(dialect, comment) for comment in _with_issue(issue_id, fields.get("comment") or {})]
    return IssueState(
        id=issue_id,
        key=str(raw["key"]),
        project=str((fields.get("project") or {}).get("key") or ""),
        status_id=str(status["id"]),
        status=str(status["name"]),
        category=str(status["statusCategory"]["key"]),
        resolution=str((fields.get("resolution") or {}).get("name") or ""),
        labels=tuple(str(label) for label in fields.get("labels") or []),
        assignee=str(assignee.get("displayName") or ""),
        assignee_account=dialect.account(assignee),
        created=at(fields["created"]),
        updated=at(fields["updated"]),
        comments=tuple(sorted(comments, key=lambda comment: (comment.at, comment.id))),
        changes=tuple(_changes(dialect, histories)),
        complete=complete,
    )


def _with_issue(issue_id: str, embedded: Json) -> list[Json]:
    """The comments that came with the issue, or all pages of them where those were only some."""
    came = list(embedded.get("comments") or [])
    if "total" in embedded and len(came) >= int(embedded["total"]):
        return came
    return _comments(issue_id)


def _comments(issue_id: str, **asked: str) -> list[Json]:
    gathered: list[Json] = []
    for _page in range(_PAGES):
        given = {**asked, "startAt": len(gathered), "maxResults": _PAGE}
        page = wire.ask("GET", f"issue/{issue_id}/comment", given, writes=False)
        gathered += page.get("comments") or []
        if not page.get("comments") or len(gathered) >= int(page.get("total", 0)):
            return gathered
    raise PassingError("too_many")


def _comment(dialect: Dialect, raw: Json) -> Comment:
    author = raw.get("author") or {}
    return Comment(
        id=str(raw["id"]),
        account=dialect.account(author),
        author=str(author.get("displayName") or ""),
        at=at(raw["created"]),
        text=dialect.plain(raw.get("body")),
    )


def _changes(dialect: Dialect, histories: list[Json]) -> list[Change]:
    changes = []
    # Cloud gives the newest first, its pages and Data Center the oldest.
    for history in sorted(histories, key=lambda entry: (at(entry["created"]), str(entry["id"]))):
        author = history.get("author") or {}
        for number, item in enumerate(history.get("items") or []):
            changes.append(Change(
                id=f"{history['id']}.{number}",
                account=dialect.account(author),
                author=str(author.get("displayName") or ""),
                at=at(history["created"]),
                field=str(item.get("field") or ""),
                before=str(item.get("fromString") or ""),
                after=str(item.get("toString") or ""),
                before_id=str(item.get("from") or ""),
                after_id=str(item.get("to") or ""),
            ))  # fmt: skip
    return changes
