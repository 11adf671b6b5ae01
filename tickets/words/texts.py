"""Texts on their way out, whatever their markup: what no other system should meet, and what does not fit."""

import unicodedata
from collections.abc import Callable, Sequence

MAX_SUMMARY = 250  # characters; JIRA refuses more than 255
MAX_FIELD = 32_000  # JIRA refuses above 32 767, in descriptions as in comments

Measure = Callable[[str], int]


def cleaned(text: str) -> str:
    """Without control characters, and without format characters: they make a text look like another one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(c for c in text if c in "\n\t" or _is_seen(c))


def _is_seen(letter: str) -> bool:
    # U+FFFE and its like are in no XML, so Data Center would lose the whole text of an issue to them.
    never = ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"
    return not never and unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}


def one_line(text: str) -> str:
    """A summary: JIRA refuses newlines and more than 255 characters; markup is not read there."""
    line = " ".join(cleaned(text).split())
    return line if len(line) <= MAX_SUMMARY else line[: MAX_SUMMARY - 1] + "…"


def units(text: str) -> int:
    """Characters as JIRA counts them: one outside the first plane (an emoji) is two."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, room: int, measure: Measure = units) -> str:
    """`text`, or as much of its beginning as fits into `room` with the sign that it was cut."""
    if measure(text) <= room:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if measure(text[:middle]) + 2 <= room:
            fits = middle
        else:
            too_long = middle
    return text[:fits] + "…"


def fitted(texts: Sequence[str], room: int, measure: Measure = units) -> list[str]:
    """`texts` cut so that together they take at most `room`: short ones whole, long ones alike."""
    sizes = [measure(text) for text in texts]
    ceiling, left = room, room
    for waiting, size in zip(range(len(sizes), 0, -1), sorted(sizes), strict=True):
        ceiling = left // waiting
        if size > ceiling:
            break
        left -= size
        ceiling = room
    return [cut(text, ceiling, measure) for text in texts]
