"""What changed between two texts, by words. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Piece:
    """A run of words that both texts have, only the old one (`gone`), or only the new one (`new`)."""

    kind: str
    text: str


def pieces(old: str, new: str) -> Iterator[Piece]:
    """The new text with what is gone in its place."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    for deed, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if deed == "equal":
            yield Piece(SAME, "".join(after[j1:j2]))
            continue
        if i2 > i1:
            yield Piece(GONE, "".join(before[i1:i2]))
        if j2 > j1:
            yield Piece(NEW, "".join(after[j1:j2]))
