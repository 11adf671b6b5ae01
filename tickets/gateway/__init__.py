"""JIRA, the one door to it: Data Center and Cloud behind the same functions, frozen dataclasses out.

Every trouble is one of the three errors of `desk.outbox`, with a short code (see `wire`). The shapes of
requests and answers are those of Atlassian's published documents (tests/tickets/gateway/published.py).
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from desk.outbox import PermanentError
from tickets.gateway import reading, wire
from tickets.gateway.checking import (
    DELETED,
    NO_ACCESS,
    THERE,
    absence,
    account,
    look,
    missing_fields,
    own_account,
    ping,
    skew,
    why_absent,
)
from tickets.gateway.closing import close, transitions
from tickets.gateway.dialect import spoken
from tickets.gateway.reading import COMMENT_PROPERTY, ESCALATION_PROPERTY, commented, proof, read, shaped
from tickets.gateway.values import (
    Account,
    Change,
    Comment,
    IssueRef,
    IssueState,
    Moved,
    NewIssue,
    NotClosed,
    Ping,
    Reconciled,
    Refused,
    Transition,
    Twins,
)
from tickets.words.texts import one_line

__all__ = [
    "COMMENT_PROPERTY", "DELETED", "ESCALATION_PROPERTY", "LABEL", "NO_ACCESS", "PAGE", "THERE",
    "Account", "Change", "Comment", "IssueRef", "IssueState", "Moved", "NewIssue", "NotClosed", "Ping",
    "Reconciled", "Refused", "Transition", "Twins", "absence", "account", "adopt", "changed", "close",
    "comment",
    "commented", "configured", "create", "find", "link", "locate", "look", "made", "missing_fields",
    "own_account", "ping", "proof", "read", "reconcile", "settles", "skew", "transitions", "twins",
    "why_absent",
]  # fmt: skip

LABEL = "csd"  # on every issue of ours, beside csd-<uuid>
PAGE = 50  # ids in one question; Cloud takes no more
_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,40}-[1-9][0-9]{0,9}", re.ASCII)
#: what our form calls a field that JIRA refused
_OURS = {"description": "answers", "issuetype": "issue_type"}


def configured() -> bool:
    """Without an address the tickets are kept by hand."""
    return wire.configured()


def create(issue: NewIssue) -> IssueRef:
    """Create it once; UnclearError when JIRA may have done it. The label and property go in the same POST.

    `Refused` tells what JIRA says of each field, under our own names where we have one.
    """
    kind = {"id": issue.issue_type} if issue.issue_type.isdigit() else {"name": issue.issue_type}
    body = {
        "fields": {
            "project": {"key": issue.project},
            "issuetype": kind,
            "summary": one_line(issue.summary),
            "description": spoken().description(issue),
            "labels": [LABEL, f"{LABEL}-{issue.uuid}"],
        },
        "properties": [{"key": ESCALATION_PROPERTY, "value": {"id": issue.uuid}}],
    }
    try:
        with shaped(writes=True):
            return reading.ref(wire.ask("POST", "issue", body, writes=True))
    except Refused as refusal:
        refusal.errors = {_OURS.get(field, field): said for field, said in refusal.errors.items()}
        raise


def find(uuid: str) -> list[IssueRef]:
    """Issues that carry our label for this escalation, oldest first: one, none yet, or twins."""
    jql = f'labels = "{LABEL}-{uuid}" ORDER BY id ASC'
    with shaped():
        found = [reading.ref(issue) for issue in spoken().search(jql, ["updated"])]
    if not found:
        account()  # nobody sees nothing: an empty answer counts only when JIRA knows us
    return found


def locate(key: str) -> IssueRef:
    """The issue of this key (as a person knows it), also after it was moved; PermanentError("not_found")."""
    wanted = key.strip().upper()
    if not _KEY.fullmatch(wanted):
        raise PermanentError("not_found")
    with shaped():
        return reading.ref(wire.ask("GET", f"issue/{wanted}", {"fields": "status"}, writes=False))


def adopt(issue_id: str, uuid: str) -> None:
    """Put our labels on an issue that we did not make, so that the poll follows it; may be asked again."""
    labels = [{"add": LABEL}, {"add": f"{LABEL}-{uuid}"}]
    wire.ask("PUT", f"issue/{issue_id}", {"update": {"labels": labels}}, writes=False)


def settles() -> timedelta:
    """How long the search may not show an issue that was made: only then may it be made again."""
    return timedelta(minutes=spoken().SETTLES)


def made(days: int) -> list[Twins]:
    """Whatever carries the label of an issue of ours and was made in the last `days`, by that label."""
    jql = f'labels = "{LABEL}" AND created >= "-{days}d" ORDER BY id ASC'
    found: dict[str, list[IssueRef]] = {}
    with shaped():
        for raw in spoken().search(jql, ["labels"]):
            for label in raw["fields"].get("labels") or []:
                if label.startswith(f"{LABEL}-"):
                    found.setdefault(label.removeprefix(f"{LABEL}-"), []).append(reading.ref(raw))
    return [Twins(uuid, tuple(issues)) for uuid, issues in found.items()]


def twins(days: int) -> list[Twins]:
    """Issues of ours of which there are several: somebody must close the younger ones."""
    return [found for found in made(days) if len(found.issues) > 1]


def link(issue_id: str, uuid: str, url: str, title: str) -> None:
    """Link back to the desk; JIRA creates or updates by globalId, so it may be asked again."""
    body = {
        "globalId": f"csd={uuid}",
        "relationship": "escalated from",
        "object": {"url": url, "title": title},
    }
    # Not the library's add_remote_link: it first asks for application links, which needs an administrator.
    wire.ask("POST", f"issue/{issue_id}/remotelink", body, writes=False)


def comment(issue_id: str, uuid: str, text: str, *, ours: bool = False) -> str:
    """Write our comment and give its id; UnclearError when JIRA may have it already (see `commented`).

    `ours`: a phrase of the desk, shown as such; anything else is shown letter for letter.
    """
    prop = {"key": COMMENT_PROPERTY, "value": {"id": uuid}}
    body = {"body": spoken().said(text, ours=ours), "properties": [prop]}
    with shaped(writes=True):
        return str(wire.ask("POST", f"issue/{issue_id}/comment", body, writes=True)["id"])


def changed(minutes: int) -> list[Moved]:
    """Our issues that moved in the last `minutes`, and in those that the index may lag behind.

    By label alone, so that an issue is followed to any project; by a relative time, since JIRA would read a
    bare one in the account's zone.
    """
    dialect = spoken()
    since = minutes + dialect.INDEX_LAGS
    jql = f'labels = "{LABEL}" AND updated >= "-{since}m" ORDER BY id ASC'
    with shaped():
        return [reading.moved(raw) for raw in dialect.search(jql, ["updated"])]


def reconcile(ids: Iterable[str]) -> Reconciled:
    """Which of these issues JIRA shows, and when each last changed: a question for every fifty of them."""
    asked = list(dict.fromkeys(ids))
    if not all(issue.isascii() and issue.isdigit() for issue in asked):
        raise ValueError("an id of JIRA is a number")
    dialect, seen = spoken(), []
    with shaped():
        for start in range(0, len(asked), PAGE):
            seen += [reading.moved(raw) for raw in dialect.known(asked[start : start + PAGE], ["updated"])]
    there = {issue.id for issue in seen}
    absent = tuple(issue for issue in asked if issue not in there)
    if absent:
        account()  # nobody sees nothing
    return Reconciled(tuple(seen), absent)
