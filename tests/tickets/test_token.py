"""The token ends: an administrator is told 30, 7 and 1 days before, once each, and no more once it moved."""

from datetime import date, timedelta
from typing import Any

import pytest

from desk import clock, workdays
from desk.operations.doctor import outside
from desk.people.actions import finish_todo
from desk.people.models import Notice, Todo, UserRole
from tests.conftest import Actor
from tickets import actions, health, tasks
from tickets.enums import LineKind
from tickets.queue import token

pytestmark = pytest.mark.slow

ENDS = "tickets.token_ends"


@pytest.fixture
def last(settings: Any, as_administrator: Actor) -> date:
    """The token ends in forty days."""
    settings.JIRA_URL = "http://127.0.0.1:9"
    settings.JIRA_TOKEN_EXPIRES = workdays.today() + timedelta(days=40)
    return settings.JIRA_TOKEN_EXPIRES  # type: ignore[no-any-return]


def hourly(days: int) -> None:
    """The task runs every hour; three times a day will do here."""
    for _hour in range(days * 3):
        tasks.token()
        clock.move(timedelta(hours=8))


def open_todos() -> list[Todo]:
    return list(Todo.objects.open().filter(kind=ENDS))


def test_an_administrator_is_told_once_at_each_step(last: date, as_administrator: Actor) -> None:
    hourly(9)
    assert open_todos() == []
    hourly(33)
    steps = [todo.params["step"] for todo in Todo.objects.filter(kind=ENDS).order_by("pk")]
    assert steps == [30, 7, 1, 0]
    assert Notice.objects.filter(kind=ENDS, user=as_administrator.user).count() == 4
    (todo,) = open_todos()
    assert (todo.owner, todo.params["date"]) == (as_administrator.user, f"{last:%d.%m.%Y}")
    assert todo.due_at is not None
    assert workdays.day_of(todo.due_at) == last


def test_what_somebody_has_done_is_not_given_again_before_the_next_step(
    last: date, as_administrator: Actor
) -> None:
    hourly(12)
    (todo,) = open_todos()
    finish_todo(todo=todo, by=as_administrator.user)
    hourly(3)
    assert open_todos() == []
    hourly(20)
    assert [todo.params["step"] for todo in open_todos()] == [7]


def test_it_is_over_once_the_date_has_moved(last: date, settings: Any) -> None:
    hourly(12)
    assert len(open_todos()) == 1
    settings.JIRA_TOKEN_EXPIRES = last + timedelta(days=365)
    tasks.token()
    assert open_todos() == []
    assert token.warning(workdays.today()) is None


def test_the_page_and_doctor_say_how_it_stands(
    last: date, settings: Any, as_administrator: Actor, as_specialist: Actor
) -> None:
    actions.stop_line(reason="credentials")
    settings.JIRA_TOKEN_EXPIRES = workdays.today() - timedelta(days=1)
    page = as_administrator.get("/tickets/jira/").content.decode()
    assert "JIRA ei võta meie pääsuluba vastu" in page
    assert "See lõppes" in page
    assert "/tickets/jira/open/" in page
    found = {part: (state, detail) for part, state, detail in health.parts()}
    assert found["jira credentials"][0] == found["jira token"][0] == "failed"
    assert found["jira connection"][0] == "sample"
    (asked,) = [entry for entry in outside.GATEWAYS if entry[0] == "jira"]
    assert outside.gateway(*asked).detail == "stopped", "not even doctor tries a refused token"


def test_whoever_is_administrator_no_more_is_asked_nothing(
    settings: Any, as_administrator: Actor, as_head: Actor
) -> None:
    yesterday = workdays.today() - timedelta(days=1)
    UserRole.objects.filter(user=as_administrator.user).update(until_day=yesterday)
    actions.stop_line(reason="captcha")
    assert Todo.objects.get(kind="tickets.token").owner == as_head.user
    assert {notice.user for notice in Notice.objects.all()} == {as_head.user}


def test_the_head_is_asked_where_there_is_no_administrator(settings: Any, as_head: Actor) -> None:
    actions.stop_line(reason="captcha")
    assert Todo.objects.get(kind="tickets.token").owner == as_head.user
    assert not actions.stop_line(reason="captcha"), "once is enough"
    assert LineKind.CREDENTIALS in {line.kind for line in health.health().lines}
