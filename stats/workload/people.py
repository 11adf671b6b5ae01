"""People's work in a span, a row a person by the alphabet: read from rollups, in a few questions for all."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from desk.ordering import EstonianOrder
from desk.people.models import User
from desk.people.roster import desk_people
from stats.figures import FIGURES, Chosen, Sums, by, together
from stats.models import PersonDay, PersonMix, TeamDay
from stats.workload import mix

FULL_TIME = 40  # hours a week
FEWEST = 3  # people in a team's mean: of two, each could count the other
HOUR = 3600

Days = dict[date, Sums]


@dataclass(frozen=True)
class Row:
    """One person's work. What only makes sense beside something else is said in `context`."""

    person: User
    days: Days
    calls: mix.Calls
    expected: float | None  # seconds of a call at the team's pace, with this mix

    @property
    def sums(self) -> Sums:
        """Of the whole span."""
        return together(self.days.values())

    @property
    def trainee(self) -> bool:
        """Whose calls are practice, which no figure counts."""
        return self.person.training

    @property
    def few(self) -> bool:
        """Too few calls to say anything about them."""
        return self.sums["calls"] < mix.FEW

    @property
    def share(self) -> float:
        """Agreed time as a percentage of full time."""
        return 100 * float(self.person.weekly_hours) / FULL_TIME

    def words(self, code: str) -> str:
        """A figure as people read it."""
        return FIGURES[code].words(self.sums)

    @property
    def a_planned_hour(self) -> float | None:
        """Calls answered for an hour planned in the rotation: fair to part time."""
        planned = self.sums["calls_planned_s"]
        return self.sums["calls"] * HOUR / planned if planned else None


@dataclass(frozen=True)
class Work:
    """The rows of those who are set beside each other, trainees apart, and what all of them did."""

    rows: list[Row]
    trainees: list[Row]
    team: Days
    calls: dict[mix.Kind, mix.Mix]  # of all


def mixes(chosen: Chosen) -> dict[int, dict[mix.Kind, mix.Mix]]:
    """Everybody's calls by language and group of topics."""
    found: dict[int, dict[mix.Kind, mix.Mix]] = defaultdict(dict)
    keys = ("user", "language", "topic")
    for (user, language, topic), sums in by(PersonMix, chosen, *keys).items():
        before = found[user].get((language, topic), mix.Mix())
        found[user][language, topic] = before + mix.Mix(sums["calls"], sums["handle_s"])
    return dict(found)


def read(chosen: Chosen, only: User | None = None) -> Work:
    """The work of everybody who had anything to do at the desk in these days, or of one person.

    The team's side is the same in both. Four questions, whoever many people there are.
    """
    days: dict[int, Days] = defaultdict(dict)
    for (user, day), sums in by(PersonDay, chosen, "user", "day").items():
        days[user][day] = sums
    calls = mixes(chosen)
    team = mix.summed(calls)
    people = [only] if only else _people(chosen, days)
    rows = []
    for person in people:
        assert person.pk is not None
        own = calls.get(person.pk, {})
        rows.append(Row(person, days.get(person.pk, {}), own, mix.expected(own, team)))
    return Work(
        [row for row in rows if not row.trainee],
        [row for row in rows if row.trainee],
        by(TeamDay, chosen, "day"),
        team,
    )


def _people(chosen: Chosen, worked: Collection[int]) -> list[User]:
    """Who has a role at the desk in these days and who did anything, also when they have left since."""
    at_desk = desk_people(chosen.first, chosen.last).order_by().values("pk")
    found = User.objects.filter(Q(pk__in=at_desk) | Q(pk__in=list(worked)))
    return list(found.order_by(EstonianOrder("last_name"), EstonianOrder("first_name"), "pk"))


def mean_of_a_person(team: Days) -> Sums | None:
    """What a person of the team did on the average of their days, times all days; None of too few people.

    Sums of counts: those of all, divided by how many people worked on a day on average.
    """
    people = [sums["people"] for sums in team.values() if sums["people"]]
    if not people or max(people) < FEWEST:
        return None
    number = sum(people) / len(people)
    return Sums({name: round(value / number) for name, value in together(team.values()).items()})


def by_week(days: Days) -> list[tuple[date, Days]]:
    """The same by weeks, the first one first."""
    weeks: dict[date, Days] = defaultdict(dict)
    for day, sums in sorted(days.items()):
        weeks[day - timedelta(days=day.weekday())][day] = sums
    return list(weeks.items())


def context(row: Row) -> str:
    """What must stand beside a person's figures: languages, part time, training."""
    said = [", ".join(row.person.spoken)]
    if row.share < 100:
        said.append(_("%(share)d%% of full time") % {"share": round(row.share)})
    if row.trainee:
        said.append(_("in training"))
    return " · ".join(said)
