"""Which questions of a form the second level's words name: pure, no database, no request.

A guess that a person corrects, so it rather names one too many: a word that belongs to one question only is
enough. Estonian words take endings and English ones few, so words are compared by their beginnings.
"""

import re
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 5  # letters of a word that says what a question is about
_ENDING = 2  # letters at its end that may change
# Words that name no question though they stand in one.
_COMMON = {
    "küsimus", "question", "oleks", "pidanud", "olema", "should", "would", "teistel", "others", "juhtuma",
    "juhtus", "happened", "proovitud", "keegi", "klient", "kliendile", "client", "vastust", "answer",
    "hiljemalt", "millisest", "which", "asutus",
}  # fmt: skip


def named(text: str, questions: Iterable[tuple[str, str]]) -> list[str]:
    """Keys of the questions (key, words of its labels and hint) that the text names, in their order."""
    said = [word.casefold() for word in _WORD.findall(text)]
    stems = {key: _stems(words) for key, words in questions}
    return [key for key, own in stems.items() if any(_says(said, stem) for stem in own - _others(stems, key))]


def _says(said: list[str], stem: str) -> bool:
    return any(word.startswith(stem) for word in said)


def _stems(words: str) -> set[str]:
    found = {word.casefold() for word in _WORD.findall(words)} - _COMMON
    return {word[: max(_SHORTEST, len(word) - _ENDING)] for word in found if len(word) >= _SHORTEST}


def _others(stems: Mapping[str, set[str]], key: str) -> set[str]:
    return set().union(*(own for other, own in stems.items() if other != key))
