"""Who answers, as whom we are known there, what it wants of an issue, and where an issue has gone."""

import os
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from desk.outbox import PassingError, PermanentError
from tickets.gateway import wire
from tickets.gateway.dialect import spoken
from tickets.gateway.reading import at, shaped
from tickets.gateway.values import Account, Ping

THERE, DELETED, NO_ACCESS = "there", "deleted", "no_access"
#: what a form of ours always holds; JIRA fills in the reporter by itself
_SENT = {"project", "issuetype", "summary", "description", "labels", "reporter"}
_PAGE, _PAGES = 50, 20

Json = wire.Json


def ping(now: datetime) -> Ping:
    """Server and account; `now` is our time. Raises OutsideTrouble, also when JIRA takes us for nobody."""
    answer = look(now)
    if answer.anonymous:
        raise PermanentError("credentials")
    return answer


def look(now: datetime) -> Ping:
    """The same for whoever mends it: what the server says of itself is told without an account too."""
    info, ahead = _server_at(now)
    try:
        known = account()
    except PermanentError as trouble:
        if trouble.code != "credentials":
            raise
        known = Account("", "", "")
    return Ping(
        server=str(info.get("baseUrl") or ""),
        version=str(info.get("version") or ""),
        dialect=spoken().NAME,
        title=str(info.get("serverTitle") or ""),
        account=known.id,
        timezone=known.timezone,
        skew_s=ahead,
        anonymous=not known.id,
    )


def skew(now: datetime) -> float:
    """How many seconds JIRA's clock is ahead of `now`, which is ours; one question, that anybody may ask."""
    return _server_at(now)[1]


def account() -> Account:
    """Who we are there, asked now. PermanentError("credentials") when JIRA takes us for nobody."""
    with shaped():
        me = wire.ask("GET", "myself", {}, writes=False)
    known = Account(spoken().account(me), str(me.get("displayName") or ""), str(me.get("timeZone") or ""))
    if not known.id:
        raise PermanentError("credentials")
    return known


def own_account() -> str:
    """The account whose changes are our own echo; one question a process."""
    return _own_account(settings.JIRA_URL, settings.JIRA_EMAIL, settings.JIRA_TOKEN, os.getpid())


def missing_fields(project: str, issue_type: str) -> list[str]:
    """Fields that JIRA requires for this kind of issue and that we do not send; raises OutsideTrouble."""
    dialect, types = spoken(), f"issue/createmeta/{project}/issuetypes"
    with shaped():
        chosen = next((t for t in _pages(types, dialect.TYPES) if issue_type in (t["id"], t["name"])), None)
        if chosen is None:
            return ["issuetype"]
        return [
            str(field["fieldId"])
            for field in _pages(f"{types}/{chosen['id']}", dialect.FIELDS)
            if field["required"] and not field.get("hasDefaultValue") and field["fieldId"] not in _SENT
        ]


def absence(issue_id: str, *, project: str, neighbour: str = "") -> str:
    """Why an issue cannot be read: THERE (it can), NO_ACCESS or DELETED, as far as JIRA tells them apart.

    It gives the same 404 to both. So the issue counts as deleted only while our account is known and another
    issue of the project (`neighbour`, an id), or the project itself, can be read. An issue hidden from us
    alone by its security level looks deleted. Raises OutsideTrouble when nothing can be said now.
    """
    if not _is_refused(f"issue/{issue_id}", {"fields": "status"}):
        return THERE
    return why_absent(project, neighbour=neighbour)


def why_absent(project: str, *, neighbour: str = "") -> str:
    """The same of an issue that was just looked for: the answer is true for all that miss in the project."""
    account()
    if neighbour and not _is_refused(f"issue/{neighbour}", {"fields": "status"}):
        return DELETED
    return NO_ACCESS if _is_refused(f"project/{project}", {}) else DELETED


def _server_at(now: datetime) -> tuple[Json, float]:
    with shaped():
        info = wire.ask("GET", "serverInfo", {}, writes=False)
        there = at(info["serverTime"]) if info.get("serverTime") else now
    return info, round((there - now).total_seconds(), 1)


def _is_refused(path: str, asked: Json) -> bool:
    try:
        wire.ask("GET", path, asked, writes=False)
    except PermanentError as trouble:
        if trouble.code not in {"not_found", "forbidden"}:
            raise
        return True
    return False


def _pages(path: str, rows: str) -> Iterator[Json]:
    start = 0
    for _page in range(_PAGES):
        page = wire.ask("GET", path, {"startAt": start, "maxResults": _PAGE}, writes=False)
        found = page.get(rows) or []
        yield from found
        start += len(found)
        if not found or page.get("isLast") or start >= int(page.get("total", start)):
            return
    raise PassingError("too_many")


@lru_cache(maxsize=4)
def _own_account(url: str, email: str, token: str, pid: int) -> str:
    return account().id
