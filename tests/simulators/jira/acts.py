"""What happens to Jira at once, by `POST /_faults`: the things that no request of ours does."""

from __future__ import annotations

from datetime import timedelta

from .hooks import Hooks
from .state import EXPERT, Json, State


def act(state: State, hooks: Hooks, given: Json) -> bool:
    """Do it; False when it is a fault that waits for a request."""
    return _of_the_server(state, hooks, given) or _of_an_issue(state, given)


def _of_the_server(state: State, hooks: Hooks, given: Json) -> bool:
    kind = given["kind"]
    if kind == "late_index":
        state.search_lag = timedelta(seconds=given["seconds"])
    elif kind == "latency":
        state.latency = given["seconds"]
    elif kind == "clock":
        state.clock_offset = timedelta(seconds=given["seconds"])
    elif kind == "token":
        state.token = given["token"]
    elif kind == "hide_project":
        state.hidden_projects ^= {given["project"]}
    elif kind == "hooks":
        hooks.muted, hooks.doubled = given["mode"] == "lost", given["mode"] == "doubled"
        if given["mode"] == "held":
            hooks.hold()
        elif hooks.held is not None:
            hooks.release(backwards=given["mode"] == "reversed")
    else:
        return False
    return True


def _of_an_issue(state: State, given: Json) -> bool:
    if given["kind"] not in {"move", "delete", "hide", "archive", "assign", "comment", "transition"}:
        return False
    wanted = str(given["issue"])
    issue = state.issues.get(wanted) or next(
        i for i in state.issues.values() if wanted in (i.key, *i.old_keys)
    )
    if given["kind"] == "move":
        state.move(issue, given["project"])
    elif given["kind"] == "delete":
        state.delete(issue)
    elif given["kind"] == "hide":
        issue.hidden = not issue.hidden
    elif given["kind"] == "archive":
        issue.archived = not issue.archived
    elif given["kind"] == "comment":
        state.comment(issue, given["body"], EXPERT)
    elif given["kind"] == "transition":
        state.transition(issue, given["transition"], EXPERT)
    else:
        state.assign(issue, EXPERT, EXPERT)
    return True
