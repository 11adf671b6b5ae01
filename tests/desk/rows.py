"""Rows for tests of the floor."""

from desk.mail.actions import Letter, queue
from desk.mail.models import Message


def a_message() -> Message:
    """A letter that waits to be sent."""
    return queue(
        letter=Letter("Subject", "Text"), to="mari.tamm@tammepuit.example", language="et",
        subject=("test", 1), client_id=None, by=None,
    )  # fmt: skip
