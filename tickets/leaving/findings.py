"""Where in a text personal data stands: pure, no database, no request.

The text is read as a person reads it: without invisible signs, without accents, Cyrillic in Latin letters,
so that a name is found however it is written. Each finding is a span of the text itself.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from stdnum.ee import ik


@dataclass(frozen=True)
class People:
    """Who is around a ticket: full names, codes that are a person's though they do not look so, phones."""

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    # Names that may go though they look like a person's: Tamm is an oak, and a part of Tamme Puit OÜ.
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """One finding: `kind` is code, phone, email or name (enums.Personal)."""

    start: int
    end: int
    kind: str


# Between the digits of one number.
_GAP = r"[ .\-/()]{0,2}"
_CODE = re.compile(r"(?<![\d])[1-8](?:[ .\-]{0,2}\d){10}(?!\d)")
_CALLED_CODE = re.compile(
    r"(?:\bisikukood\w*|\bik|\bpersonal (?:identification )?code|\blitsn\w+ kod\w*)"
    r"\W{0,3}((?:[A-Z]{2}-?)?\d(?:[ .\-]{0,2}\d){6,12})(?!\d)",
    re.IGNORECASE,
)
_AT = r"(?:\s?@\s?|\s?[(\[{]\s?(?:at|ät|att|@)\s?[)\]}]\s?)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}]\s?)"
# With a beginning and lengths, so that a long word is read once.
_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]{{1,250}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,8}}", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?:(?<![\w+/.,-])|(?<=\d \d{4}/)|(?<=\d{7}/))(?:"  # no part of another number, but one of two may be
    r"(?:\(?\+ ?|\(?00)\(?[1-9]\d{0,2}\)?(?:[ .\-()]{0,2}\d){6,12}"  # with a country's prefix
    r"|\(?372\)?[ -]?(?:[ -]?\d){7,8}"  # the prefix without its sign
    r"|5\d{2,3}[ -]?\d{4}|5 \d{3} \d{4}|5\d(?: \d\d){3}|5\d\d \d\d \d{2,3}|5\d{3} \d\d \d\d"  # mobile
    r"|[34678]\d{2} \d{4}"  # fixed line as it is usually written
    r")(?!\w|[.,-]\d)"
)
_CALLED_PHONE = re.compile(
    r"\b(?:tel|mob|gsm|phone|helista|number[iu]l)\w*\.?\s*:?\s*(?:nr\.?\s*)?"
    r"(\+?\d(?:[ .\-()]{0,2}\d){5,13})(?!\d)",
    re.IGNORECASE,
)
# In the plain letters of `Plain`: härra, господин, госпожа.
_TITLES = r"(?:hr|pr|prl|proua|preili|harra|mr|mrs|ms|gospodin\w?|gospoz\w{1,2}|g-z\w|g-n\w?)\.?"
_CAPITAL = "[A-Z]"
# What follows a name that belongs to a place or a thing and not to a person.
_OF_A_PLACE = r"(?!\s+(?:tee|tn|tanav|talu|kula|kinnistu|maantee|mnt|pst|jogi|jarv|raba|mets|\d|[A-Z]))"


# No letter goes before or after; a digit may.
_BEGIN, _END = r"(?<![^\W\d_])", r"(?![^\W\d_])"


