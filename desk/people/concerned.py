"""What is kept from a person, because it concerns that person (slot KEPT_FROM): said by the rooms above."""

from desk import slots
from desk.slots import Kept


def kept_from(user_id: int) -> list[Kept]:
    """What this person must not see a line about; mostly nothing."""
    return [each for find in slots.each("KEPT_FROM") for each in find(user_id)]


def is_kept(subject: tuple[str, int], user_id: int) -> bool:
    """Whether this one thing is kept from the person."""
    return any((each.kind, each.pk) == subject for each in kept_from(user_id))
