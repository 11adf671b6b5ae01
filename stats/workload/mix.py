"""Like set beside like: how long a person's calls would have taken at the team's pace. Pure.

Calls in Russian, or about some topics, take longer whoever answers them. So the team's mean time of each
language and group of topics is weighted by what this person answered: direct standardisation.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

Kind = tuple[str, int | None]  # language, id of the group of topics

FEW = 30  # calls: of fewer nothing is said about a person


@dataclass(frozen=True)
class Mix:
    """Finished calls of one kind, and how long they took in seconds."""

    calls: int = 0
    handle_s: int = 0

    def __add__(self, other: "Mix") -> "Mix":
        return Mix(self.calls + other.calls, self.handle_s + other.handle_s)

    @property
    def mean(self) -> float:
        """Seconds of one call."""
        return self.handle_s / self.calls


Calls = Mapping[Kind, Mix]


def summed(people: Mapping[int, Calls]) -> dict[Kind, Mix]:
    """The calls of all these people."""
    whole: dict[Kind, Mix] = defaultdict(Mix)
    for calls in people.values():
        for kind, mix in calls.items():
            whole[kind] += mix
    return dict(whole)


def expected(own: Calls, team: Calls) -> float | None:
    """Seconds of one call, had each of the person's calls taken what its kind takes the team.

    Of a kind of which the team has few calls its language's mean is taken, then the mean of all. None
    without calls.
    """
    weight = sum(mix.calls for mix in own.values())
    whole = sum(team.values(), Mix())
    if not weight or not whole.calls:
        return None
    by_language: dict[str, Mix] = defaultdict(Mix)
    for (language, _topic), mix in team.items():
        by_language[language] += mix
    total = 0.0
    for kind, mix in own.items():
        asked = (team.get(kind, Mix()), by_language[kind[0]], whole)
        like = next((each for each in asked if each.calls >= FEW), whole)
        total += mix.calls * like.mean
    return total / weight
