"""Issues that are there from the start, told in hours before this one (the demo's: desk/demo/jira.json)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from .state import EXPERT, SERVICE, Comment, History, Issue, Json, State
from .workflow import STATUSES


def load(state: State, path: Path) -> None:
    """Put them into the state as if they had long been there: no webhook tells of them."""
    for entry in json.loads(path.read_text()):
        issue = _issue(state, entry)
        state.issues[issue.id] = issue


def _issue(state: State, entry: dict[str, Any]) -> Issue:
    # From the full hour, so that whoever tells the same a little earlier tells it of the same moments.
    now = state.now().replace(minute=0, second=0, microsecond=0)
    made = now - timedelta(hours=entry["age"])
    issue = Issue(
        id=entry["id"], project=entry["key"].partition("-")[0], key=entry["key"], issuetype="10100",
        summary=entry["summary"], description=entry["summary"], labels=["csd", f"csd-{entry['uuid']}"],
        created=made, updated=made, status=STATUSES[entry["status"]],
        resolution=tuple(entry["resolution"]) if "resolution" in entry else None,
        assignee=EXPERT if entry.get("assigned") else None,
        properties={"csd.escalation": {"id": entry["uuid"]}},
    )  # fmt: skip
    for event in entry["happened"]:
        at, author = now - timedelta(hours=event["age"]), SERVICE if event.get("by") == "desk" else EXPERT
        if "text" in event:
            issue.comments.append(Comment(event["id"], author, event["text"], at))
        else:
            issue.history.append(History(event["id"], author, at, [_item(event)]))
        issue.updated = max(issue.updated, at)
    return issue


def _item(event: dict[str, Any]) -> Json:
    before, after = event.get("from", [None, None]), event["to"]
    return {"field": event["field"], "fieldtype": "jira", "from": before[0], "fromString": before[1],
            "to": after[0], "toString": after[1]}  # fmt: skip