class Plain:
    """A text in plain letters, and where each of its letters stood."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self.places: list[int] = []
        for place, letter in enumerate(text):
            plain = _plain(letter, start=not letters or not letters[-1].isalpha())
            letters += plain
            self.places += [place] * len(plain)
        self.text = "".join(letters)
        self.places.append(len(text))

    def span(self, start: int, end: int, kind: str) -> Span:
        """A place of the plain text in the text itself."""
        return Span(self.places[start], max(self.places[end], self.places[end - 1] + 1), kind)


def find(text: str, people: People) -> list[Span]:
    """Personal data in the text, from its beginning; what is found twice in one place is one finding."""
    plain = Plain(text)
    taken: list[Span] = []
    for span in _spans(plain, people):
        if not any(span.start < other.end and other.start < span.end for other in taken):
            taken.append(span)
    return sorted(taken, key=lambda span: span.start)


def _spans(plain: Plain, people: People) -> Iterator[Span]:
    """What is surest first: the rest of a number that was recognised is not looked at again."""
    for match in _EMAIL.finditer(plain.text):
        yield plain.span(*match.span(), "email")
    for match in _CODE.finditer(plain.text):
        if ik.is_valid(re.sub(r"\D", "", match.group())):
            yield plain.span(*match.span(), "code")
    for match in _CALLED_CODE.finditer(plain.text):
        yield plain.span(*match.span(1), "code")
    for code in people.codes:
        yield from _numbers(plain, re.sub(r"\W", "", code), "code")
    for pattern, kind in _known_phones(people.phones):
        for match in pattern.finditer(plain.text):
            yield plain.span(*match.span(), kind)
    for match in _PHONE.finditer(plain.text):
        yield plain.span(*match.span(), "phone")
    for match in _CALLED_PHONE.finditer(plain.text):
        yield plain.span(*match.span(1), "phone")
    yield from _names(plain, people)


def _numbers(plain: Plain, code: str, kind: str) -> Iterator[Span]:
    if len(code) < 5:
        return
    pattern = rf"(?<![A-Za-z\d]){r'[ .-]{0,2}'.join(map(re.escape, code))}(?!\d)"
    for match in re.finditer(pattern, plain.text, re.IGNORECASE):
        yield plain.span(*match.span(), kind)


def _known_phones(phones: Iterable[str]) -> Iterator[tuple[re.Pattern[str], str]]:
    for phone in phones:
        digits = re.sub(r"\D", "", phone)
        own = digits.removeprefix("372") if len(digits) > 8 else digits
        if len(own) >= 6:
            yield re.compile(rf"(?<!\d)(?:(?:\+|00)?372{_GAP})?{_GAP.join(own)}(?!\d)"), "phone"


def _names(plain: Plain, people: People) -> Iterator[Span]:
    allowed = [
        match.span()
        for name in people.allowed
        if name.strip()
        for match in re.finditer(re.escape(Plain(name.strip()).text), plain.text, re.IGNORECASE)
    ]
    low = plain.text.lower()
    for name in people.names:
        if _root(name) not in low:
            continue
        for pattern in _ways_of(name):
            for match in pattern.finditer(plain.text):
                if not any(start <= match.start() and match.end() <= end for start, end in allowed):
                    yield plain.span(*match.span(), "name")


@lru_cache(maxsize=1000)
def _root(name: str) -> str:
    """Letters that stand in the text however the surname is written: most names need no other look."""
    last = Plain(name).text.split()[-1:] or ["-"]
    return last[0][: max(2, len(last[0]) - 3)].lower()


@lru_cache(maxsize=1000)  # a page asks for the same people at every pause in the typing
def _ways_of(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_ways_to_write(Plain(name).text.split()))


def _ways_to_write(parts: list[str]) -> Iterator[re.Pattern[str]]:
    """First name and surname in either order and with their endings, an initial with the surname, a title
    with it, and the surname alone inside a sentence.

    At the beginning of one a single name is a common word too often (Tamm is an oak).
    """
    if len(parts) < 2:
        return
    first, last = parts[0], parts[-1]
    middle = rf"(?:(?-i:{_CAPITAL})[\w-]*\s+){{0,2}}?"
    yield re.compile(rf"{_BEGIN}{_tall(first, 3)}[\s,]+{middle}{_tall(last, 2)}{_END}", re.IGNORECASE)
    yield re.compile(rf"{_BEGIN}{_tall(last, 2)}[\s,]+{_tall(first, 3)}{_END}", re.IGNORECASE)
    yield re.compile(rf"{_BEGIN}{_small(first)}[\s,]+{_small(last)}{_END}", re.IGNORECASE)
    yield re.compile(rf"{_BEGIN}{_small(last)}[\s,]+{_small(first)}{_END}", re.IGNORECASE)
    initial, bent = rf"{re.escape(first[0].upper())}\.", _bent(last, _ALL_CASES)
    yield re.compile(rf"{_BEGIN}{initial}\s*(?:{_CAPITAL}\.\s*)?{bent}{_END}")
    yield re.compile(rf"{_BEGIN}{bent},?\s+{initial}")
    yield re.compile(rf"{_BEGIN}{_TITLES}\s+(?-i:{bent}){_END}", re.IGNORECASE)
    if len(last) > 2:
        yield re.compile(rf"(?<=[a-z0-9,;:(] ){_bent(last, _CASES)}{_END}{_OF_A_PLACE}")


def _tall(part: str, shortest: int) -> str:
    """With a capital letter, and as much of the stem as stays: Mägi, Mäe; Rebane, Rebase; Peeter, Peetri."""
    stem = part[: max(shortest, len(part) - 2)]
    return rf"(?-i:{re.escape(stem[0].upper())}){re.escape(stem[1:])}[\w-]{{0,7}}"


def _small(part: str) -> str:
    """However it is written, the stem almost whole: mari tamme."""
    changes = len(part) > 3 and part[-1].casefold() in "aeiouy"
    return re.escape(part[:-1] if changes else part) + r"\w{0,5}"


# How the end of an Estonian name changes in the genitive (in plain letters), and the endings after it.
_GRADES = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("sk", "s"), ("rk", "r"), ("rk", "rg"), ("lk", "l"), ("lk", "lg"),
    ("ht", "h"), ("hk", "h"), ("nd", "nn"), ("ld", "ll"), ("rd", "rr"), ("mb", "mm"), ("lg", "l"),
    ("rg", "r"), ("nt", "nd"), ("lt", "ld"), ("rt", "rd"), ("mp", "mb"), ("rp", "rb"), ("gi", "e"),
    ("ane", "ase"), ("ene", "ese"), ("ik", "ig"), ("k", ""), ("p", "b"), ("t", "d"), ("el", "l"), ("er", "r"),
)  # fmt: skip
_CASES = r"(?:le|lt|l|ga|sse|st|s|ks|t|d)?"
# Beside a title or an initial; by itself a stem with these is a common word too often (Kask, kasuta).
_ALL_CASES = r"(?:le|lt|l|ga|sse|st|s|ks|ta|na|ni|t|de\w{0,3}|d)?"


def _bent(last: str, cases: str) -> str:
    """A surname by itself, with a capital letter and these endings: Kask, Kase, Kasel."""
    low = last.lower()
    weak = {low.removesuffix(end) + to for end, to in _GRADES if low.endswith(end)}
    ways = [low.capitalize() + rf"[aeiou]?{cases}"]
    ways += [stem.capitalize() + rf"[aeiou]{cases}" for stem in sorted(weak) if len(stem) > 1]
    if low.endswith(("gi", "ane", "ene")):  # Mägi, Mäe; Rebane, Rebase
        ways += [stem.capitalize() + cases for stem in sorted(weak)]
    if low.endswith(("a", "v", "n", "i")):  # Иванова, Ивановой; Смирнов, Смирновым
        ways.append(low.rstrip("a").capitalize() + r"(?:a|o|oi|oiu|u|om|om|e|i|im)")
    return "(?:" + "|".join(ways) + ")"


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e jo ž z i i k l m n o p r s t u f h ts tš š štš _ õ _ e ju ja".replace("_", "").split(
            " "
        ),
        strict=True,
    )
)


def _plain(letter: str, *, start: bool) -> str:
    """One letter in plain ones: none for what is not seen, two or more for some Cyrillic."""
    if letter.isascii():
        return letter
    if unicodedata.category(letter) in {"Cf", "Mn"}:
        return ""
    if letter.isspace():
        return " "
    low = letter.lower()
    if low in _LATIN:
        latin = "je" if low == "е" and start else _LATIN[low]
        latin = latin.capitalize() if letter != low else latin
        return "".join(_bare(each) for each in latin)
    return _bare(letter)


def _bare(letter: str) -> str:
    split = unicodedata.normalize("NFKD", letter)
    return "".join(each for each in split if unicodedata.category(each) != "Mn") or letter
