"""What the rows stand on: topics, outcomes, lines, people. What is missing of it is made."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from random import Random

from django.contrib.auth.hashers import make_password

from contracts.models import Kind, Portal, TemplateVersion
from desk.calls.models import Line
from desk.counter.models import Desk, Office
from desk.enquiries import competence
from desk.enquiries.actions.deadlines import limit_of
from desk.enquiries.enums import Competence
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.mail.models import Mailbox
from desk.people.enums import Role
from desk.people.models import BreakReason, User, UserRole
from stats.seeding import words
from stats.seeding.shape import TopicShare, shares
from tickets.models import Form

TEAM = 8
# Of the contacts of a working day one person takes so many: as many people are there as the load needs.
A_DAY = 42

NOBODY = make_password(None)
# Languages spoken, hours a week; again from the first for larger teams.
SPOKEN = (
    (["et", "en"], 40), (["et"], 40), (["et", "ru"], 20), (["et", "ru", "en"], 40),
    (["et", "en"], 40), (["et", "ru"], 40), (["et"], 40), (["et", "en"], 40),
)  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """A topic as the rows need it."""

    pk: int
    code: str
    group: str
    limit: int | None
    limit_code: str
    hands_on: bool
    unit: str  # of the second level, empty where it has none
    portal: str
    questions: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class SecondLevel:
    """A unit of the second level: its id, the version of its form, and the project of its issues."""

    pk: int
    form: int
    project: str


@dataclass
class Ground:
    """Ids of everything that is pointed at."""

    shares: list[TopicShare]
    subjects: list[Subject]
    outcomes: Mapping[str, int]
    reasons: Mapping[str, int]
    lines: Mapping[str, int]
    team: list[User]
    offices: list[tuple[int, str, list[int]]]  # id, letter of its numbers, desks
    mailbox: Mailbox
    second_level: Mapping[str, SecondLevel]
    kinds: list[tuple[int, str, int]] = field(default_factory=list)  # id, prefix, version of its text
    portals: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # code: id, mode


def lay(enquiries: int, years: float, until: date, team: Sequence[User] | None) -> Ground:
    """Read what is there, make what is missing."""
    topics = {topic.code: topic for topic in Topic.objects.selectable().select_related("parent")}
    asked = {code: topic for code, topic in topics.items() if topic.parent is not None}
    units = {
        each.unit.code: SecondLevel(each.unit_id, each.pk, each.unit.jira_project)
        for each in Form.objects.select_related("unit").order_by("number")
    }
    ground = shares(
        {code: (topic.pk, topic.parent.code if topic.parent else "") for code, topic in asked.items()}
    )
    by_pk = {topic.pk: topic for topic in asked.values()}
    return Ground(
        shares=ground,
        subjects=[_subject(by_pk[each.pk], units) for each in ground],
        outcomes=dict(OutcomeCode.objects.values_list("code", "pk")),
        reasons=dict(BreakReason.objects.values_list("code", "pk")),
        lines=_lines(),
        team=list(team or _team(enquiries, years, until)),
        offices=_offices(),
        mailbox=Mailbox.objects.get_or_create(name="seed")[0],
        second_level=units,
        kinds=_kinds(),
        portals={each.code: (each.pk, each.mode) for each in Portal.objects.filter(active=True)},
    )


def _subject(topic: Topic, units: Mapping[str, SecondLevel]) -> Subject:
    limit = limit_of(Enquiry(topic=topic))
    group = topic.parent.code if topic.parent else ""
    unit = topic.unit.code if topic.unit and topic.unit.code in units else ""
    return Subject(
        pk=topic.pk, code=topic.code, group=group,
        limit=limit.pk if limit else None, limit_code=limit.code if limit else "",
        hands_on=competence.of(topic) == Competence.HANDS_ON,
        unit=unit or next(iter(units), ""), portal=topic.portal,
        questions=words.questions(topic.code, group),
    )  # fmt: skip


def _lines() -> Mapping[str, int]:
    """A line for each language: those that are there, else new ones."""
    there = Line.objects.filter(training=False).order_by("pk")
    found = {line.language or "et": line.pk for line in reversed(there)}
    if not found:
        for language, name in (
            ("et", "Klienditugi"),
            ("ru", "Клиентская поддержка"),
            ("en", "Customer support"),
        ):
            token = hashlib.sha256(f"seed {language}".encode()).hexdigest()
            found[language] = Line.objects.create(name=name, language=language, token_hash=token).pk
    return found


def _team(enquiries: int, years: float, until: date) -> list[User]:
    """Eight people, or as many as the load needs; nobody can log in as they until a password is set."""
    size = max(TEAM, ceil(enquiries / (250 * years) / A_DAY * 1.6))
    chance = Random(size)  # noqa: S311  (no secret: the same people every time)
    made = []
    for number in range(size):
        spoken, hours = SPOKEN[number % len(SPOKEN)]
        first, last = words.person(chance, "ru" if "ru" in spoken and number % 3 == 2 else "et")
        user, _new = User.objects.get_or_create(
            username=f"meeskond{number + 1}",
            defaults={
                "first_name": first, "last_name": last, "email": f"meeskond{number + 1}@abilaud.example",
                "password": NOBODY, "spoken": spoken, "weekly_hours": hours,
            },
        )  # fmt: skip
        UserRole.objects.get_or_create(user=user, role=Role.SENIOR if number % 8 == 3 else Role.SPECIALIST)
        made.append(user)
    return made


def _offices() -> list[tuple[int, str, list[int]]]:
    """Id, letter of its numbers, and desks of each office that has any."""
    found = []
    for office in Office.objects.filter(active=True).order_by("position"):
        desks = list(
            Desk.objects.filter(office=office, active=True).order_by("number").values_list("pk", flat=True)
        )
        if desks:
            found.append((office.pk, office.letter, desks))
    return found


def _kinds() -> list[tuple[int, str, int]]:
    """Kinds of documents that open a portal and have an approved text, the most usual first."""
    texts = TemplateVersion.objects.filter(decision__approved=True).order_by("number")
    newest = dict(texts.values_list("template__kind_id", "pk"))
    kinds = Kind.objects.filter(active=True, effect="opens").order_by("position")
    return [(kind.pk, kind.prefix, newest[kind.pk]) for kind in kinds if kind.pk in newest]
