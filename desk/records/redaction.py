"""Making others unreadable in a text that a person gets about himself: pure, no database, no request.

What is known of the others (names, codes, numbers, addresses) is found also in other spellings: numbers in
groups, names with endings. Beside that every personal code, e-mail address and telephone number goes that is
not the person's own. A name that nobody has told us about stays: a person reads the text before it is sent.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from stdnum.ee import ik

NAME, CODE, PHONE, EMAIL = (
    _("[another person]"), _("[personal code]"), _("[phone number]"), _("[e-mail address]"),
)  # fmt: skip
_CAPITAL = "[A-ZÕÄÖÜŠŽА-ЯЁ]"
_SHORTEST = 3  # letters of a name that is looked for by itself
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_CODE = re.compile(r"(?<!\d)[1-8]\d{10}(?!\d)")
_PHONE = re.compile(r"(?<![\w+./-])(?:(?:\+|00)\d{1,3}[ -]?)?\d(?:[ -]?\d){6,7}(?![\w./-]*\d)")


@dataclass(frozen=True)
class Known:
    """What is known of somebody, or of several people together."""

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    word: Lazy

    def meets(self, other: "_Span") -> bool:
        return self.start < other.end and other.start < self.end


def redact(text: str, others: Known, own: Known | None = None) -> str:
    """The text with what tells of others replaced by what it was; what is the person's `own` stays."""
    kept = list(_spans(text, own or Known()))
    found = [*_spans(text, others), *_last_names(text, others.names), *_unknown(text)]
    return _replaced(text, [span for span in found if not any(span.meets(mine) for mine in kept)])


def tells_of(text: str, person: Known) -> bool:
    """Whether the text names this person in full, or by a code, a number or an address."""
    return any(True for _span in _spans(text, person))


def without(text: str, person: Known) -> str:
    """The text in which nothing tells of this person any more; of others it says what it said."""
    return _replaced(text, [*_spans(text, person), *_last_names(text, person.names)])


def _replaced(text: str, found: list[_Span]) -> str:
    answer, at = "", 0
    # The longest of those that begin together, so that a full name is one mark.
    for span in sorted(found, key=lambda each: (each.start, -each.end)):
        if span.start >= at:
            answer += text[at : span.start] + str(span.word)
            at = span.end
    return answer + text[at:]


def _spans(text: str, known: Known) -> Iterator[_Span]:
    for name in known.names:
        parts = name.split()
        if len(parts) > 1:
            yield from _found(_full_name(parts), text, NAME)
    for code in filter(None, known.codes):
        yield from _found(rf"(?<!\d){re.escape(code)}(?!\d)", text, CODE)
    for phone in known.phones:
        if pattern := _number(phone):
            yield from _found(pattern, text, PHONE)
    for email in filter(None, known.emails):
        yield from _found(rf"(?<![\w.+%-]){re.escape(email)}(?![\w-])", text, EMAIL)


def _full_name(parts: list[str]) -> str:
    """First and last name in either order, each with whatever ending its language gives it.

    With capital letters the stem may be short (Mägi, Mäe); in small ones it must stand almost whole.
    """
    first, last = parts[0], parts[-1]
    tall = [_tall(first, 3), _tall(last, 2)]
    small = [re.escape(part[: max(3, len(part) - 1)]) + r"\w{0,5}" for part in (first, last)]
    middle = rf"(?:(?-i:{_CAPITAL})\w*\s+)??"
    patterns = [rf"\b{one}[\s,]+{middle}{two}\b" for one, two in permutations(tall)]
    patterns += [rf"\b{one}[\s,]+{two}\b" for one, two in permutations(small)]
    return "|".join(patterns)


def _tall(part: str, shortest: int) -> str:
    stem = part[: max(shortest, len(part) - 2)]
    return rf"(?-i:{re.escape(stem[0].upper())}){re.escape(stem[1:])}\w{{0,7}}"


def _last_names(text: str, names: Iterable[str]) -> Iterator[_Span]:
    """A last name by itself, as it is written when people are spoken of: with a capital letter."""
    for name in names:
        last = name.split()[-1] if name.split() else ""
        if len(last) >= _SHORTEST:
            stem = re.escape(last[: max(_SHORTEST, len(last) - 1)])
            for match in re.finditer(rf"\b{stem}\w{{0,4}}\b", text):
                yield _Span(*match.span(), NAME)


def _number(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    national = digits.removeprefix("372") if len(digits) > 8 else digits
    if len(national) < 5:
        return ""
    grouped = r"[\s-]?".join(national)
    return rf"(?<!\d)(?:(?:\+|00)?372[\s-]*)?{grouped}(?!\d)"


def _unknown(text: str) -> Iterator[_Span]:
    yield from _found(_EMAIL.pattern, text, EMAIL)
    for match in _CODE.finditer(text):
        if ik.is_valid(match.group()):
            yield _Span(*match.span(), CODE)
    for match in _PHONE.finditer(text):
        yield _Span(*match.span(), PHONE)


def _found(pattern: str, text: str, word: Lazy) -> Iterator[_Span]:
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield _Span(*match.span(), word)
