"""Who takes the next call: a pure function over what is known of the people, so that it can be explained.

The order is the desk's own: the person who has been free longest comes first; among the free, those who
speak the call's language come before those who do not (overflow), because a call that waits is worse than
a call in a second language. Whoever cannot take a call stays in the answer with the reason, for the
question "why was I (not) next?".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text: TypeAlias = str | Promise

BUSY: dict[str, Text] = {
    "ringing": _("another call is ringing"),
    "on_call": _("on a call"),
    "wrap_up": _("finishing the last call"),
    "break": _("on a break"),
    "away": _("away"),
}


@dataclass(frozen=True)
class Person:
    """What the rotation knows of one person; ``idle_since`` is when the place in the queue was earned."""

    pk: int
    name: str
    extension: str
    state: str
    spoken: tuple[str, ...]
    idle_since: datetime


@dataclass(frozen=True)
class Turn:
    """One person's place: ``place`` counts from 1 among those who can take the call, None for the others."""

    person: Person
    place: int | None
    idle_minutes: int
    fits: bool
    reasons: tuple[Text, ...]


def _reasons(person: Person, language: str, at: datetime) -> tuple[int, tuple[Text, ...]]:
    idle = max(0, int((at - person.idle_since).total_seconds() // 60))
    if person.state != "available":
        return idle, (BUSY.get(person.state, BUSY["away"]),)
    if not person.extension:
        return idle, (_("has no extension"),)
    words: list[Text] = [_("free for %(minutes)s min") % {"minutes": idle}]
    if language and language in person.spoken:
        words.append(_("speaks the language of the call"))
    elif language:
        words.append(_("does not speak the language of the call: only if nobody else is free"))
    return idle, tuple(words)


def order(people: Iterable[Person], language: str, at: datetime) -> list[Turn]:
    """Everybody in the order in which the next call in ``language`` ("" = any) is offered, with reasons."""

    def key(person: Person) -> tuple[bool, bool, datetime, int]:
        can = person.state == "available" and bool(person.extension)
        fits = not language or language in person.spoken
        return (not can, not fits, person.idle_since, person.pk)

    turns: list[Turn] = []
    for number, person in enumerate(sorted(people, key=key), start=1):
        can = not key(person)[0]
        idle, reasons = _reasons(person, language, at)
        fits = not key(person)[1]
        turns.append(Turn(person, number if can else None, idle, fits, reasons))
    return turns


def ready(turns: Iterable[Turn]) -> list[Turn]:
    """Only those who can take the call now, first first."""
    return [turn for turn in turns if turn.place is not None]
