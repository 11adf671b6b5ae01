"""What the worker does for tickets: sending to JIRA, reading from it."""

from tickets.tasks.reading import poll, read
from tickets.tasks.sending import follow, send, sweep, token, try_line

__all__ = ["follow", "poll", "read", "send", "sweep", "token", "try_line"]
