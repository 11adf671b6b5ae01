"""Linking on JIRA's bad days: looked for again by itself, and said once what is said."""

from typing import Any

import pytest

from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World
from tests.tickets.test_linking import read, said
from tests.tickets.test_sending import pass_time, short_patience
from tickets import actions
from tickets.enums import Deed, State
from tickets.models import Issue, JiraOperation
from tickets.words import phrases

__all__ = ["short_patience"]
BAD: list[dict[str, Any]] = [
    {"method": "GET", "path": "/issue/KT-1$", "kind": "error", "status": 503},
    {"method": "GET", "path": "/issue/KT-1$", "kind": "login_page"},
    {"method": "PUT", "path": r"/issue/\d+$", "kind": "lose_answer"},
    {"method": "POST", "path": "/remotelink$", "kind": "lose_answer"},
    {"method": "POST", "path": "/comment$", "kind": "lose_answer"},
    {"method": "POST", "path": "/comment$", "kind": "error_after", "status": 500},
    {"method": "POST", "path": "/comment$", "kind": "lose_request"},
]


@pytest.mark.slow
@pytest.mark.parametrize("fault", BAD, ids=lambda fault: f"{fault['path']} {fault['kind']}")
def test_what_is_linked_is_linked_and_said_once(
    world: World, level2: jira.State, as_specialist: Actor, fault: dict[str, Any]
) -> None:
    fields = {"project": {"key": "KT"}, "issuetype": {"id": "10101"}, "summary": "Nupp on hall"}
    theirs = level2.create(fields, [], jira.EXPERT)
    level2.faults.append(dict(fault))
    ticket = actions.link(enquiry=world.enquiry, unit=world.unit, key="KT-1", by=as_specialist.user)
    pass_time()
    assert read(ticket).state == State.CREATED
    assert (len(theirs.remote_links), len(theirs.labels)) == (1, 2)
    assert said(theirs) == [phrases.WAITS % {"n": 1}]
    assert Issue.objects.count() == 1
    assert not JiraOperation.objects.exclude(state="sent").exists()


def test_a_line_that_rests_keeps_the_wish(world: World, level2: jira.State, as_specialist: Actor) -> None:
    fields = {"project": {"key": "KT"}, "issuetype": {"id": "10101"}, "summary": "Nupp on hall"}
    level2.create(fields, [], jira.EXPERT)
    level2.faults.append({"kind": "error", "status": 503, "times": 6})
    ticket = actions.link(enquiry=world.enquiry, unit=world.unit, key="KT-1", by=as_specialist.user)
    pass_time(2)
    assert JiraOperation.objects.get(deed=Deed.ADOPT).state == "pending"
    pass_time(30)
    assert read(ticket).state == State.CREATED
