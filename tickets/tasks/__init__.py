"""What the worker does for tickets: sending to JIRA, reading from it."""

from tickets.tasks.faults import of_faults
from tickets.tasks.reading import forget_hints, look_for_twins, poll, read, reconcile
from tickets.tasks.sending import follow, send, sweep, token, try_line
from tickets.tasks.watching import watch

__all__ = [
    "follow",
    "forget_hints",
    "look_for_twins",
    "of_faults",
    "poll",
    "read",
    "reconcile",
    "send",
    "sweep",
    "token",
    "try_line",
    "watch",
]
