"""Several issues of JIRA stand for one of ours: the administrator closes the younger, the desk never does."""

from collections.abc import Sequence

from django.db import transaction

from desk import clock
from desk.enquiries.deadlines import due_in
from desk.people.actions import give_todo, settle_todos
from desk.people.actions import tell as tell_people
from desk.people.models import Todo
from tickets.actions import duties
from tickets.models import Issue

TWINS, STRAY = "tickets.twins", "tickets.stray"
DAYS = 1  # working days


@transaction.atomic
def note_twins(*, issue: Issue, kept: str, others: Sequence[str]) -> bool:
    """Beside the issue that we follow (its key is `kept`) there are others; whether that is news.

    Said anew when other ones came.
    """
    return _give(TWINS, issue, kept, ", ".join(others))


@transaction.atomic
def note_stray(*, issue: Issue, key: str) -> bool:
    """JIRA has an issue of ours that we do not follow, and nothing in the queue is going to look for it."""
    return _give(STRAY, issue, key)


@transaction.atomic
def end_twins(*, issue_id: int) -> None:
    """JIRA shows one again, and that one is followed."""
    for kind in (TWINS, STRAY):
        settle_todos(kind=kind, subject=(duties.ISSUE, issue_id), by=None)


def told_of() -> list[int]:
    """Issues of which a person was told that they are several, or not followed, and which are so still."""
    rows = Todo.objects.open().filter(kind__in=[TWINS, STRAY], subject_kind=duties.ISSUE)
    return list(rows.order_by("subject_id").values_list("subject_id", flat=True).distinct())


def _give(kind: str, issue: Issue, key: str, others: str = "") -> bool:
    subject = (duties.ISSUE, issue.pk)
    same = Todo.objects.open().of(kind, subject).filter(params={"key": key, "others": others})
    if same.exists():
        return False
    settle_todos(kind=kind, subject=subject, by=None)
    people, due_at = duties.keepers(), due_in(clock.now(), DAYS)
    for owner in people[:1]:
        give_todo(kind=kind, owner=owner, subject=subject, due_at=due_at, key=key, others=others)
    tell_people(users=people[1:], kind=kind, subject=subject, key=key, others=others)
    return bool(people)
