"""A visit shows that a promise was kept, where its enquiry was spoken of after it was made."""

from datetime import timedelta

import pytest

from desk import clock
from desk.counter.actions import serving, talking, visits
from desk.counter.models import Desk, Office
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import Channel, Evidence, PromiseState
from desk.enquiries.evidence import candidates
from desk.enquiries.models import Promise, Topic
from desk.http import Refused
from desk.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(riina: User, topic: Topic) -> Promise:
    enquiry = enquiries.open_enquiry(topic=topic, by=riina)
    due = clock.now() + timedelta(days=1)
    return enquiries.promise(enquiry=enquiry, what="Vastame", due_at=due, channel=Channel.VISIT, by=riina)


def test_a_visit_in_which_the_enquiry_was_spoken_of_keeps_the_promise(
    promise: Promise, office: Office, desks: list[Desk], riina: User
) -> None:
    other = visits.arrive(office=office, by=riina)
    visit = visits.arrive(office=office, by=riina)
    talking.link_enquiry(visit=visit, enquiry=promise.enquiry, by=riina)
    assert not [each for each in candidates(promise) if each.kind == Evidence.VISIT], "nobody spoke yet"
    serving.serve(visit=visit, desk=desks[0], by=riina)
    assert [each.pk for each in candidates(promise) if each.kind == Evidence.VISIT] == [visit.pk]
    with pytest.raises(Refused):
        enquiries.keep(promise=promise, evidence=(Evidence.VISIT, other.pk), by=riina)
    enquiries.keep(promise=promise, evidence=(Evidence.VISIT, visit.pk), by=riina)
    assert promise.state == PromiseState.KEPT


def test_a_visit_before_the_promise_shows_nothing(
    office: Office, desks: list[Desk], riina: User, topic: Topic
) -> None:
    visit = visits.arrive(office=office, by=riina)
    serving.serve(visit=visit, desk=desks[0], by=riina)
    enquiry = talking.take_enquiry(visit=visit, topic=topic, by=riina)
    made = enquiries.promise(
        enquiry=enquiry,
        what="Vastame",
        due_at=clock.now() + timedelta(days=1),
        channel=Channel.VISIT,
        by=riina,
    )
    assert not [each for each in candidates(made) if each.kind == Evidence.VISIT]
