"""What an issue says, read out of what we keep of it: JIRA is not asked, and its library is not loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from tickets.following import meaning

if TYPE_CHECKING:
    from tickets.gateway import IssueState

_OWN = "own"  # stands for our account where only "ours" is kept


@dataclass(frozen=True)
class Said:
    """A comment, ours or the second level's."""

    ours: bool
    at: datetime
    text: str

    @property
    def account(self) -> str:
        return _OWN if self.ours else ""


@dataclass(frozen=True)
class Stored:
    """As much of a gateway's IssueState as `meaning.read` looks at."""

    status_id: str
    status: str
    category: str
    resolution: str
    labels: tuple[str, ...]
    created: datetime | None
    comments: tuple[Said, ...]
    changes: tuple[()] = ()


def read(stored: Stored, rules: Sequence[meaning.Rule]) -> meaning.Meaning:
    """What the issue says by these rules."""
    return meaning.read(cast("IssueState", stored), rules, _OWN)
