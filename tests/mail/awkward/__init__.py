"""A mailbox of awkward letters, made by code; none of them was ever sent. Each has a name.

`mailbox()` gives them in the order in which they come.
"""

from collections.abc import Iterator

from . import hostile, machines, people

NAMES = [*people.LETTERS, *machines.LETTERS, *hostile.LETTERS]


def mailbox() -> Iterator[tuple[str, bytes]]:
    """Every letter by its name, made when its turn comes."""
    for room in (people, machines, hostile):
        for name, make in room.LETTERS.items():
            yield name, make()
