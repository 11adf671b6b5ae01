"""What Data Center and Cloud do differently, and what one must not take for the other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk.outbox import PassingError, PermanentError, UnclearError
from tests.simulators import jira
from tickets import gateway
from tickets.gateway import wire

New = Callable[..., gateway.NewIssue]


def moves(state: jira.State, issue_id: str, times: int) -> None:
    for _time in range(times):
        state.assign(state.issues[issue_id], jira.EXPERT, jira.EXPERT)


def test_the_server_is_asked_once_which_dialect_it_speaks(level2: jira.State, settings: Any) -> None:
    wire._server.cache_clear()
    gateway.changed(5)
    gateway.changed(5)
    asked = [request for request in level2.requests if request["path"].endswith("serverInfo")]
    assert len(asked) == 1
    assert "authorization" not in asked[0]["headers"], "a wrong kind of credentials would count against us"


def test_a_dialect_that_is_set_is_not_asked_for(level2: jira.State, settings: Any) -> None:
    wire._server.cache_clear()
    settings.JIRA_DIALECT = "cloud" if level2.cloud else "datacenter"
    gateway.changed(5)
    assert [request["path"].split("/")[3] for request in level2.requests] == ["3" if level2.cloud else "2"]


def test_cloud_is_not_asked_without_an_email(cloud: jira.State, settings: Any) -> None:
    settings.JIRA_EMAIL = ""
    with pytest.raises(PermanentError, match="credentials"):
        gateway.changed(5)
    assert not [request for request in cloud.requests if not request["path"].endswith("serverInfo")]


def test_an_issue_with_little_history_is_read_by_one_request(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    moves(level2, ref.id, 3)
    level2.comment(level2.issues[ref.id], "Uurime", jira.EXPERT)
    level2.requests.clear()
    state = gateway.read(ref.id)
    assert (len(level2.requests), len(state.changes), len(state.comments)) == (1, 3, 1)
    assert state.complete


def test_a_long_history_is_read_whole_and_in_order(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    moves(level2, ref.id, 230)
    state = gateway.read(ref.id)
    assert (len(state.changes), state.complete) == (230, True)
    assert [change.id for change in state.changes] == sorted({change.id for change in state.changes})


def test_a_history_that_data_center_held_back_is_noticed(datacenter: jira.State, new: New) -> None:
    ref = gateway.create(new())
    moves(datacenter, ref.id, 5)
    datacenter.changelog_limit = 3
    state = gateway.read(ref.id)
    assert (len(state.changes), state.complete) == (3, False)


def test_a_state_tells_resolution_labels_and_who_has_it(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    issue = level2.issues[ref.id]
    level2.assign(issue, jira.EXPERT, jira.EXPERT)
    level2.transition(issue, "21", jira.EXPERT)
    level2.label(issue, [*issue.labels, "vaja-infot"], jira.EXPERT)
    state = gateway.read(ref.id)
    assert (state.project, state.resolution, state.labels[-1]) == ("KT", "Done", "vaja-infot")
    assert state.created <= state.updated
    status = next(change for change in state.changes if change.field == "status")
    assert (status.before_id, status.after_id) == ("10000", "10001")


def test_more_issues_than_a_page_are_all_found(level2: jira.State, new: New) -> None:
    made = [level2.create(fields(level2, number), [], jira.SERVICE).id for number in range(205)]
    assert [moved.id for moved in gateway.changed(90)] == made


def fields(state: jira.State, number: int) -> dict[str, Any]:
    return {
        "project": {"key": "KT"}, "issuetype": {"id": "10100"}, "summary": f"nr {number}",
        "labels": ["csd", f"csd-{number:032x}"],
    }  # fmt: skip


def test_a_search_without_end_is_ended(cloud: jira.State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.gateway.cloud._PAGES", 2)
    for number in range(205):
        cloud.create(fields(cloud, number), [], jira.SERVICE)
    with pytest.raises(PassingError, match="too_many"):
        gateway.changed(90)


def test_whom_cloud_takes_for_nobody_is_refused_credentials(cloud: jira.State, new: New) -> None:
    """It answers 200 and 404 as to an anonymous visitor; neither may count as an answer."""
    ref = gateway.create(new())
    cloud.token = "another"
    for question in (
        lambda: gateway.find("0" * 32),
        lambda: gateway.reconcile([ref.id]),
        lambda: gateway.read(ref.id),
        lambda: gateway.absence(ref.id, project="KT"),
        lambda: gateway.create(new()),
    ):
        with pytest.raises(PermanentError, match="credentials"):
            question()


def test_what_was_done_for_nobody_is_looked_for(level2: jira.State, new: New) -> None:
    answer = {"kind": "empty", "method": "POST"}
    level2.faults.append(answer)
    with pytest.raises(UnclearError, match="credentials"):
        gateway.create(new())


def test_an_empty_answer_counts_only_while_jira_knows_us(level2: jira.State) -> None:
    level2.faults.append({"kind": "error", "status": 401, "path": "/myself"})
    with pytest.raises(PermanentError, match="credentials"):
        gateway.find("0" * 32)


def test_a_captcha_is_told_from_wrong_credentials(level2: jira.State) -> None:
    denied = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://jira.example/login"}
    for status, headers in (
        (401, denied),
        (403, denied),
        (200, {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}),
    ):
        level2.faults.append({"kind": "error", "status": status, "headers": headers})
        with pytest.raises(PermanentError, match="captcha"):
            gateway.changed(5)


def test_a_log_in_page_elsewhere_is_not_followed(level2: jira.State) -> None:
    level2.faults.append({"kind": "error", "status": 302, "headers": {"Location": "/browse/KT-1"}})
    with pytest.raises(PassingError, match="not_jira"):
        gateway.changed(5)
    assert len([request for request in level2.requests if request["path"] != "/rest/api/2/serverInfo"]) == 1


def test_an_answer_of_another_shape_is_not_jiras(level2: jira.State, new: New) -> None:
    level2.faults.append({"kind": "error", "status": 200, "body": {"hello": "world"}, "times": 2})
    with pytest.raises(PassingError, match="not_jira"):
        gateway.read("10001")
    with pytest.raises(UnclearError, match="not_jira"):
        gateway.create(new())


def test_the_fields_that_jira_refuses_are_told_by_our_names(level2: jira.State, new: New) -> None:
    level2.required.add("customfield_10100")
    with pytest.raises(gateway.Refused) as caught:
        gateway.create(new(issue_type="Nonsense"))
    assert caught.value.errors == {
        "issue_type": "valid issue type is required", "customfield_10100": "customfield_10100 is required.",
    }  # fmt: skip
    assert "is required" not in str(caught.value) + repr(caught.value)
    assert gateway.missing_fields("KT", "Task") == ["customfield_10100"]


@pytest.mark.parametrize(
    "body", [{"errors": None}, {"errors": []}, {"errors": "x"}, [], {"message": "x"}, "x"]
)
def test_an_odd_refusal_is_still_a_refusal(level2: jira.State, new: New, body: Any) -> None:
    level2.faults.append({"kind": "error", "status": 400, "body": body, "path": "/issue$"})
    with pytest.raises(gateway.Refused) as caught:
        gateway.create(new())
    assert (caught.value.code, caught.value.errors) == ("refused", {})


def test_the_property_proves_whose_issue_it_is(level2: jira.State, new: New) -> None:
    ours = gateway.create(new())
    theirs = level2.create(fields(level2, 1), [], jira.EXPERT)
    assert gateway.proof(ours.id) == new().uuid
    assert gateway.proof(theirs.id) == ""


def test_an_issue_that_was_there_is_taken_on(level2: jira.State) -> None:
    theirs = level2.create({**fields(level2, 1), "labels": ["vana"]}, [], jira.EXPERT)
    level2.move(theirs, "ARH")
    ref = gateway.locate(" kt-1 ")
    assert ref == gateway.IssueRef(theirs.id, "ARH-1")
    gateway.adopt(ref.id, "a" * 32)
    gateway.adopt(ref.id, "a" * 32)
    assert theirs.labels == ["vana", "csd", f"csd-{'a' * 32}"]
    assert [moved.id for moved in gateway.changed(5)] == [theirs.id]


@pytest.mark.parametrize(
    "key", ["", "KT", "KT-0", "../serverInfo", "KT-1/comment", "KT-1?x=1", "ÕÄ-1", "KT-٣"]
)
def test_only_a_key_is_asked_for(level2: jira.State, key: str) -> None:
    with pytest.raises(PermanentError, match="not_found"):
        gateway.locate(key)
    assert not level2.requests


def test_twins_are_found_by_their_label(level2: jira.State, new: New) -> None:
    first, second = gateway.create(new()), gateway.create(new())
    gateway.create(new(uuid="f" * 32))
    assert gateway.twins(2) == [gateway.Twins(new().uuid, (first, second))]
    level2.issues[first.id].created -= timedelta(days=4)
    assert gateway.twins(2) == []
