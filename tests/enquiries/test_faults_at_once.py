"""At the same instant: nobody is told twice, and one caller gets one promise."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection

from desk.enquiries import actions
from desk.enquiries.models import Enquiry, Fault, FaultTie, Promise
from desk.http import Refused
from desk.mail.models import Message
from desk.people.enums import Role
from desk.people.models import User
from tests.enquiries.faulty import OVER, asked, fault

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def valve(someone: Callable[..., User]) -> User:
    return someone("vanem", Role.SENIOR, first_name="Valve", last_name="Vaher")


def at_once(*deeds: Callable[[], object]) -> None:
    """Each deed in a thread and a database session of its own, begun together."""
    ready = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            ready.wait(5)
            with suppress(Refused):  # what comes too late is refused, that is an answer
                deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_two_who_press_tell_at_once_write_to_each_client_once(valve: User) -> None:
    known = fault(valve)
    for number in range(8):
        actions.tie(enquiry=asked(valve, number), fault=known, by=valve)
    actions.declare_over(fault=known, over=OVER, by=valve)
    at_once(*[lambda: actions.tell_clients(fault=Fault.objects.get(), by=valve)] * 3)
    assert Message.objects.count() == 8
    assert FaultTie.objects.filter(message=None).count() == 0


def test_an_enquiry_tied_twice_at_once_has_one_promise(valve: User) -> None:
    fault(valve)
    enquiry = asked(valve, 1)
    at_once(*[_ties(enquiry, valve)] * 3)
    assert (FaultTie.objects.count(), Promise.objects.count()) == (1, 1)


def test_who_is_tied_while_the_fault_ends_is_told_or_refused_but_never_forgotten(valve: User) -> None:
    fault(valve)
    enquiries = [asked(valve, number) for number in range(6)]

    def end() -> None:
        known = actions.declare_over(fault=Fault.objects.get(), over=OVER, by=valve)
        actions.tell_clients(fault=known, by=valve)

    at_once(end, *(_ties(enquiry, valve) for enquiry in enquiries))
    actions.tell_clients(fault=Fault.objects.get(), by=valve)
    assert FaultTie.objects.count() == Message.objects.count() == Promise.objects.count()


def _ties(enquiry: Enquiry, by: User) -> Callable[[], object]:
    return lambda: actions.tie(enquiry=Enquiry.objects.get(pk=enquiry.pk), fault=Fault.objects.get(), by=by)
