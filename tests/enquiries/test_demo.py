"""The demo world of this room and of the clients' room comes about through the actions."""

import pytest

from desk import clock, demo
from desk.clients.models import Client
from desk.demo import clients, enquiries, people, promises
from desk.enquiries import timing
from desk.enquiries.models import Enquiry, Promise

pytestmark = pytest.mark.slow


@pytest.mark.django_db
def test_the_demo_desk_has_open_enquiries_and_a_late_promise() -> None:
    assert {"people", "clients", "enquiries"} <= set(demo.ROOMS)
    at = clock.now()
    people.seed(at)
    clients.seed(at)
    enquiries.seed(at)

    known = Client.objects.filter(registry_code__in=clients.ORGANISATIONS)
    assert known.count() == len(clients.ORGANISATIONS)
    opened = list(Enquiry.objects.open())
    assert len(opened) == 9
    marks = {timing.mark(enquiry, clock.now()) for enquiry in opened}
    assert {timing.Mark.LATE, timing.Mark.WAITS, timing.Mark.AHEAD} <= marks
    assert not Enquiry.objects.without_deadline().exists()
    assert Promise.objects.late(clock.now()).count() == 1
    assert abs(clock.now() - at).total_seconds() < 60, "the clock is back where it was"


@pytest.mark.django_db
def test_the_demo_desk_has_promises_in_each_state_and_one_open_again() -> None:
    at = clock.now()
    people.seed(at)
    clients.seed(at)
    enquiries.seed(at)
    promises.seed(at)
    stories = [each.what for each in vars(promises).values() if isinstance(each, promises.Story)]
    made = Promise.objects.filter(what__in=stories)
    assert {each.state for each in made} == {"open", "kept", "broken"}
    assert made.ended_as("kept").count() == 1
    assert made.ended_as("late").count() == 1
    assert made.exclude(awaits=None).count() == 1
    assert made.exclude(reopened_at=None).get().state == "open"
    assert abs(clock.now() - at).total_seconds() < 60, "the clock is back where it was"
