"""The line to JIRA: it rests when JIRA fails, stops when we are refused, and loses nothing by either."""

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test import Client

import tickets
from desk import clock
from desk.outbox import JobState, PassingError
from desk.people.models import Notice, Todo
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import drain, the_issue
from tickets import actions, gateway, tasks
from tickets.enums import Deed, LineKind, LineState, State
from tickets.models import Escalation, JiraOperation, Line
from tickets.queue import line, sending

pytestmark = pytest.mark.slow

NOBODY = "http://127.0.0.1:9"


def the_line(kind: LineKind = LineKind.JIRA) -> Line:
    return Line.objects.get(kind=kind)


def fail(times: int) -> None:
    """So many questions meet a JIRA that is not there."""
    for _time in range(times):
        with pytest.raises(PassingError):
            line.ping()


@pytest.fixture
def down(db: None, level2: jira.State, settings: Any) -> str:
    """JIRA is not there; gives the address at which it will be."""
    there, settings.JIRA_URL = settings.JIRA_URL, NOBODY
    return str(there)


@pytest.fixture
def resting(ticket: Escalation, down: str) -> str:
    fail(line.REST_AFTER)
    assert the_line().state == LineState.RESTING
    return down


def moment(after: Line) -> None:
    """The clock stands just after the end of the rest."""
    assert after.rests_until is not None
    clock.move(after.rests_until - clock.now() + timedelta(seconds=1))


def asked(level2: jira.State) -> int:
    return len(level2.journal)


def test_after_failures_in_a_row_jira_is_left_alone(resting: str, level2: jira.State, settings: Any) -> None:
    settings.JIRA_URL = resting
    drain()
    tasks.poll()
    assert asked(level2) == 0, "nobody asks while the line rests"
    operation = JiraOperation.objects.get()
    assert (operation.state, operation.reason, operation.attempts) == (JobState.PENDING, "resting", 0)
    assert operation.next_at == the_line().rests_until


def test_one_failure_less_and_a_success_begin_the_count_anew(down: str, settings: Any) -> None:
    fail(line.REST_AFTER - 1)
    settings.JIRA_URL = down
    line.ping()
    settings.JIRA_URL = NOBODY
    fail(1)
    assert (the_line().state, the_line().failures) == (LineState.OPEN, 1)


def test_each_failed_trial_lengthens_the_rest_up_to_a_quarter_of_an_hour(resting: str) -> None:
    rests = []
    for _trial in range(6):
        moment(the_line())
        fail(1)
        until = the_line().rests_until
        assert until is not None
        rests.append((until - clock.now()) / timedelta(minutes=1))
    for wanted, found in zip([2, 4, 8, 15, 15, 15], rests, strict=True):
        assert wanted * 0.79 < found <= wanted, "with jitter, so that not everyone comes at once"


def test_only_one_piece_of_work_tries_after_the_rest(resting: str) -> None:
    moment(the_line())
    with pytest.raises(PassingError) as first, line.used():
        with pytest.raises(PassingError) as second, line.used():
            raise AssertionError("two try at once")
        assert second.value.code == "resting"
        raise PassingError("unreachable")
    assert first.value.until == the_line().rests_until


def test_a_trial_whose_worker_died_is_given_to_another(resting: str, settings: Any) -> None:
    moment(the_line())
    line._entered()
    settings.JIRA_URL = resting
    clock.move(line.TRIAL + timedelta(seconds=1))
    line.ping()
    assert the_line().state == LineState.OPEN


def test_what_waited_goes_out_once_the_line_is_open(
    resting: str, ticket: Escalation, level2: jira.State, settings: Any
) -> None:
    drain()
    settings.JIRA_URL = resting
    moment(the_line())
    tasks.poll()
    drain()
    ticket.refresh_from_db()
    assert (the_line().state, ticket.state) == (LineState.OPEN, State.CREATED)


def test_a_day_without_jira_uses_up_no_attempt(resting: str, ticket: Escalation) -> None:
    for _quarter in range(96):
        drain()
        clock.move(timedelta(minutes=15))
    operation = JiraOperation.objects.get()
    assert (operation.state, operation.attempts) == (JobState.PENDING, 0)


