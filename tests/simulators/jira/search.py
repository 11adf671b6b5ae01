"""The part of JQL that integrations use: conditions joined by AND, relative times, id lists, ORDER BY."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from .state import Issue

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class BadQuery(Exception):
    """HTTP 400: Jira names the part that it did not understand."""


def select(issues: list[Issue], jql: str, now: datetime) -> list[Issue]:
    where, order = re.split(r"(?i)\s*order\s+by\s+", jql)[0], _order(jql)
    tests = [_condition(part.strip(), now) for part in re.split(r"(?i)\s+and\s+", where) if part.strip()]
    found = [issue for issue in issues if all(test(issue) for test in tests)]
    key, descending = order
    return sorted(found, key=key, reverse=descending)


def _order(jql: str) -> tuple[Callable[[Issue], float], bool]:
    match = re.search(r"(?i)order\s+by\s+(\w+)(?:\s+(asc|desc))?\s*$", jql)
    name = match.group(1).lower() if match else "created"
    descending = bool(match and (match.group(2) or "").lower() == "desc") or match is None
    if name in ("id", "key"):
        return (lambda issue: float(issue.id)), descending
    if name == "updated":
        return (lambda issue: issue.updated.timestamp()), descending
    return (lambda issue: issue.created.timestamp()), descending


def _condition(part: str, now: datetime) -> Callable[[Issue], bool]:
    if match := re.fullmatch(r"(?i)(id|key|issuekey)\s+in\s*\(([^)]*)\)", part):
        wanted = {_unquote(value) for value in match.group(2).split(",")}
        return lambda issue: bool(wanted & {issue.id, issue.key})
    match = re.fullmatch(r"(?i)(\w+)\s*(>=|<=|=|!=)\s*(.+)", part)
    if not match:
        raise BadQuery(f"Error in the JQL Query: '{part[:40]}' is not understood.")
    name, operator, value = match.group(1).lower(), match.group(2), _unquote(match.group(3))
    if name in ("updated", "created"):
        edge = _moment(value, now)
        if operator == ">=":
            return lambda issue: getattr(issue, name).replace(second=0, microsecond=0) >= edge
        return lambda issue: getattr(issue, name) <= edge
    if name == "labels":
        return lambda issue: (value in issue.labels) == (operator == "=")
    if name == "project":
        return lambda issue: (issue.project == value) == (operator == "=")
    if name in ("id", "key", "issuekey"):
        return lambda issue: value in (issue.id, issue.key)
    raise BadQuery(f"Field '{name}' does not exist or you do not have permission to view it.")


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
