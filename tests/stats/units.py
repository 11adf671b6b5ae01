"""Units with topics, and what was counted of them: the ground of the tests of reports."""

from datetime import date, time
from typing import Any

from desk import clock, workdays
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.people.models import Unit, User
from stats.models import Contacts, Handed, Promised, ReportPlan
from tickets.models import Unit as SecondLevel


def at(day: date, hour: int = 9) -> None:
    """The clock stands at this hour of Tallinn."""
    clock.move(workdays.at(day, time(hour)) - clock.now())


def unit_of(head: User | None, *names: str) -> Unit:
    """A unit with topics of its own, which no other test or seed counts."""
    seed_reference()
    unit = Unit.objects.create(code="oma", name_et="Oma üksus", name_en="Own unit", head=head, position=99)
    group = Topic.objects.filter(parent=None).order_by("pk")[0]
    for name in names or ("Deklareerimine", "Tasumäär", "Tähtaeg"):
        Topic.objects.create(
            code=f"oma-{name.lower()[:6]}".replace("ä", "a"),
            name_et=name,
            name_en=f"{name} EN",
            name_ru=name,
            unit=unit,
            parent=group,
        )
    return unit


def topics_of(unit: Unit) -> list[Topic]:
    return list(Topic.objects.filter(unit=unit).order_by("pk"))


def counted(
    day: date, topic: Topic, opened: int, channel: str = "phone", language: str = "et", **more: int
) -> None:
    """So many enquiries of a day, without asking what they were."""
    sums = {"closed": opened, "first_contact": opened, "due": opened, "in_time": opened} | more
    Contacts.objects.create(day=day, topic=topic, channel=channel, language=language, opened=opened, **sums)


def a_year_of_figures(unit: Unit) -> None:
    """October 2026 with its September and the October before: some of the numbers small."""
    first, second, third = topics_of(unit)
    for month, numbers in {
        date(2026, 10, 6): (90, 23, 3),
        date(2026, 9, 8): (41, 20, 0),
        date(2025, 10, 7): (80, 3, 2),
    }.items():
        counted(month, first, numbers[0], first_contact=numbers[0] - 3, in_time=numbers[0] - 20)
        counted(month, second, numbers[1], "email", "ru", first_contact=0, level2=numbers[1])
        if numbers[2]:
            counted(month, third, numbers[2], "counter")
    Promised.objects.create(day=date(2026, 10, 7), topic=first, kept=12, late=6)
    level2 = SecondLevel.objects.create(
        code="oma", name_et="Oma", name_en="Own", jira_project="KT", jira_issue_type="1"
    )
    Handed.objects.create(
        day=date(2026, 10, 8),
        unit=level2,
        topic=second,
        made=23,
        returned=6,
        answered=23,
        answer_s=23 * 7200,
    )


def plan_of(unit: Unit, **fields: Any) -> ReportPlan:
    return ReportPlan.objects.create(unit=unit, since=date(2026, 1, 1), **fields)
