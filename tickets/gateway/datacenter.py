"""JIRA Data Center: REST v2, personal access token, wiki markup.

Its document knows no page of an issue's history (`/issue/{id}/changelog`): the whole comes with the issue,
and what is missing of it cannot be asked for.
"""

from collections.abc import Iterator, Sequence

from desk.outbox import PassingError
from tickets.gateway import wire
from tickets.gateway.values import NewIssue
from tickets.words import wiki

NAME = "datacenter"
INDEX_LAGS = 5  # minutes that the index of another node may be behind
SETTLES = 2  # minutes after which what the search does not show was not made
TYPES, FIELDS = "values", "values"  # where the pages of createmeta hold their rows
_PAGE, _PAGES = 100, 200

Json = wire.Json


def description(issue: NewIssue) -> str:
    """The issue's text."""
    return wiki.described(issue.intro, issue.link, issue.answers)


def said(text: str, *, ours: bool) -> str:
    """A comment; `ours` is a phrase of the desk, anything else is shown letter for letter."""
    return wiki.escaped(text) if ours else wiki.quoted(text)


def plain(body: object) -> str:
    """A text of theirs without its markup."""
    return wiki.plain(str(body or ""))


def account(user: Json) -> str:
    """What a user is known by."""
    return str(user.get("name") or "")


def search(jql: str, fields: Sequence[str]) -> Iterator[Json]:
    """Issues that match, in the order of their ids (a page must not shift while it is read)."""
    start = 0
    for _page in range(_PAGES):
        page = _post({"jql": jql, "startAt": start, "maxResults": _PAGE, "fields": list(fields)})
        issues = page.get("issues") or []
        yield from issues
        start += len(issues)
        if not issues or start >= int(page.get("total", 0)):
            return
    raise PassingError("too_many")


def known(ids: Sequence[str], fields: Sequence[str]) -> list[Json]:
    """Those of `ids` (a page of them) that exist and may be seen."""
    # Validated, the query would be refused as a whole for one issue that is gone.
    body = {
        "jql": f"id in ({','.join(ids)})", "startAt": 0, "maxResults": len(ids), "fields": list(fields),
        "validateQuery": False,
    }  # fmt: skip
    return list(_post(body).get("issues") or [])


def histories(issue_id: str, embedded: Json) -> tuple[list[Json], bool]:
    """The entries of the history that came with the issue, and whether they are all."""
    entries = list(embedded.get("histories") or [])
    return entries, len(entries) >= int(embedded.get("total", 0))


def _post(body: Json) -> Json:
    return wire.ask("POST", "search", body, writes=False)
