"""Who takes the next call: a pure function over what is known of the people, so that it can be explained.

The order is the desk's own: only people on shift and free; those who fit the call best come first (language
and skill, then the language alone, then the skill alone, then anyone, because a call that waits is worse than
a call in a second language); among those who fit alike, whoever has been free longest. Simulated calls go to
people in training and to nobody else. Whoever cannot take a call stays in the answer with the reason, for the
question "why was I (not) next?".
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text: TypeAlias = str | Promise
# A code of WORDS and the number that stands in its sentence: what an offer keeps of its reasons.
Reason: TypeAlias = tuple[str, int]

BUSY: dict[str, Text] = {
    "ringing": _("another call is ringing"),
    "on_call": _("on a call"),
    "wrap_up": _("finishing the last call"),
    "break": _("on a break"),
    "away": _("away"),
}
WORDS: dict[str, Text] = {
    **BUSY,
    "idle": _("free for %(n)s min"),
    "first": _("the longest of %(n)s who fit alike"),
    "overflow": _("nobody who fits better is free"),
    "language": _("speaks the language of the call"),
    "no_language": _("does not speak the language of the call: only if nobody else is free"),
    "skill": _("has the skill that the call needs"),
    "no_skill": _("does not have the skill that the call needs: only if nobody who has it is free"),
    "trainee": _("in training, and the call is simulated"),
    "in_training": _("in training: gets simulated calls only"),
    "not_in_training": _("the call is simulated: only for people in training"),
    "off_shift": _("not on shift for calls now"),
    "no_extension": _("has no extension"),
    "exchange": _("the exchange rings by its own order"),
}


@dataclass(frozen=True)
class Need:
    """What a call asks of a person; empty: nothing. `skill` is the key of a Skill."""

    language: str = ""
    skill: int | None = None
    training: bool = False


@dataclass(frozen=True)
class Person:
    """What the rotation knows of one person; ``idle_since`` is when the place in the queue was earned."""

    pk: int
    name: str
    extension: str
    state: str
    spoken: tuple[str, ...]
    idle_since: datetime
    skills: frozenset[int] = frozenset()
    on_shift: bool = True
    training: bool = False


@dataclass(frozen=True)
class Turn:
    """One person's place: ``place`` counts from 1 among those who can take the call, None for the others.

    ``tier``: 0 fits, 1 the language alone, 2 the skill alone, 3 neither.
    """

    person: Person
    place: int | None
    idle_minutes: int
    tier: int
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> list[str]:
        """The reasons in the language of the page."""
        return in_words(self.reasons)


def in_words(reasons: Iterable[Sequence[str | int]]) -> list[str]:
    """What an offer kept of its reasons, as sentences; a code that is no longer known is left out."""
    return [str(WORDS[str(code)]) % {"n": number} for code, number in reasons if code in WORDS]


def _obstacle(person: Person, need: Need) -> str:
    """Why the person cannot take the call now; empty when he can."""
    if person.training != need.training:
        return "in_training" if person.training else "not_in_training"
    if not person.on_shift and not need.training:
        return "off_shift"
    if person.state != "available":
        return person.state if person.state in BUSY else "away"
    return "" if person.extension else "no_extension"


def _tier(person: Person, need: Need) -> int:
    speaks = not need.language or need.language in person.spoken
    knows = need.skill is None or need.skill in person.skills
    return (0 if speaks else 2) + (0 if knows else 1)


def _fits(person: Person, need: Need) -> list[Reason]:
    reasons: list[Reason] = []
    if need.training:
        reasons.append(("trainee", 0))
    if need.language:
        reasons.append(("language" if need.language in person.spoken else "no_language", 0))
    if need.skill is not None:
        reasons.append(("skill" if need.skill in person.skills else "no_skill", 0))
    return reasons


def order(people: Iterable[Person], need: Need, at: datetime) -> list[Turn]:
    """Everybody in the order in which the next call that asks for `need` is offered, with reasons."""
    found = [(person, _obstacle(person, need), _tier(person, need)) for person in people]
    found.sort(key=lambda one: (bool(one[1]), one[2], one[0].idle_since, one[0].pk))
    alike = Counter(tier for _person, obstacle, tier in found if not obstacle)
    turns: list[Turn] = []
    for number, (person, obstacle, tier) in enumerate(found, start=1):
        idle = max(0, int((at - person.idle_since).total_seconds() // 60))
        if obstacle:
            turns.append(Turn(person, None, idle, tier, ((obstacle, 0),)))
            continue
        reasons: list[Reason] = [("idle", idle)]
        if number == 1 and alike[tier] > 1:
            reasons.append(("first", alike[tier]))
        reasons += _fits(person, need)
        if number == 1 and tier:
            reasons.append(("overflow", 0))
        turns.append(Turn(person, number, idle, tier, tuple(reasons)))
    return turns


def ready(turns: Iterable[Turn]) -> list[Turn]:
    """Only those who can take the call now, first first."""
    return [turn for turn in turns if turn.place is not None]
