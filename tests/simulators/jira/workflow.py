"""The pretended workflow: To Do → In Progress → Done → Closed, Reopen from the last two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Status:
    id: str
    name: str
    category: str  # new | indeterminate | done: the only part of a workflow that no administrator renames


@dataclass(frozen=True)
class Move:
    id: str
    name: str
    to: Status


@dataclass(frozen=True)
class Screen:
    """What a transition asks before it is done."""

    required: bool = True
    resolutions: tuple[tuple[str, str], ...] = (
        ("10000", "Done"),
        ("10001", "Won't Do"),
        ("10002", "Duplicate"),
    )
    #: fieldId -> name of what it also wants
    others: tuple[tuple[str, str], ...] = ()

    def chosen(self, fields: dict[str, Any]) -> tuple[str, str] | str | None:
        """The resolution of a request, None where none is needed, or in words what is wrong."""
        given = fields.get("resolution")
        if not given:
            return "Resolution is required." if self.required else None
        wanted = (given.get("id"), given.get("name"))
        found = next((r for r in self.resolutions if r[0] == wanted[0] or r[1] == wanted[1]), None)
        return found or "The resolution is not valid."


TO_DO = Status("10000", "To Do", "new")
IN_PROGRESS = Status("3", "In Progress", "indeterminate")
DONE = Status("10001", "Done", "done")
CLOSED = Status("6", "Closed", "done")
STATUSES = {status.id: status for status in (TO_DO, IN_PROGRESS, DONE, CLOSED)}
START, FINISH, BACK = (
    Move("11", "Start progress", IN_PROGRESS),
    Move("21", "Done", DONE),
    Move("31", "Stop", TO_DO),
)
CLOSE, REOPEN = Move("41", "Close", CLOSED), Move("51", "Reopen", TO_DO)
WORKFLOW: dict[str, list[Move]] = {
    TO_DO.id: [START, FINISH],
    IN_PROGRESS.id: [FINISH, BACK],
    DONE.id: [CLOSE, REOPEN],
    CLOSED.id: [REOPEN],
}