@pytest.mark.parametrize("status", [429, 503])
def test_what_jira_says_of_when_to_come_again_rests_everybody(
    ticket: Escalation, level2: jira.State, status: int
) -> None:
    level2.faults.append({"kind": "error", "status": status, "headers": {"Retry-After": "90"}})
    drain()
    until, asked_before = the_line().rests_until, asked(level2)
    assert until is not None
    assert timedelta(seconds=85) < until - clock.now() <= timedelta(seconds=90)
    tasks.poll()
    assert asked(level2) == asked_before
    assert JiraOperation.objects.get().attempts == 0


def test_a_refused_token_stops_everything_at_once(
    ticket: Escalation, level2: jira.State, settings: Any, as_administrator: Actor
) -> None:
    settings.JIRA_TOKEN = "old"
    drain()
    assert the_line(LineKind.CREDENTIALS).state == LineState.STOPPED
    refused = [sent for sent in level2.requests if sent["headers"].get("authorization") == "Bearer old"]
    assert len(refused) == 1
    operation = JiraOperation.objects.get()
    assert (operation.state, operation.reason) == (JobState.PENDING, "credentials")
    todo = Todo.objects.get(kind="tickets.token")
    assert todo.owner == as_administrator.user
    assert Notice.objects.filter(kind="tickets.token", user=as_administrator.user).exists()


def test_no_task_whatever_asks_jira_with_a_refused_token(
    ticket: Escalation, level2: jira.State, settings: Any
) -> None:
    drain()
    settings.JIRA_TOKEN = "old"
    tasks.poll()
    before = asked(level2)
    current_app.loader.import_default_modules()
    ours = [name for name in current_app.tasks if name.startswith("tickets.")]
    assert len(ours) > 5
    clock.move(timedelta(hours=1))
    for name in ours:
        task = current_app.tasks[name]
        pk = [ticket.issue_id] if name == "tickets.read" else [1]
        task(*(pk if "pk" in task.run.__code__.co_varnames[: task.run.__code__.co_argcount] else ()))
    drain()
    assert asked(level2) == before


def test_an_administrator_opens_the_line_and_everything_goes_on(
    ticket: Escalation, level2: jira.State, settings: Any, as_administrator: Actor
) -> None:
    settings.JIRA_TOKEN = "old"
    drain()
    settings.JIRA_TOKEN = "demo-token"
    drain()
    assert level2.issues == {}, "the token alone opens nothing"
    answer = as_administrator.post("/tickets/jira/open/", follow=True)
    assert answer.status_code == 200
    drain()
    ticket.refresh_from_db()
    assert ticket.state == State.CREATED
    opened = the_line(LineKind.CREDENTIALS)
    assert (opened.state, opened.opened_by) == (LineState.OPEN, as_administrator.user)
    assert not Todo.objects.open().filter(kind="tickets.token").exists()


def test_captcha_stops_the_line_too(ticket: Escalation, level2: jira.State) -> None:
    headers = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=x"}
    level2.faults.append({"kind": "error", "status": 403, "headers": headers})
    drain()
    assert the_line(LineKind.CREDENTIALS).why.startswith("JIRA")
    assert the_line(LineKind.CREDENTIALS).trouble == "captcha"


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_what_concerns_one_issue_is_nobodys_breaker(
    ticket: Escalation, level2: jira.State, status: int
) -> None:
    level2.faults.append({"kind": "error", "status": status, "method": "POST", "times": 9})
    for _time in range(line.REST_AFTER + 1):
        drain()
        JiraOperation.objects.update(state=JobState.PENDING, next_at=None)
    assert (the_line().state, the_line().failures) == (LineState.OPEN, 0)
    assert the_line(LineKind.CREDENTIALS).state == LineState.OPEN


