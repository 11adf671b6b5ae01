"""Who joins an issue that is not made yet waits for nothing when whoever was to make it goes elsewhere."""

import pytest

from desk.enquiries.models import Enquiry
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain
from tests.tickets.test_linking import other, read, theirs
from tickets import actions, tasks
from tickets.enums import State
from tickets.models import Escalation, Issue

__all__ = ["other", "theirs"]
pytestmark = pytest.mark.slow


def test_who_joins_what_is_still_looked_for_goes_where_it_is_found(
    world: World, other: Enquiry, theirs: jira.Issue, as_specialist: Actor
) -> None:
    by = as_specialist.user
    first = actions.link(enquiry=world.enquiry, unit=world.unit, key="KT-1", by=by)
    second = actions.join_issue(enquiry=other, unit=world.unit, issue=first.issue, by=by)
    drain()
    tasks.sweep()
    drain()
    second = read(second)
    assert (str(second), second.state) == ("KT-1", State.CREATED)
    assert len(theirs.remote_links) == 2
    assert Issue.objects.count() == 1


def test_who_joins_what_is_moved_away_before_it_was_sent_goes_along(
    ticket: Escalation, other: Enquiry, theirs: jira.Issue, as_specialist: Actor
) -> None:
    by = as_specialist.user
    second = actions.join_issue(enquiry=other, unit=ticket.unit, issue=ticket.issue, by=by)
    actions.join_by_key(escalation=ticket, key="KT-1", by=by)
    drain()
    tasks.sweep()
    drain()
    assert (str(read(second)), read(second).state) == ("KT-1", State.CREATED)


def test_who_joins_what_is_never_sent_is_prepared_anew(
    world: World, other: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    by = as_specialist.user
    wrong = actions.link(enquiry=world.enquiry, unit=world.unit, key="KT-77", by=by)
    second = actions.join_issue(enquiry=other, unit=world.unit, issue=wrong.issue, by=by)
    drain()
    tasks.sweep()
    assert read(second).state == State.QUEUED, "somebody may still mend the number"
    actions.leave(escalation=read(wrong), reason="KT-77", by=by)
    tasks.sweep()
    second = read(second)
    assert (second.state, second.enquiry.state) == (State.DRAFT, "in_work")
    sent = actions.escalate(enquiry=second.enquiry, unit=world.unit, answers=world.answers, by=by)
    drain()
    assert (sent.pk, str(read(sent))) == (second.pk, "KT-1")
