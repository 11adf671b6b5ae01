"""An issue is moved to where it is closed, by the ways and with the words that its workflow wants."""

from collections.abc import Callable

import pytest

from desk.outbox import PermanentError
from tests.simulators import jira
from tickets import gateway

New = Callable[..., gateway.NewIssue]


@pytest.fixture
def issue(level2: jira.State, new: New) -> jira.Issue:
    """Of the project in which closing shows a screen with the resolution."""
    return level2.issues[gateway.create(new(project="ARH")).id]


def test_the_ways_out_are_told_with_their_screens(level2: jira.State, issue: jira.Issue) -> None:
    level2.transition(issue, "21", jira.EXPERT)
    close = next(way for way in gateway.transitions(issue.id) if way.status == "Closed")
    assert (close.id, close.status_id, close.category, close.required) == ("41", "6", "done", ("resolution",))
    assert ("10002", "Duplicate") in close.resolutions


@pytest.mark.parametrize("resolution", ["Duplicate", "10002"])
def test_the_resolution_of_the_screen_is_filled_in(issue: jira.Issue, resolution: str) -> None:
    gateway.close(issue.id, "Closed", resolution)
    assert (issue.status.name, issue.resolution) == ("Closed", ("10002", "Duplicate"))


@pytest.mark.parametrize("wanted", ["Closed", "6"])
def test_a_status_is_wanted_by_name_or_number(issue: jira.Issue, wanted: str) -> None:
    gateway.close(issue.id, wanted, "Done")
    gateway.close(issue.id, wanted, "Done")
    assert issue.status.name == "Closed"


@pytest.mark.parametrize("resolution", ["", "No such"])
def test_a_resolution_that_is_missing_goes_to_a_person(issue: jira.Issue, resolution: str) -> None:
    with pytest.raises(PermanentError, match="no_resolution"):
        gateway.close(issue.id, "Closed", resolution)
    assert issue.status.name == "Done"


def test_a_screen_that_asks_more_goes_to_a_person(level2: jira.State, issue: jira.Issue) -> None:
    level2.screens["ARH", "21"] = jira.Screen(required=False, others=(("customfield_10500", "Cause"),))
    with pytest.raises(PermanentError, match="screen:customfield_10500"):
        gateway.close(issue.id, "", "")
    assert issue.status.name == "To Do"


def test_an_archived_issue_offers_no_way(issue: jira.Issue) -> None:
    issue.archived = True
    with pytest.raises(PermanentError, match="no_transition"):
        gateway.close(issue.id, "Closed")
