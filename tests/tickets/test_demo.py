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
    assert sorted(Escalation.objects.values_list("state", flat=True)) == [State.ANSWERED, State.QUEUED]
    older = Escalation.objects.get(state=State.ANSWERED)
    newest = older.unit.form
    assert newest is not None
    assert (older.form.number, newest.number) == (1, 2)
