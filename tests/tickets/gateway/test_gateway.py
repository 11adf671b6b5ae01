"""The gateway against the simulator: what each bad day becomes, and that nothing is done twice."""

import pickle
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.outbox import OutsideTrouble, PassingError, PermanentError, UnclearError
from tests.simulators import jira
from tickets import gateway
from tickets.gateway import wire

pytestmark = pytest.mark.slow

UUID = "0123456789abcdef0123456789abcdef"
New = Callable[..., gateway.NewIssue]


def say(state: jira.State, body: str) -> None:
    (issue,) = state.issues.values()
    state.comment(issue, body, jira.EXPERT)


def test_an_issue_is_created_with_our_label_property_and_link_back(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    gateway.link(ref.id, UUID, "https://desk.example/tickets/1", "Pilet")
    gateway.link(ref.id, UUID, "https://desk.example/tickets/1", "Pilet")
    issue = level2.issues[ref.id]
    assert (ref.key, issue.labels) == ("KT-1", ["csd", f"csd-{UUID}"])
    assert issue.properties == {"csd.escalation": {"id": UUID}}
    assert list(issue.remote_links) == [f"csd={UUID}"]
    assert gateway.find(UUID) == [ref]


def test_the_state_tells_status_comments_and_history(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    level2.assign(level2.issues[ref.id], jira.EXPERT, jira.EXPERT)
    level2.transition(level2.issues[ref.id], "11", jira.EXPERT)
    say(level2, "Uurime")
    state = gateway.read(ref.id)
    assert (state.status, state.category, state.assignee) == (
        "In Progress",
        "indeterminate",
        "Teise tasandi ekspert",
    )
    expert = jira.EXPERT["accountId" if level2.cloud else "name"]
    assert state.assignee_account == expert
    assert [(c.account, c.text) for c in state.comments] == [(expert, "Uurime")]
    assert [(c.field, c.before, c.after) for c in state.changes] == [
        ("assignee", "", "Teise tasandi ekspert"),
        ("status", "To Do", "In Progress"),
    ]


def test_more_comments_than_a_page_are_all_read(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    for number in range(103):
        say(level2, f"nr {number}")
    assert len(gateway.read(ref.id).comments) == 103


def test_an_issue_that_moved_is_followed_by_its_id(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    level2.move(level2.issues[ref.id], "ARH")
    assert gateway.read(ref.id).key == "ARH-1"


def test_closing_prefers_the_configured_status_and_may_be_asked_again(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    gateway.close(ref.id, "")
    assert level2.issues[ref.id].status.name == "Done"
    gateway.close(ref.id, "No such status")
    assert level2.issues[ref.id].status.name == "Done"
    gateway.close(ref.id, "Closed")
    gateway.close(ref.id, "Closed")
    assert level2.issues[ref.id].status.name == "Closed"


def test_an_own_comment_is_recognised_by_its_property(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    assert gateway.commented(ref.id, "a1") == ""
    made = gateway.comment(ref.id, "a1", "Klient on teavitatud.")
    assert gateway.commented(ref.id, "a1") == made
    assert gateway.commented(ref.id, "a2") == ""


def test_changes_are_found_by_a_relative_time(level2: jira.State, new: New) -> None:
    refs = [gateway.create(new(uuid=f"{number:032x}")) for number in range(3)]
    level2.issues[refs[0].id].updated -= timedelta(hours=3)
    assert [moved.id for moved in gateway.changed(90)] == [ref.id for ref in refs[1:]]


def test_ping_tells_server_account_and_skew(level2: jira.State) -> None:
    level2.clock_offset = timedelta(minutes=5)
    answer = gateway.ping(datetime.now(UTC))
    account = jira.SERVICE["accountId" if level2.cloud else "name"]
    assert (answer.account, answer.timezone, answer.sample) == (account, "UTC", True)
    assert answer.version == ("1001.0.0-SNAPSHOT" if level2.cloud else "10.3.5")
    assert answer.dialect == ("cloud" if level2.cloud else "datacenter")
    assert 295 < answer.skew_s < 305


def test_fields_that_jira_wants_and_we_do_not_send_are_named(level2: jira.State) -> None:
    assert gateway.missing_fields("KT", "Task") == []
    assert gateway.missing_fields("KT", "No such type") == ["issuetype"]


CREATE = {"method": "POST", "path": "/issue$"}
FAULTS: list[tuple[dict[str, Any], type[OutsideTrouble], str, int]] = [
    # fault, what it becomes, its code, issues that JIRA then holds
    ({"kind": "lose_answer"}, UnclearError, "answer_lost", 1),
    ({"kind": "lose_request"}, UnclearError, "answer_lost", 0),
    ({"kind": "error_after", "status": 500}, UnclearError, "http_500", 1),
    ({"kind": "error_after", "status": 502}, UnclearError, "http_502", 1),
    ({"kind": "slow_after", "seconds": 1.5}, UnclearError, "timeout", 1),
    ({"kind": "login_page"}, UnclearError, "not_jira", 0),
    ({"kind": "empty"}, UnclearError, "credentials", 0),
    ({"kind": "error", "status": 429, "headers": {"Retry-After": "1.5"}}, PassingError, "rate_limited", 0),
    ({"kind": "error", "status": 429, "headers": {"Retry-After": "600"}}, PassingError, "rate_limited", 0),
    ({"kind": "error", "status": 503, "headers": {"Retry-After": "Sun, 22 Nov 2026 12:00:00 GMT"}},
     PassingError, "unavailable", 0),
    ({"kind": "error", "status": 401}, PermanentError, "credentials", 0),
    ({"kind": "error", "status": 403}, PermanentError, "forbidden", 0),
    ({"kind": "error", "status": 403, "headers": {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE"}},
     PermanentError, "captcha", 0),
    ({"kind": "error", "status": 400, "body": {"errors": {"customfield_10100": "no screen"}}},
     gateway.Refused, "refused:customfield_10100", 0),
]  # fmt: skip


Deed = tuple[str, Callable[[str], object], Callable[[jira.Issue], int]]
DEEDS: dict[str, Deed] = {
    # its path, the deed upon an issue, and how often it was done there
    "comment": ("/comment$", lambda pk: gateway.comment(pk, "m1", "Lisainfo"), lambda i: len(i.comments)),
    "transition": ("/transitions$", lambda pk: gateway.close(pk, "Done"), lambda i: len(i.history)),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ_SECONDS", 0.5)


def posts(state: jira.State, path: str) -> int:
    return len([entry for entry in state.journal if entry[0] == "POST" and entry[1].endswith(path)])


@pytest.mark.django_db
@pytest.mark.parametrize(("fault", "error", "code", "issues"), FAULTS, ids=lambda value: str(value)[:60])
def test_a_bad_day_while_creating(
    level2: jira.State, impatient: None, new: New,
    fault: dict[str, Any], error: type[OutsideTrouble], code: str, issues: int,
) -> None:  # fmt: skip
    level2.faults.append({**CREATE, **fault})
    with pytest.raises(error) as caught:
        gateway.create(new())
    assert (type(caught.value), caught.value.code) == (error, code)
    assert len(level2.issues) == issues
    assert posts(level2, "/issue") == 1, "the library must never send it again by itself"
    assert len(gateway.find(UUID)) == issues, "what was done can be found, and what was not can not"


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(("fault", "error", "code", "done"), FAULTS, ids=lambda value: str(value)[:60])
def test_a_bad_day_with_an_issue_that_is_there(
    level2: jira.State, impatient: None, new: New, deed: str,
    fault: dict[str, Any], error: type[OutsideTrouble], code: str, done: int,
) -> None:  # fmt: skip
    path, do, times = DEEDS[deed]
    ref = gateway.create(new())
    level2.faults.append({"method": "POST", "path": path, **fault})
    with pytest.raises(error) as caught:
        do(ref.id)
    issue = level2.issues[ref.id]
    assert (type(caught.value), caught.value.code, times(issue)) == (error, code, done)
    assert posts(level2, path.strip("$")) == 1
    if deed == "transition" or not gateway.commented(ref.id, "m1"):
        do(ref.id)
    assert times(issue) == 1, "looked for first, it is done once whatever happened"


LEAKY: list[dict[str, Any]] = [
    {"kind": "error", "status": 500, "body": {"errorMessages": ["secret text"]}},
    {"kind": "error", "status": 400, "body": {"errors": {"summary": "secret text"}}},
    {"kind": "lose_answer"}, {"kind": "slow_after", "seconds": 1}, {"kind": "login_page"},
]  # fmt: skip


@pytest.mark.parametrize("fault", LEAKY, ids=lambda fault: f"{fault['kind']}-{fault.get('status', '')}")
def test_nothing_of_the_librarys_error_leaves_the_gateway(
    level2: jira.State, impatient: None, new: New, fault: dict[str, Any]
) -> None:
    level2.faults.append({**CREATE, **fault})
    with pytest.raises(OutsideTrouble) as caught:
        gateway.create(new())
    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    told = "".join(traceback.format_exception(error)) + str(error) + repr(error)
    credentials = level2.requests[-1]["headers"]["authorization"].split()[1]
    for secret in ("demo-token", credentials):
        assert secret not in told + repr(pickle.dumps(error))
    assert "secret text" not in told


def test_a_wrong_token_is_permanent(level2: jira.State, settings: Any) -> None:
    settings.JIRA_TOKEN = "old"
    with pytest.raises(PermanentError, match="credentials"):
        gateway.read("1")


def test_a_question_is_never_unclear(level2: jira.State) -> None:
    level2.faults.append({"kind": "lose_answer", "path": "search"})
    with pytest.raises(PassingError) as caught:
        gateway.find(UUID)
    assert not isinstance(caught.value, UnclearError)


def test_deleted_and_hidden_issues_are_not_found(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    level2.issues[ref.id].hidden = True
    with pytest.raises(PermanentError, match="not_found"):
        gateway.read(ref.id)


def test_nobody_listens(settings: Any, new: New) -> None:
    settings.JIRA_URL = "http://127.0.0.1:9"
    with pytest.raises(PassingError) as caught:
        gateway.create(new())
    assert (type(caught.value), caught.value.code) == (PassingError, "unreachable")


def test_without_an_address_nothing_is_asked(settings: Any) -> None:
    settings.JIRA_URL = ""
    assert not gateway.configured()
    with pytest.raises(PassingError, match="not_configured"):
        gateway.find(UUID)
