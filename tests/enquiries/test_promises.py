"""A thing promised to a client never disappears: it is kept, late or broken."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from desk import clock
from desk.calls.models import Call
from desk.enquiries import actions
from desk.enquiries.enums import Evidence, PromiseState
from desk.enquiries.models import Enquiry, Promise
from desk.enquiries.tasks import sweep
from desk.http import Refused
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome


@pytest.fixture
def enquiry(as_specialist: Actor) -> Enquiry:
    return asked(as_specialist.user)


@pytest.fixture
def promised(enquiry: Enquiry, as_specialist: Actor) -> Promise:
    due = clock.now() + timedelta(hours=2)
    return actions.promise(enquiry=enquiry, what="Helistame tagasi", due_at=due, by=as_specialist.user)


def test_an_open_promise_stands_in_the_way_of_closing(
    enquiry: Enquiry, promised: Promise, as_specialist: Actor
) -> None:
    with pytest.raises(Refused) as refused:
        actions.close(enquiry=enquiry, outcome=outcome("solved"), by=as_specialist.user)
    assert "Helistame tagasi" in refused.value.texts[0]


def spoken(enquiry: Enquiry) -> int:
    """A conversation with this client, now."""
    now = clock.now()
    return Call.objects.create(client=enquiry.client, rang_at=now, answered_at=now, state="answered").pk


def test_a_promise_closes_only_on_evidence(promised: Promise, as_specialist: Actor) -> None:
    for nothing in [("", None), (Evidence.CALL, None), (Evidence.CALL, 7), (Evidence.VISIT, 7)]:
        with pytest.raises(Refused):
            actions.keep(promise=promised, evidence=nothing, by=as_specialist.user)
    call = spoken(promised.enquiry)
    actions.keep(promise=promised, evidence=(Evidence.CALL, call), by=as_specialist.user)
    assert (promised.state, promised.evidence_kind, promised.evidence_id) == ("kept", "call", call)


def test_keeping_twice_keeps_the_first_evidence(promised: Promise, as_specialist: Actor) -> None:
    first, second = spoken(promised.enquiry), spoken(promised.enquiry)
    actions.keep(promise=promised, evidence=(Evidence.CALL, first), by=as_specialist.user)
    actions.keep(promise=promised, evidence=(Evidence.CALL, second), by=as_specialist.user)
    assert promised.evidence_id == first


def test_what_the_client_no_longer_needs_has_no_record_but_a_name(
    promised: Promise, as_specialist: Actor
) -> None:
    with pytest.raises(Refused):
        actions.keep(promise=promised, evidence=(Evidence.WITHDRAWN, None), by=as_specialist.user)
    actions.keep(
        promise=promised, evidence=(Evidence.WITHDRAWN, None), by=as_specialist.user, said_by="Mari Tamm"
    )
    promised.refresh_from_db()
    assert (promised.state, promised.said_by) == (PromiseState.KEPT, "Mari Tamm")


@pytest.mark.parametrize(("what", "hours"), [("", 2), ("  ", 2), ("Helistame", -1)])
def test_a_promise_says_what_and_falls_due_in_the_future(
    enquiry: Enquiry, as_specialist: Actor, what: str, hours: int
) -> None:
    with pytest.raises(Refused):
        actions.promise(
            enquiry=enquiry, what=what, due_at=clock.now() + timedelta(hours=hours), by=as_specialist.user
        )


def test_after_its_time_it_is_late_and_long_after_it_is_broken(promised: Promise) -> None:
    assert not Promise.objects.late(clock.now()).exists()

    clock.move(timedelta(hours=3))
    sweep()
    assert Promise.objects.late(clock.now()).get() == promised

    clock.move(timedelta(days=30))
    sweep()
    sweep()
    promised.refresh_from_db()
    assert promised.state == PromiseState.BROKEN
    assert not Promise.objects.late(clock.now()).exists()
    assert Promise.objects.owed().get() == promised


def test_a_broken_promise_can_be_made_good_and_stays_broken_in_the_figures(
    promised: Promise, as_specialist: Actor
) -> None:
    clock.move(timedelta(days=30))
    sweep()
    call = spoken(promised.enquiry)
    actions.keep(promise=promised, evidence=(Evidence.CALL, call), by=as_specialist.user)
    promised.refresh_from_db()
    assert promised.state == PromiseState.KEPT
    assert promised.broken_at is not None
    assert not Promise.objects.owed().exists()


def test_the_database_refuses_kept_without_evidence(promised: Promise) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=promised.pk).update(state=PromiseState.KEPT, kept_at=clock.now())
