"""What the two dialects must both be able to say, and which of them is spoken."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from tickets.gateway import cloud, datacenter, wire
from tickets.gateway.values import NewIssue


class Dialect(Protocol):
    """One module each: `datacenter` and `cloud`."""

    NAME: str
    INDEX_LAGS: int
    SETTLES: int
    TYPES: str
    FIELDS: str

    def description(self, issue: NewIssue) -> str | wire.Json:
        """The text of a new issue."""

    def said(self, text: str, *, ours: bool) -> str | wire.Json:
        """The body of a comment."""

    def plain(self, body: object) -> str:
        """A text of theirs without markup."""

    def account(self, user: wire.Json) -> str:
        """What a user is known by."""

    def search(self, jql: str, fields: Sequence[str]) -> Iterator[wire.Json]:
        """Issues that match, page by page."""

    def known(self, ids: Sequence[str], fields: Sequence[str]) -> list[wire.Json]:
        """Those of `ids` that exist and may be seen."""

    def histories(self, issue_id: str, embedded: wire.Json) -> tuple[list[wire.Json], bool]:
        """Entries of the history, and whether they are all."""


def spoken() -> Dialect:
    """The dialect of the JIRA that is set up; raises OutsideTrouble where only the server could tell."""
    return cloud if wire.dialect() == wire.CLOUD else datacenter
