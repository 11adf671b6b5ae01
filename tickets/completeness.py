"""What is missing before a ticket may leave, and what in it must not: pure, no database, no request.

JIRA holds no client data: personal codes, phone numbers, e-mail addresses and the names
of the client's people are found here, named one by one, and can be taken out. An organisation's name and
registry code may go, but not those of a sole trader: they are a person's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from stdnum.ee import ik


class FieldKind(StrEnum):
    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    DATE = "date"


class Lack(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    CHOICE = "choice"
    DATE = "date"


@dataclass(frozen=True)
class Wanted:
    """One field of a unit's form, in the language of the page."""

    key: str
    label: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """One item that is not there yet: `place` is the key of its question, `label` the question itself."""

    place: str
    label: str
    why: Lack

    def __str__(self) -> str:
        words = {
            Lack.MISSING: _("%(field)s is missing"),
            Lack.CHOICE: _("%(field)s: choose one of the list"),
            Lack.DATE: _("%(field)s: write the date as 05.03.2026"),
        }
        return words[self.why] % {"field": self.label}


@dataclass(frozen=True)
class Written:
    """A text that would leave, and where it stands: the key of its question, and the question."""

    place: str
    label: str
    text: str


@dataclass(frozen=True)
class People:
    """Who is around a ticket: full names, and codes that are a person's though they do not look so."""

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Personal data in one text; `kind` is code, phone, email or name (enums.Personal)."""

    place: str
    label: str
    kind: str
    text: str

    def __str__(self) -> str:
        return _("%(field)s: %(kind)s “%(text)s”") % {
            "field": self.label, "kind": kind_name(self.kind), "text": self.text,
        }  # fmt: skip

    @property
    def folded(self) -> str:
        """The same for every way of writing it, so that what was let go once is known again."""
        if self.kind in ("code", "phone"):
            return re.sub(r"\D", "", self.text)
        return " ".join(self.text.casefold().split())


_CODE = re.compile(r"(?<!\d)[1-8]\d{10}(?!\d)")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w+/-])(?:\+\d{1,3}[ -]?(?:\(?\d[\d ()-]{5,14}\d)"  # with a country's prefix
    r"|5\d{2,3}[ -]?\d{4}"  # mobile
    r"|(?:tel\.?|telefon|phone|тел\.?)\s*:?\s*\d[\d -]{5,9}\d"  # any number called a telephone
    r"|[34678]\d{2} \d{4})(?![\w])",  # fixed line as it is usually written
    re.IGNORECASE,
)
_ENDING = r"\w{0,5}"  # Estonian and Russian names take endings
_SHORTEST = 4  # letters of a name whose last one may change
_VOWELS = "aeiouõäöüаеёиоуыэюя"


def kind_name(kind: str) -> str:
    """What a finding is called on the page."""
    return {
        "code": _("personal identification code"),
        "phone": _("phone number"),
        "email": _("e-mail address"),
        "name": _("name of a person"),
    }[kind]


def missing(fields: Iterable[Wanted], answers: Mapping[str, str]) -> list[Missing]:
    """What still has to be filled in or mended, one item for each field, in the form's order."""
    items = []
    for field in fields:
        answer = answers.get(field.key, "").strip()
        if not answer:
            if field.required:
                items.append(Missing(field.key, field.label, Lack.MISSING))
        elif field.kind == FieldKind.CHOICE and answer not in field.choices:
            items.append(Missing(field.key, field.label, Lack.CHOICE))
        elif field.kind == FieldKind.DATE and not _is_date(answer):
            items.append(Missing(field.key, field.label, Lack.DATE))
    return items


def personal(texts: Iterable[Written], people: People) -> list[Finding]:
    """Personal data in `texts`, each finding with its place and kind."""
    return [
        Finding(written.place, written.label, kind, found)
        for written in texts
        for kind, found in _findings(written.text, people)
    ]


def redacted(text: str, people: People) -> str:
    """`text` with every finding replaced by what it was."""
    for kind, found in _findings(text, people):
        text = text.replace(found, f"[{kind_name(kind)}]")
    return text


def _findings(text: str, people: People) -> list[tuple[str, str]]:
    found = [("code", m.group()) for m in _CODE.finditer(text) if ik.is_valid(m.group())]
    for code in people.codes:
        found += [("code", m.group()) for m in re.finditer(rf"(?<!\d){re.escape(code)}(?!\d)", text)]
    found += [("email", m.group()) for m in _EMAIL.finditer(text)]
    rest = text
    for _kind, known in found:
        rest = rest.replace(known, " ")
    found += [("phone", m.group().strip()) for m in _PHONE.finditer(rest)]
    for name in people.names:
        for pattern in _ways_to_write(name.split()):
            found += [("name", m.group()) for m in pattern.finditer(text)]
    return list(dict.fromkeys(found))


def _ways_to_write(parts: list[str]) -> list[re.Pattern[str]]:
    """First name and surname, the other way round, with an initial, and with a stem that changes.

    A single name is a common word too often (Tamm is an oak, and part of Tamme Puit OÜ).
    """
    if len(parts) < 2:
        return []
    first, last = parts[0], parts[-1]
    whole = r"\s+".join(re.escape(part) + _ENDING for part in parts)
    back = rf"{re.escape(last)}{_ENDING},?\s+{re.escape(first)}{_ENDING}"
    ways = [re.compile(rf"\b{whole}\b", re.IGNORECASE), re.compile(rf"\b{back}\b", re.IGNORECASE)]
    ways.append(re.compile(rf"\b{re.escape(first[0])}\.\s*{re.escape(last)}{_ENDING}\b"))
    stems = rf"\b{re.escape(_stem(first, _VOWELS))}{_ENDING}\s+{re.escape(_stem(last))}{_ENDING}\b"
    ways.append(re.compile(stems))
    return ways


def _stem(name: str, only: str = "") -> str:
    """Without its last letter, which may change: Kask, Kase; Анна, Анны."""
    changes = len(name) >= _SHORTEST and (not only or name[-1].casefold() in only)
    return name[:-1] if changes else name


def _is_date(text: str) -> bool:
    day, _dot, rest = text.partition(".")
    month, _dot, year = rest.partition(".")
    try:
        date.fromisoformat(text) if "-" in text else date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
