"""Which enquiries hold a word: the same words as `stats.rollups.spoken` counts."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from desk.enquiries.models import Enquiry
from stats.rollups.spoken import said

# Letters that are folded into one, and beginnings that change with the case: luba, loa.
_ALIKE = {"a": "aä", "o": "oõö", "u": "uü", "s": "sš", "z": "zž", "e": "eéё", "е": "её", "и": "ий"}
_CHANGING = {"lub": "lub|loa", "vig": "vig|vea", "aeg": "aeg|aja"}
_BEGINNING = 3  # letters that forms of a word share with its stem; where it is shorter, perhaps none


def narrowed(rows: QuerySet[Any], stem: str) -> QuerySet[Any]:
    """Of these enquiries those that may hold the word: PostgreSQL looks for how it begins."""
    found = rows.filter(concerns=None).exclude(question="")
    beginning = "".join(letter for letter in stem[:_BEGINNING] if letter.isalpha())
    if len(beginning) < _BEGINNING:
        return found
    # English words change sooner: lying, lie.
    english = (
        "" if not beginning.isascii() else "".join(f"[{_ALIKE.get(each, each)}]" for each in beginning[:2])
    )
    pattern = _CHANGING.get(beginning) or "".join(f"[{_ALIKE.get(each, each)}]" for each in beginning)
    return found.filter(question__iregex=pattern) | found.filter(
        language="en", question__iregex=english or pattern
    )


def holds(stem: str) -> Callable[[Enquiry], bool]:
    """Whether an enquiry holds a word of this stem."""
    return lambda enquiry: stem in said(enquiry.question, enquiry.language)
