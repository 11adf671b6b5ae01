"""Lets demo rows be made by the actions as if it were some days ago, so that every time in them agrees."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from desk import clock


@contextmanager
def ago(distance: timedelta) -> Iterator[None]:
    """Inside the block the clock of the demo database runs `distance` behind."""
    clock.move(-distance)
    yield
    clock.move(distance)
