"""The part of JQL that integrations use: conditions joined by AND, relative times, id lists, ORDER BY."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from .state import Issue, State

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_IN = re.compile(r"(?i)(id|key|issuekey)\s+in\s*\(([^)]*)\)")


class BadQuery(Exception):
    """HTTP 400: Jira names the part that it did not understand."""


def select(state: State, jql: str, *, validate: bool, fresh: frozenset[str] = frozenset()) -> list[Issue]:
    """What the index finds; the issues `fresh` are looked at as they are, however late the index is."""
    where, order = re.split(r"(?i)\s*order\s+by\s+", jql)[0], _order(jql)
    parts = [part.strip() for part in re.split(r"(?i)\s+and\s+", where) if part.strip()]
    now, edge = state.now(), state.now() - state.search_lag
    seen = [issue for issue in _named(state, parts) if state.visible(issue) and not issue.archived]
    if validate:
        _refuse_unknown(parts, {name for issue in seen for name in (issue.id, issue.key)})
    tests = [_condition(part, now, edge, fresh) for part in parts]
    found = [
        issue for issue in seen
        if (issue.id in fresh or issue.created <= edge or not state.search_lag)
        and all(test(issue) for test in tests)
    ]  # fmt: skip
    key, descending = order
    return sorted(found, key=key, reverse=descending)


def _named(state: State, parts: list[str]) -> list[Issue]:
    """All issues, or those that are asked for by their ids."""
    for part in parts:
        match = _IN.fullmatch(part)
        names = [_unquote(value) for value in match.group(2).split(",")] if match else []
        if names and all(name.isdigit() for name in names):
            return [issue for name in dict.fromkeys(names) if (issue := state.issues.get(name))]
    return list(state.issues.values())


def is_bounded(jql: str) -> bool:
    return bool(re.split(r"(?i)\s*order\s+by\s+", jql)[0].strip())


def _refuse_unknown(parts: list[str], known: set[str]) -> None:
    for part in parts:
        if match := _IN.fullmatch(part):
            for value in (_unquote(value) for value in match.group(2).split(",")):
                if value not in known:
                    raise BadQuery(f"A value with ID '{value}' does not exist for the field 'id'.")


def _indexed(issue: Issue, edge: datetime, fresh: frozenset[str]) -> datetime:
    """When the issue last changed, as far as the index has heard of it."""
    if issue.id in fresh or issue.updated <= edge:
        return issue.updated
    moments = [entry.created for entry in issue.history] + [entry.created for entry in issue.comments]
    return max([issue.created, *(moment for moment in moments if moment <= edge)])


def _order(jql: str) -> tuple[Callable[[Issue], float], bool]:
    match = re.search(r"(?i)order\s+by\s+(\w+)(?:\s+(asc|desc))?\s*$", jql)
    name = match.group(1).lower() if match else "created"
    descending = bool(match and (match.group(2) or "").lower() == "desc") or match is None
    if name in ("id", "key"):
        return (lambda issue: float(issue.id)), descending
    if name == "updated":
        return (lambda issue: issue.updated.timestamp()), descending
    return (lambda issue: issue.created.timestamp()), descending


def _condition(
    part: str, now: datetime, edge: datetime, fresh: frozenset[str]
) -> Callable[[Issue], bool]:  # fmt: skip
    if match := _IN.fullmatch(part):
        wanted = {_unquote(value) for value in match.group(2).split(",")}
        return lambda issue: bool(wanted & {issue.id, issue.key})
    match = re.fullmatch(r"(?i)(\w+)\s*(>=|<=|=|!=)\s*(.+)", part)
    if not match:
        raise BadQuery(f"Error in the JQL Query: '{part[:40]}' is not understood.")
    name, operator, value = match.group(1).lower(), match.group(2), _unquote(match.group(3))
    if name in ("updated", "created"):
        return _times(name, operator, _moment(value, now), edge, fresh)
    if name == "labels":
        return lambda issue: (value in issue.labels) == (operator == "=")
    if name == "project":
        return lambda issue: (issue.project == value) == (operator == "=")
    if name in ("id", "key", "issuekey"):
        return lambda issue: value in (issue.id, issue.key)
    raise BadQuery(f"Field '{name}' does not exist or you do not have permission to view it.")


def _times(
    name: str, operator: str, bound: datetime, edge: datetime, fresh: frozenset[str]
) -> Callable[[Issue], bool]:  # fmt: skip
    def told(issue: Issue) -> datetime:
        return issue.created if name == "created" else _indexed(issue, edge, fresh)

    if operator == ">=":
        return lambda issue: told(issue).replace(second=0, microsecond=0) >= bound
    return lambda issue: told(issue) <= bound


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"')
    return value


def _moment(value: str, now: datetime) -> datetime:
    """Relative times reach whole minutes back; a bare date-time would be read in the account's time zone."""
    if match := re.fullmatch(r"-(\d+)([mhdw])", value):
        edge = now - timedelta(**{UNITS[match.group(2)]: int(match.group(1))})
        return edge.replace(second=0, microsecond=0)
    raise BadQuery(f"Date value '{value}' is invalid here: use a relative one such as \"-90m\".")
