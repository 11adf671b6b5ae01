"""How Estonian names are ordered and compared in any PostgreSQL, also one without ICU.

Both expressions are immutable, so that generated columns and indexes may hold them. Verified against the
Estonian alphabet (... S Š Z Ž T U V W Õ Ä Ö Ü X Y) on PostgreSQL 15 and 18.
"""

from typing import Any

from django.db.models import Func, TextField

# The `estonian` stemmer is missing before PostgreSQL 16, so words are taken as they stand.
SEARCH_CONFIG = "simple"

_ESTONIAN_FROM = "šzžtuvwõäöüxy"
_ESTONIAN_TO = "'tuvwxyz{|}~' || chr(128) || chr(129)"
_FOLD_FROM = "õäöüšžåéèëçñ"
_FOLD_TO = "oaouszaeeecn"
_FOLDING = str.maketrans(_FOLD_FROM, _FOLD_TO)


def fold(text: str) -> str:
    """Lower case without Estonian diacritics and doubled spaces: `Õie  PUIT` becomes `oie puit`."""
    return " ".join(text.lower().translate(_FOLDING).split())


def fold_signs(text: str) -> str:
    """As `fold`, but each sign stays in its place (spaces too), so that places found in it hold in `text`."""
    folded = text.lower().translate(_FOLDING)
    return folded if len(folded) == len(text) else "".join(fold(sign)[:1] or sign for sign in text)


class Folded(Func):
    """The database's side of `fold`: the column against which a typed fragment is compared."""

    template = f"translate(lower(%(expressions)s), '{_FOLD_FROM}', '{_FOLD_TO}')"

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, output_field=TextField(), **extra)


class EstonianOrder(Func):
    """A key that sorts by the Estonian alphabet when compared byte by byte (collation "C")."""

    template = f"translate(lower(%(expressions)s), '{_ESTONIAN_FROM}', {_ESTONIAN_TO})"

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, output_field=TextField(db_collation="C"), **extra)


def slips(typed: str, word: str) -> int:
    """Typing errors by which `typed` misses the beginning of `word` (letter missing, extra, wrong, swapped).

    Both folded. What is typed may stop short, so the rest of `word` costs nothing.
    """
    before, row = [0] * (len(word) + 1), list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        following = [i]
        for j, other in enumerate(word, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return min(row)


def resembles(typed: str, word: str) -> bool:
    """Whether one or (in a long word) two slips of the finger explain the difference."""
    return slips(typed, word) <= (0 if len(typed) < 4 else 1 if len(typed) < 7 else 2)
