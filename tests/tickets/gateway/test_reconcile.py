"""What became of the issues that we know: by fifty, and what is missing looked at one by one."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.outbox import PassingError, PermanentError
from tests.simulators import jira
from tests.tickets.gateway.test_dialects import fields
from tickets import gateway

New = Callable[..., gateway.NewIssue]


def made(state: jira.State, count: int) -> list[str]:
    return [state.create(fields(state, number), [], jira.SERVICE).id for number in range(count)]


def asked(state: jira.State, ending: str) -> int:
    return len([request for request in state.requests if request["path"].endswith(ending)])


def test_issues_are_asked_about_by_fifty(level2: jira.State) -> None:
    ids = made(level2, 120)
    level2.requests.clear()
    found = gateway.reconcile(ids)
    assert (sorted(moved.id for moved in found.seen), found.absent) == (ids, ())
    assert len(level2.requests) == 3
    assert found.seen[0].updated <= level2.now()


def test_what_is_gone_is_named_and_spoils_nothing(level2: jira.State) -> None:
    ids = made(level2, 60)
    level2.delete(level2.issues[ids[3]])
    level2.issues[ids[7]].hidden = True
    level2.issues[ids[55]].archived = True
    found = gateway.reconcile(ids)
    # Cloud fetches an archived issue one by one, Data Center leaves it out of its search.
    archived = () if level2.cloud else (ids[55],)
    assert found.absent == (ids[3], ids[7], *archived)
    assert len(found.seen) + len(found.absent) == 60


def test_what_is_gone_costs_at_most_a_question_more_for_fifty(level2: jira.State) -> None:
    ids = made(level2, 100)
    for gone in (ids[3], ids[5], ids[44]):
        level2.delete(level2.issues[gone])
    level2.requests.clear()
    gateway.reconcile(ids)
    assert len(level2.requests) - asked(level2, "/myself") == (3 if level2.cloud else 2)


def test_what_cloud_could_not_tell_is_not_gone(cloud: jira.State) -> None:
    (issue,) = made(cloud, 1)
    cloud.issues[issue].hidden = True
    answer = {"issues": [], "issueErrors": [{"id": issue, "errorMessage": "try again"}]}
    cloud.faults.append({"kind": "error", "status": 200, "body": answer, "path": "/bulkfetch"})
    with pytest.raises(PassingError, match="unavailable"):
        gateway.reconcile([issue])


def test_a_late_index_hides_no_known_issue_of_cloud(cloud: jira.State) -> None:
    ids = made(cloud, 3)
    cloud.search_lag = timedelta(hours=1)
    assert sorted(moved.id for moved in gateway.reconcile(ids).seen) == ids
    assert gateway.changed(5) == []


def test_nothing_asked_is_nothing_found(level2: jira.State) -> None:
    level2.requests.clear()
    assert gateway.reconcile([]) == gateway.Reconciled((), ())
    assert not level2.requests


def test_only_numbers_are_put_into_a_question(level2: jira.State) -> None:
    with pytest.raises(ValueError, match="number"):
        gateway.reconcile(['1) OR project = "SECRET" OR id in (1'])


def test_an_issue_is_followed_by_the_poll_to_any_project(level2: jira.State, new: New) -> None:
    ref = gateway.create(new())
    level2.move(level2.issues[ref.id], "ARH")
    assert [moved.id for moved in gateway.changed(5)] == [ref.id]


def test_deleted_and_hidden_are_told_apart_as_far_as_jira_allows(level2: jira.State) -> None:
    gone, neighbour = made(level2, 2)
    assert gateway.absence(gone, project="KT") == gateway.THERE
    level2.delete(level2.issues[gone])
    assert gateway.absence(gone, project="KT") == gateway.DELETED
    assert gateway.absence(gone, project="KT", neighbour=neighbour) == gateway.DELETED
    level2.hidden_projects.add("KT")
    assert gateway.absence(gone, project="KT", neighbour=neighbour) == gateway.NO_ACCESS


def test_an_archived_issue_is_there(level2: jira.State) -> None:
    (issue,) = made(level2, 1)
    level2.issues[issue].archived = True
    assert gateway.absence(issue, project="KT") == gateway.THERE


def test_nothing_is_gone_while_our_account_is_unknown(level2: jira.State) -> None:
    (issue,) = made(level2, 1)
    level2.delete(level2.issues[issue])
    level2.token = "another"
    with pytest.raises(PermanentError, match="credentials"):
        gateway.absence(issue, project="KT")
