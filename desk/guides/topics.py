"""What guides may be about: topics live in a room above, which offers them in the slot GUIDE_TOPICS."""

from collections.abc import Iterator

from desk import slots

_WITHIN = " › "  # between a group and a topic in it, as the slot words them


def _offered() -> Iterator[tuple[str, str, str]]:
    """Code, group and name of each topic; a group is of itself."""
    for offered in slots.each("GUIDE_TOPICS"):
        for code, label in offered():
            group, _sign, name = str(label).partition(_WITHIN)
            yield code, group, name or group


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Topics under their groups, as a choice shows them; a group may itself be chosen."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, group, name in _offered():
        groups.setdefault(group, []).append((code, name))
    return list(groups.items())


def labels() -> dict[str, str]:
    """The names of all topics by code."""
    return {code: name for code, _group, name in _offered()}
