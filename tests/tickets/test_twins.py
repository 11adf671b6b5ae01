"""Two issues of one ticket are found every night, and the administrator is told which one stays."""

from datetime import timedelta

import pytest

from desk import clock
from desk.outbox import JobState
from desk.people.models import Todo
from desk.people.words import sentence
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import drain, read, the_issue
from tickets import tasks
from tickets.models import Escalation, Issue, JiraOperation

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("as_administrator")]


def twin(level2: jira.State) -> jira.Issue:
    """Somebody copies the issue, its labels with it."""
    (first, *_rest) = level2.issues.values()
    (made,) = level2.load([{"project": "KT", "summary": "x", "labels": first.labels}])
    return made


def owed(kind: str = "tickets.twins") -> list[Todo]:
    return list(Todo.objects.open().filter(kind=kind))


def test_one_issue_of_a_ticket_is_no_news(followed: Escalation) -> None:
    tasks.look_for_twins()
    assert owed() == []


def test_the_one_that_we_know_stays(
    followed: Escalation, level2: jira.State, as_administrator: Actor
) -> None:
    second = twin(level2)
    tasks.look_for_twins()
    tasks.look_for_twins()
    (todo,) = owed()
    assert todo.owner == as_administrator.user
    assert todo.params == {"key": "KT-1", "others": second.key}
    assert todo.due_at is not None
    assert "KT-2" in sentence(todo.kind, todo.params)
    assert not JiraOperation.objects.exclude(state=JobState.SENT).exists(), "the desk touches neither"
    third = twin(level2)
    tasks.look_for_twins()
    (todo,) = owed()
    assert todo.params["others"] == f"{second.key}, {third.key}"


@pytest.mark.parametrize("how", ["closed", "deleted", "without the label"])
def test_it_is_over_when_jira_shows_one_again(followed: Escalation, level2: jira.State, how: str) -> None:
    second = twin(level2)
    tasks.look_for_twins()
    clock.move(timedelta(days=20))
    level2.clock_offset = timedelta(days=20)
    tasks.look_for_twins()
    assert len(owed()) == 1, "however long ago it was made"
    if how == "closed":
        level2.transition(second, "21", jira.EXPERT)
    elif how == "deleted":
        level2.delete(second)
    else:
        level2.label(second, [], jira.EXPERT)
    tasks.look_for_twins()
    assert owed() == []


def test_a_copy_of_an_old_issue_is_a_twin_too(followed: Escalation, level2: jira.State) -> None:
    clock.move(timedelta(days=20))
    level2.clock_offset = timedelta(days=20)
    second = twin(level2)
    tasks.look_for_twins()
    assert [todo.params for todo in owed()] == [{"key": "KT-1", "others": second.key}]


def test_an_issue_of_ours_that_nobody_follows_is_told_of(followed: Escalation, level2: jira.State) -> None:
    """It was made, the answer was lost, and whoever was to look for it is gone."""
    Issue.objects.update(jira_id="", jira_key="")
    JiraOperation.objects.exclude(deed="create").delete()
    operation = JiraOperation.objects.filter(deed="create")
    operation.update(state=JobState.PENDING, asked_at=clock.now())
    tasks.look_for_twins()
    assert owed("tickets.stray") == [], "the queue will find it by itself"
    operation.update(state=JobState.FAILED)
    tasks.look_for_twins()
    assert [todo.params["key"] for todo in owed("tickets.stray")] == ["KT-1"]

    operation.update(state=JobState.PENDING, next_at=None)
    drain()
    assert read(followed).issue.jira_id == the_issue(level2).id
    tasks.look_for_twins()
    assert owed("tickets.stray") == []


def test_labels_of_others_are_not_ours(followed: Escalation, level2: jira.State) -> None:
    for label in ("csd-", "csd-x", "csd-" + "0" * 32, "csd-' OR 1"):
        level2.load([{"project": "KT", "summary": "x", "labels": ["csd", label]}] * 2)
    tasks.look_for_twins()
    assert owed() == []


def test_while_jira_is_away_nothing_is_said(followed: Escalation, level2: jira.State) -> None:
    twin(level2)
    tasks.look_for_twins()
    level2.faults.append({"kind": "error", "status": 503, "times": 3})
    tasks.look_for_twins()
    assert len(owed()) == 1