def test_work_for_one_issue_goes_in_the_order_in_which_it_was_asked(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    ticket.refresh_from_db()
    for text in ("Esimene", "Teine"):
        actions.comment(escalation=ticket, text=text, by=as_specialist.user)
    first, second = JiraOperation.objects.filter(deed=Deed.COMMENT).order_by("pk")
    level2.faults.append({"kind": "error", "status": 409, "path": "/comment$", "method": "POST"})
    tasks.send(first.pk)
    tasks.send(second.pk)
    assert the_issue(level2).comments == [], "the second waits for the first"
    clock.move(timedelta(minutes=1))
    drain()
    said = [str(comment.body) for comment in the_issue(level2).comments]
    assert ["Esimene" in said[0], "Teine" in said[1]] == [True, True]


def test_a_worker_that_was_held_up_for_minutes_does_nothing_any_more(
    ticket: Escalation, level2: jira.State
) -> None:
    held = JiraOperation.objects.get()
    held.state, held.attempts = JobState.SENDING, 1
    drain()
    with pytest.raises(PassingError, match="taken_over"):
        sending._once(held, lambda: gateway.create(sending._issue(held)))
    assert len(level2.issues) == 1


def test_people_see_what_waits_and_an_administrator_tries_now(
    resting: str, as_specialist: Actor, as_administrator: Actor, as_stranger: Client
) -> None:
    drain()
    for actor, address in ((as_specialist, "/tickets/"), (as_specialist, "/tickets/home/")):
        text = actor.get(address).content.decode()
        assert "JIRA ei ole kättesaadav, 1 ootab alates" in text
        assert "/tickets/jira/try/" not in text
    page = as_administrator.get("/tickets/jira/").content.decode()
    assert "/tickets/jira/try/" in page
    assert as_specialist.post("/tickets/jira/try/").status_code == 403
    as_administrator.post("/tickets/jira/try/")
    until = the_line().rests_until
    assert until is not None
    assert until <= clock.now()


def at_the_same_instant(times: int, act: Callable[[], object]) -> None:
    """So many workers, each with a connection of its own, do it when all are ready."""
    ready = threading.Barrier(times)

    def run() -> None:
        connection.ensure_connection()
        ready.wait()
        try:
            with suppress(PassingError):
                act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _worker in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_of_many_that_fail_at_once_one_begins_the_rest_and_one_tries_after_it(down: str) -> None:
    Line.objects.get_or_create(kind=LineKind.JIRA)
    Line.objects.get_or_create(kind=LineKind.CREDENTIALS)
    at_the_same_instant(12, line.ping)
    resting = the_line()
    assert (resting.state, resting.failures) == (LineState.RESTING, line.REST_AFTER)
    moment(resting)
    let_in: list[bool] = []

    def tries() -> None:
        with line.used():
            let_in.append(True)
            raise PassingError("unreachable")

    at_the_same_instant(12, tries)
    assert len(let_in) == 1
    assert the_line().failures == line.REST_AFTER + 1


@pytest.mark.django_db(transaction=True)
def test_of_many_that_are_refused_at_once_one_tells_the_administrator(
    level2: jira.State, settings: Any, as_administrator: Actor
) -> None:
    settings.JIRA_TOKEN = "old"
    at_the_same_instant(6, line.ping)
    assert the_line(LineKind.CREDENTIALS).state == LineState.STOPPED
    assert Todo.objects.filter(kind="tickets.token").count() == 1
    assert Notice.objects.filter(kind="tickets.token").count() == 1


def test_whoever_uses_the_gateway_goes_by_the_line() -> None:
    """But for jira_ping, by which whoever mends it sees whether it is mended."""
    asking = {name for name in gateway.__all__ if name.islower()} - {"configured", "settles"}
    uses = re.compile(rf"\bgateway\.({'|'.join(asking)})\(")
    room = Path(tickets.__path__[0])
    users = {path for path in room.rglob("*.py") if uses.search(path.read_text())}
    users -= {*room.glob("gateway/*"), *room.glob("management/commands/jira_*")}
    assert {path.name for path in users} >= {"sending.py", "reading.py", "line.py"}
    assert not [path for path in users if "used()" not in path.read_text()]
