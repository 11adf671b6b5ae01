"""What goes into the gateway and comes out of it: frozen, the same for both dialects."""

from dataclasses import dataclass
from datetime import datetime

from desk.outbox import PermanentError


class Refused(PermanentError):
    """JIRA does not take the content. `errors` is what it says of each field, for the form that is mended.

    The messages may repeat what was written, so they stand neither in the code nor in the exception's text.
    """

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(("refused:" + ",".join(sorted(errors)))[:60] if errors else "refused")
        self.errors = errors


class NotClosed(PermanentError):
    """No way leads to the closing status. `offered` names the ways that the workflow offers our account."""

    def __init__(self, code: str, offered: list[str]) -> None:
        super().__init__(code)
        self.offered = offered


@dataclass(frozen=True)
class IssueRef:
    """An issue: `id` is its identity, `key` a label that changes when it is moved."""

    id: str
    key: str

    @property
    def project(self) -> str:
        """The key of the project that it is in now."""
        return self.key.rpartition("-")[0]


@dataclass(frozen=True)
class Moved:
    """An issue that was found, and when it last changed in JIRA."""

    id: str
    updated: datetime


@dataclass(frozen=True)
class Reconciled:
    """Of the ids that were asked: which the search shows, and which it does not (a GET decides why)."""

    seen: tuple[Moved, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Twins:
    """The issues that carry one label of ours, the oldest first: there should be one."""

    uuid: str
    issues: tuple[IssueRef, ...]


@dataclass(frozen=True)
class NewIssue:
    """What goes to the second level. `answers` are (question, answer) and hold no client data."""

    uuid: str  # hexadecimal, of the label
    project: str
    issue_type: str
    summary: str
    intro: str
    link: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Comment:
    """A comment as plain text, its markup taken away."""

    id: str
    account: str
    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Change:
    """One field of one entry of the issue's history; `id` is unique within the issue."""

    id: str
    account: str
    author: str
    at: datetime
    field: str
    before: str
    after: str
    before_id: str = ""
    after_id: str = ""


@dataclass(frozen=True)
class IssueState:
    """An issue as JIRA tells it now. `category` is new, indeterminate or done.

    Comments and changes are in the order of time. `complete` is False where JIRA held back some of the
    history: then no clock may be counted from its first entry.
    """

    id: str
    key: str
    project: str
    status_id: str
    status: str
    category: str
    resolution: str
    labels: tuple[str, ...]
    assignee: str
    assignee_account: str
    created: datetime
    updated: datetime
    comments: tuple[Comment, ...]
    changes: tuple[Change, ...]
    complete: bool


@dataclass(frozen=True)
class Transition:
    """A way out of the issue's status that the workflow offers to our account now."""

    id: str
    name: str
    status_id: str
    status: str
    category: str
    #: fields of its screen that must be filled in, without a value of their own
    required: tuple[str, ...]
    #: (id, name) of the resolutions that its screen offers; none: the screen does not ask
    resolutions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Account:
    """As whom we are known: `id` is the name (Data Center) or accountId (Cloud)."""

    id: str
    name: str
    timezone: str


@dataclass(frozen=True)
class Ping:
    """Who answers, as whom we are known there, and how far its clock is from ours (seconds).

    `anonymous`: JIRA answers, but does not take our credentials; then `account` is empty.
    """

    server: str
    version: str
    dialect: str
    title: str
    account: str
    timezone: str
    skew_s: float
    anonymous: bool

    @property
    def sample(self) -> bool:
        """Whether this is the simulator, which must never stand in for the real one."""
        return "simulator" in self.title.lower()
