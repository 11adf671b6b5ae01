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

from tickets.leaving.findings import People, find

__all__ = [
    "FieldKind", "Finding", "Lack", "Missing", "People", "Wanted", "Written", "kind_name", "missing",
    "personal", "redacted", "without",
]  # fmt: skip


class FieldKind(StrEnum):
    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    DATE = "date"
    FILE = "file"


class Lack(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    CHOICE = "choice"
    DATE = "date"
    FILE = "file"


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
            Lack.FILE: _("%(field)s: add the file, or say why there is none"),
        }
        return words[self.why] % {"field": self.label}


@dataclass(frozen=True)
class Written:
    """A text that would leave, and where it stands: the key of its question, and the question."""

    place: str
    label: str
    text: str


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
        if self.kind == "code":
            return re.sub(r"\W", "", self.text).casefold()
        if self.kind == "phone":
            digits = re.sub(r"\D", "", self.text).removeprefix("00")
            return digits.removeprefix("372") if len(digits) > 8 else digits
        return " ".join(self.text.casefold().split())


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
                lack = Lack.FILE if field.kind == FieldKind.FILE else Lack.MISSING
                items.append(Missing(field.key, field.label, lack))
        elif field.kind == FieldKind.CHOICE and answer not in field.choices:
            items.append(Missing(field.key, field.label, Lack.CHOICE))
        elif field.kind == FieldKind.DATE and not _is_date(answer):
            items.append(Missing(field.key, field.label, Lack.DATE))
    return items


def personal(texts: Iterable[Written], people: People) -> list[Finding]:
    """Personal data in `texts`, each finding with its place and kind; the same twice in a place is one."""
    found = [
        Finding(written.place, written.label, span.kind, written.text[span.start : span.end].strip())
        for written in texts
        for span in find(written.text, people)
    ]
    return list({(one.place, one.kind, one.folded): one for one in found}.values())


def redacted(text: str, people: People, reference: str = "") -> str:
    """`text` with every finding replaced by what it was, and by our `reference` under which it stands."""
    for _round in range(5):  # what stood against a finding may be one only when that is gone
        clean = _replaced(text, people, reference, None)
        if clean == text:
            break
        text = clean
    return text


def without(finding: Finding, text: str, people: People, reference: str = "") -> str:
    """`text` with this one finding replaced, however often it stands there."""
    return _replaced(text, people, reference, finding)


def _replaced(text: str, people: People, reference: str, only: Finding | None) -> str:
    for span in reversed(find(text, people)):
        found = Finding("", "", span.kind, text[span.start : span.end].strip())
        if only is not None and (found.kind, found.folded) != (only.kind, only.folded):
            continue
        words = f"{kind_name(span.kind)} – {reference}" if reference else kind_name(span.kind)
        text = f"{text[: span.start]}[{words}]{text[span.end :]}"
    return text


def _is_date(text: str) -> bool:
    day, _dot, rest = text.partition(".")
    month, _dot, year = rest.partition(".")
    try:
        date.fromisoformat(text) if "-" in text else date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
