"""JIRA Cloud: REST v3, e-mail and API token, documents (ADF) in place of markup.

Its search lags behind what was written, gives no total and only a token for the next page.
"""

from collections.abc import Iterator, Sequence

from desk.outbox import PassingError
from tickets.gateway import wire
from tickets.gateway.values import NewIssue, Refused
from tickets.words import adf

NAME = "cloud"
INDEX_LAGS = 30  # minutes; measured by others: a fifth of fresh issues is missing at first
SETTLES = 15  # minutes after which what the search does not show was not made
TYPES, FIELDS = "issueTypes", "fields"  # where the pages of createmeta hold their rows
_PAGE, _PAGES = 100, 200

Json = wire.Json


def description(issue: NewIssue) -> Json:
    """The issue's text."""
    return adf.described(issue.intro, issue.link, issue.answers)


def said(text: str, *, ours: bool) -> Json:
    """A comment; `ours` is a phrase of the desk, anything else is shown letter for letter."""
    return adf.said(text, ours=ours)


def plain(body: object) -> str:
    """A text of theirs without its marks."""
    return adf.plain(body)


def account(user: Json) -> str:
    """What a user is known by."""
    return str(user.get("accountId") or "")


def search(jql: str, fields: Sequence[str]) -> Iterator[Json]:
    """Issues that match, a bounded number of pages of them."""
    body: Json = {"jql": jql, "maxResults": _PAGE, "fields": list(fields)}
    for _page in range(_PAGES):
        page = _post(body)
        yield from page.get("issues") or []
        token = page.get("nextPageToken")
        if not token or page.get("isLast") or token == body.get("nextPageToken"):
            return
        body = {**body, "nextPageToken": str(token)}
    raise PassingError("too_many")


def known(ids: Sequence[str], fields: Sequence[str]) -> list[Json]:
    """Those of `ids` (a page of them) that exist and may be seen, as they are now and not as indexed."""
    body = {
        "jql": f"id in ({','.join(ids)})", "maxResults": len(ids), "fields": list(fields),
        "reconcileIssues": [int(issue) for issue in ids],
    }  # fmt: skip
    try:
        return list(_post(body).get("issues") or [])
    except Refused:
        # One that is gone may spoil the whole question: fetched one by one, it is only left out.
        return _fetched(ids, fields)


def histories(issue_id: str, embedded: Json) -> tuple[list[Json], bool]:
    """The whole history: what came with the issue, or its pages where that was only the newest of it."""
    entries = list(embedded.get("histories") or [])
    if "total" in embedded and len(entries) >= int(embedded["total"]):
        return entries, True
    entries = []
    for _page in range(_PAGES):
        asked = {"startAt": len(entries), "maxResults": _PAGE}
        page = wire.ask("GET", f"issue/{issue_id}/changelog", asked, writes=False)
        entries += page.get("values") or []
        if page.get("isLast") or not page.get("values"):
            return entries, len(entries) >= int(page.get("total", 0))
    return entries, False


def _fetched(ids: Sequence[str], fields: Sequence[str]) -> list[Json]:
    body = {"issueIdsOrKeys": list(ids), "fields": list(fields)}
    page = wire.ask("POST", "issue/bulkfetch", body, writes=False)
    if page.get("issueErrors"):  # these are there, and Jira could not tell them now
        raise PassingError("unavailable")
    return list(page.get("issues") or [])


def _post(body: Json) -> Json:
    return wire.ask("POST", "search/jql", body, writes=False)
