"""The answer to a client, looked at before it is sent: pure, no database, no request.

The second level writes for itself. What only it and we understand, and what belongs to another client of the
same issue, is named one by one; a person decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from desk.people.enums import Language
from tickets.leaving.findings import People, find


class Doubt(StrEnum):
    """What a client should perhaps not read."""

    LINK = "link"
    KEY = "key"
    NAME = "name"
    OTHERS = "others"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Doubtful:
    """One thing in the text that a person should look at; `text` as it stands there."""

    kind: Doubt
    text: str

    def __str__(self) -> str:
        words = {
            Doubt.LINK: _("a link that the client cannot open: “%(text)s”"),
            Doubt.KEY: _("a number of JIRA that means nothing to the client: “%(text)s”"),
            Doubt.NAME: _("the name of a person of the second level: “%(text)s”"),
            Doubt.OTHERS: _("something of another client: “%(text)s”"),
            Doubt.LANGUAGE: _("the text seems to be in another language than the client's: %(text)s"),
        }
        text = str(Language(self.text).label).lower() if self.kind == Doubt.LANGUAGE else self.text
        return words[self.kind] % {"text": text}


@dataclass(frozen=True)
class Reference:
    """By what one client's letter names its client and enquiry."""

    number: str
    client: str = ""
    code: str = ""
    person: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.number, self.code, self.client, self.person)


@dataclass(frozen=True)
class Inside:
    """What is ours and the second level's around one ticket."""

    hosts: tuple[str, ...] = ()  # beginnings of addresses that only we can open
    projects: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    own: Reference = Reference("")
    others: tuple[Reference, ...] = ()


_ADDRESS = re.compile(r"https?://[^\s<>\"|\]\)]+", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# Words that stand in nearly every text of one language and in none of the others.
_COMMON: dict[str, frozenset[str]] = {
    "et": frozenset({
        "ja", "ei", "et", "see", "kui", "või", "ning", "mis", "siis", "palun", "teie", "teil", "saab",
        "saate", "oli", "ole", "olla", "tuleb", "uuesti", "nüüd", "kasutaja", "viga", "vastus", "sisse",
    }),
    "en": frozenset({
        "the", "and", "is", "to", "please", "you", "your", "of", "not", "for", "we", "this", "has", "have",
        "was", "were", "can", "are", "be", "with", "again", "it", "now", "how", "must", "error", "user",
    }),
}  # fmt: skip
_ENOUGH = 2  # common words that show a language


def language_of(text: str) -> str:
    """`et`, `en` or `ru`, where the text shows it; empty where it is too short to tell."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(_CYRILLIC.findall(text)) * 2 > sum(len(word) for word in words):
        return "ru"
    counts = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
    best, other = sorted(counts, key=lambda code: counts[code], reverse=True)
    return best if counts[best] >= _ENOUGH and counts[best] > 2 * counts[other] else ""


def doubts(text: str, language: str, inside: Inside) -> list[Doubtful]:
    """Everything in the text that a client should perhaps not read, each thing once, in the text's order."""
    found = [*_links(text, inside), *_keys(text, inside)]
    found += [Doubtful(Doubt.NAME, name) for name in _names(text, inside.people)]
    found += [
        Doubtful(Doubt.OTHERS, part)
        for other in inside.others
        for part in other.parts
        if part and part not in inside.own.parts and _stands(part, text)
    ]
    for other in inside.others:
        found += [Doubtful(Doubt.OTHERS, name) for name in _names(text, (other.person,))]
    seems = language_of(text)
    if seems and seems != language:
        found.append(Doubtful(Doubt.LANGUAGE, seems))
    return list(dict.fromkeys(found))


def adapted(text: str, was: Reference, now: Reference) -> str:
    """A text that was written to one client, as a draft for another: its numbers and names are that one's."""
    for before, after in zip(was.parts, now.parts, strict=True):
        if before and after:
            text = re.sub(rf"(?<!\w){re.escape(before)}(?!\w)", after.replace("\\", r"\\"), text)
    return text


def _links(text: str, inside: Inside) -> Iterable[Doubtful]:
    for address in _ADDRESS.findall(text):
        if any(host and address.casefold().startswith(host.casefold()) for host in inside.hosts):
            yield Doubtful(Doubt.LINK, address.rstrip(".,;:!?"))


def _keys(text: str, inside: Inside) -> Iterable[Doubtful]:
    bare = _ADDRESS.sub(" ", text)
    for project in inside.projects:
        for found in re.findall(rf"(?<![\w-]){re.escape(project)}-\d+(?!\w)", bare, re.IGNORECASE):
            yield Doubtful(Doubt.KEY, found)


def _names(text: str, people: Iterable[str]) -> list[str]:
    """However they are written; what an account is called need not look like a name."""
    who = tuple(person for person in people if person)
    found = [text[span.start : span.end] for span in find(text, People(names=who)) if span.kind == "name"]
    return found or [person for person in who if " " in person and _stands(person, text)]


def _stands(part: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE) is not None
