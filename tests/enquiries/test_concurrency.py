"""Two people at the same instant, against the real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from desk.enquiries import actions
from desk.enquiries.models import DeadlineChange, Enquiry, OutcomeCode, Pause, PauseReason, Topic
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from desk.records.models import TimelineEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 6


def test_enquiries_opened_at_one_instant_never_share_a_number() -> None:
    seed_reference()
    topic = Topic.objects.get(code="proto")
    start = Barrier(AT_ONCE)

    def open_some(_who: int) -> list[str]:
        try:
            start.wait(10)
            return [actions.open_enquiry(topic=topic, by=None).number for _ in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as people:
        numbers = [number for some in people.map(open_some, range(AT_ONCE)) for number in some]

    assert len(set(numbers)) == AT_ONCE * 5
    assert sorted(number[-6:] for number in numbers) == [f"{n:06}" for n in range(1, AT_ONCE * 5 + 1)]


def test_an_enquiry_closed_twice_at_one_instant_is_closed_once() -> None:
    seed_reference()
    enquiry = actions.open_enquiry(topic=Topic.objects.get(code="proto"), by=None)
    outcome = OutcomeCode.objects.get(code="advised")
    start = Barrier(2)

    def close(_who: int) -> bool:
        try:
            start.wait(10)
            actions.close(enquiry=Enquiry.objects.get(pk=enquiry.pk), outcome=outcome, by=None)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(close, range(2))) == [False, True]
    assert TimelineEntry.objects.filter(kind="enquiries.closed").count() == 1


def test_a_pause_that_many_end_at_one_instant_is_added_once() -> None:
    seed_reference()
    enquiry = actions.open_enquiry(topic=Topic.objects.get(code="proto"), by=None)
    reason = PauseReason.objects.get(code="client-data")

    def at_once(act: Callable[..., Enquiry], **more: object) -> None:
        start = Barrier(AT_ONCE)

        def one(_who: int) -> None:
            try:
                start.wait(10)
                act(enquiry=Enquiry.objects.get(pk=enquiry.pk), by=None, **more)
            finally:
                connection.close()

        with ThreadPoolExecutor(AT_ONCE) as people:
            list(people.map(one, range(AT_ONCE)))

    at_once(actions.pause, reason=reason)
    assert Pause.objects.filter(ended_at=None).count() == Pause.objects.count() == 1
    at_once(actions.resume)
    assert Pause.objects.exclude(ended_at=None).count() == DeadlineChange.objects.count() == 1
