"""The report for a person: what every room keeps, who looked at it and why; others made unreadable."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import translation

from desk import clock, slots
from desk.clients.subjects.others import Others
from desk.records.holdings import Held, Holding, Subject
from desk.records.models import Blob
from desk.records.usages import Usage, usages


@dataclass(frozen=True)
class Chapter:
    """What one room keeps of one kind, and by which rule."""

    code: str
    label: str
    basis: str
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Report:
    """Everything at one moment, in one language; `hidden` are ids of persons who were made unreadable."""

    subject: Subject
    language: str
    made_at: datetime
    chapters: tuple[Chapter, ...]
    looks: tuple[Usage, ...]
    hidden: frozenset[int]

    @property
    def files(self) -> list[tuple[str, Blob]]:
        """Every file with a name that no other has: kind and number of the thing before its own."""
        return [
            (f"{thing.kind}-{thing.pk}-{name}", blob)
            for chapter in self.chapters
            for thing in chapter.held
            for name, blob in thing.files
        ]


def holdings() -> list[Holding]:
    """What the rooms keep of people, the lowest room first."""
    return [holding for told in slots.each("HOLDINGS") for holding in told]


def report(subject: Subject, language: str = "") -> Report:
    """What is kept of this person, in the language asked for or the person's own.

    Files go along as they are: whoever hands the report over looks whether they tell of others.
    """
    language = language or subject.language or settings.LANGUAGE_CODE
    with translation.override(language):
        raw = [
            (holding, sorted(holding.tell(subject), key=lambda held: (held.at is None, held.at, held.pk)))
            for holding in holdings()
        ]
        others = Others(subject, _texts(held for _holding, told in raw for held in told))
        chapters = tuple(
            Chapter(
                holding.code, str(holding.label), str(holding.basis),
                tuple(_without_others(held, others) for held in told),
            )
            for holding, told in raw
            if told
        )  # fmt: skip
        looks = tuple(usages(subject))
    return Report(subject, language, clock.now(), chapters, looks, others.ids)


def _texts(told: Iterable[Held]) -> Iterable[str]:
    for held in told:
        yield held.title
        yield from held.lines


def _without_others(held: Held, others: Others) -> Held:
    return replace(held, title=others.hide(held.title), lines=tuple(others.hide(line) for line in held.lines))
