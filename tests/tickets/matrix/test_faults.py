"""Every bad day × every deed × both dialects: exactly one effect in JIRA, the right state here."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.outbox import JobState
from tests.simulators import jira
from tests.tickets.matrix.deeds import DEEDS, fault_at, once_and_known, until_done, work
from tickets import actions
from tickets.enums import Deed
from tickets.models import Escalation, JiraOperation, Line

pytestmark = pytest.mark.slow


def in_a_minute() -> str:
    """As Cloud writes when its limit is over: a minute, without seconds."""
    return (datetime.now(UTC) + timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%MZ")


FAULTS: dict[str, dict[str, Any]] = {
    "connection lost before": {"kind": "lose_request"},
    "connection lost after the write": {"kind": "lose_answer"},
    "read time-out": {"kind": "slow_after", "seconds": 0.5},
    "429 in seconds": {"kind": "error", "status": 429, "headers": {"Retry-After": "2"}},
    "429 at a date": {"kind": "error", "status": 429, "retry_in": 40},
    "429 at the reset of a limit": {
        "kind": "error", "status": 429, "headers": {"X-RateLimit-Reset": in_a_minute()},
    },
    "429 without a word": {"kind": "error", "status": 429},
    "500 after the write": {"kind": "error_after", "status": 500},
    "500 before": {"kind": "error", "status": 500},
    "502 after the write": {"kind": "error_after", "status": 502},
    "502 before": {"kind": "error", "status": 502},
    "503 with a date": {"kind": "error", "status": 503, "retry_in": 30},
    "log-in page": {"kind": "login_page"},
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_day(ticket: Escalation, level2: jira.State, name: str) -> None:
    for deed in DEEDS:
        operation = deed.queue(ticket)
        level2.faults.append(fault_at(deed, FAULTS[name]))
        until_done(operation)
        assert not level2.faults, f"{deed} met the fault"
        once_and_known(deed, ticket, level2, name)
        work()
        ticket.issue.refresh_from_db()
    assert Line.objects.get(kind="jira").failures == 0
    assert set(JiraOperation.objects.values_list("state", flat=True)) == {JobState.SENT}


@pytest.mark.parametrize(
    "word", ["cut-before", "cut-after", "500", "429", "429-fraction", "503-date", "login"]
)
def test_a_bad_day_by_what_is_written(ticket: Escalation, level2: jira.State, word: str) -> None:
    ticket.answers[0]["text"] = f"Nupp on hall sim:{word}"
    ticket.save()
    create, comment, _transition = DEEDS
    until_done(create.queue(ticket))
    once_and_known(create, ticket, level2, word)
    author = ticket.created_by
    assert author is not None
    until_done(actions.comment(escalation=ticket, text=f"Lisainfo sim:{word}", by=author))
    once_and_known(comment, ticket, level2, word)


def test_everything_goes_wrong_at_once(ticket: Escalation, level2: jira.State) -> None:
    """The answer is lost, then the search fails, then the index lags, then the token is limited."""
    for deed in DEEDS:
        operation = deed.queue(ticket)
        level2.faults += [
            fault_at(deed, {"kind": "lose_answer"}),
            {"kind": "error", "status": 500, "times": 3},
            {"kind": "error", "status": 429, "headers": {"Retry-After": "30"}, "times": 2},
            {"kind": "login_page", "times": 2},
        ]
        level2.search_lag = timedelta(seconds=30)
        for _minute in range(3):
            work()
        level2.search_lag = timedelta(0)
        until_done(operation)
        once_and_known(deed, ticket, level2, "everything")
        level2.faults.clear()
        until_done(operation)


def test_what_jira_refuses_is_kept_for_the_form_and_nowhere_else(
    ticket: Escalation, level2: jira.State, caplog: pytest.LogCaptureFixture
) -> None:
    said = "Nupp on hall ja midagi ei juhtu"
    level2.faults.append({
        "kind": "error", "status": 400, "method": "POST", "path": "/issue$",
        "body": {"errorMessages": [], "errors": {"summary": said}},
    })  # fmt: skip
    work()
    operation = JiraOperation.objects.get(deed=Deed.CREATE)
    assert (operation.state, operation.reason) == (JobState.FAILED, "refused:summary")
    assert operation.errors == {"summary": said}
    assert said not in caplog.text + operation.reason
