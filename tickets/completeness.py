"""What is missing before a ticket may leave, and what in it must not: pure, no database, no request.

JIRA holds no client data: personal codes, phone numbers, e-mail addresses and the names
of the client's people are found here, named one by one, and can be taken out. An organisation's name and
registry code may go.
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


@dataclass(frozen=True)
class Wanted:
    """One field of a unit's form, in the language of the page."""

    key: str
    label: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Personal data in one text; `kind` is code, phone, email or name."""

    label: str
    kind: str
    text: str

    def __str__(self) -> str:
        return _("%(field)s: %(kind)s “%(text)s”") % {
            "field": self.label, "kind": kind_name(self.kind), "text": self.text,
        }  # fmt: skip


_CODE = re.compile(r"(?<!\d)[1-8]\d{10}(?!\d)")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w+/-])(?:\+\d{1,3}[ -]?(?:\(?\d[\d ()-]{5,14}\d)"  # with a country's prefix
    r"|5\d{2,3}[ -]?\d{4}"  # mobile
    r"|(?:tel\.?|telefon|phone|тел\.?)\s*:?\s*\d[\d -]{5,9}\d"  # any number called a telephone
    r"|[34678]\d{2} \d{4})(?![\w])",  # fixed line as it is usually written
    re.IGNORECASE,
)
_ENDINGS = r"\w{0,5}"  # Estonian and Russian names take endings


def kind_name(kind: str) -> str:
    """What a finding is called on the page."""
    return {
        "code": _("personal identification code"),
        "phone": _("phone number"),
        "email": _("e-mail address"),
        "name": _("name of a person"),
    }[kind]


def missing(fields: Iterable[Wanted], answers: Mapping[str, str]) -> list[str]:
    """What still has to be filled in or mended, one text for each field, in the form's order."""
    texts = []
    for field in fields:
        answer = answers.get(field.key, "").strip()
        if not answer:
            if field.required:
                texts.append(_("%(field)s is missing") % {"field": field.label})
        elif field.kind == FieldKind.CHOICE and answer not in field.choices:
            texts.append(_("%(field)s: choose one of the list") % {"field": field.label})
        elif field.kind == FieldKind.DATE and not _is_date(answer):
            texts.append(_("%(field)s: write the date as 05.03.2026") % {"field": field.label})
    return texts


def personal(texts: Mapping[str, str], names: Iterable[str]) -> list[Finding]:
    """Personal data in `texts` (label to text); `names` are the full names of the client's people."""
    known = [name for name in names if len(name.split()) > 1]
    return [
        Finding(label, kind, found) for label, text in texts.items() for kind, found in _findings(text, known)
    ]


def redacted(text: str, names: Iterable[str]) -> str:
    """`text` with every finding replaced by what it was."""
    for kind, found in _findings(text, [name for name in names if len(name.split()) > 1]):
        text = text.replace(found, f"[{kind_name(kind)}]")
    return text


def _findings(text: str, names: list[str]) -> list[tuple[str, str]]:
    found = [("code", m.group()) for m in _CODE.finditer(text) if ik.is_valid(m.group())]
    found += [("email", m.group()) for m in _EMAIL.finditer(text)]
    rest = text
    for _kind, known in found:
        rest = rest.replace(known, " ")
    found += [("phone", m.group().strip()) for m in _PHONE.finditer(rest)]
    for name in names:
        pattern = r"\b" + r"\s+".join(re.escape(part) + _ENDINGS for part in name.split()) + r"\b"
        found += [("name", m.group()) for m in re.finditer(pattern, text, re.IGNORECASE)]
    return list(dict.fromkeys(found))


def _is_date(text: str) -> bool:
    day, _dot, rest = text.partition(".")
    month, _dot, year = rest.partition(".")
    try:
        date.fromisoformat(text) if "-" in text else date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
