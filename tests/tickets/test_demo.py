"""The demo's tickets are made by the actions, so they must pass what the actions ask."""

import pytest

from desk import clock
from desk.records.models import DemoMarker
from tests.house import places
from tickets.enums import State
from tickets.models import Escalation


@pytest.mark.slow
def test_the_demo_has_a_ticket_on_its_way_and_one_to_tell(db: None) -> None:
    DemoMarker.objects.create(made_at=clock.now())
    places.build(clock.now())
    states = sorted(Escalation.objects.values_list("state", flat=True))
    assert {State.ANSWERED, State.QUEUED} <= set(states)
    older = Escalation.objects.filter(state=State.ANSWERED).order_by("pk")[0]
    newest = older.unit.form
    assert newest is not None
    assert (older.form.number, newest.number) == (1, 2)


@pytest.mark.slow
def test_the_demo_has_an_answer_for_two_clients_and_a_fault_with_its_issue(db: None) -> None:
    DemoMarker.objects.create(made_at=clock.now())
    places.build(clock.now())
    told = Escalation.objects.filter(issue__jira_key="KT-90")
    assert {each.state for each in told} == {State.ANSWERED}
    assert told.count() == 2
    of_fault = Escalation.objects.filter(issue__fault__isnull=False)
    assert of_fault.count() == 3
    assert of_fault.values("issue").distinct().count() == 1
