"""What was asked of the second level goes; that there was a ticket stays counted."""

from datetime import timedelta

import pytest

from desk import clock
from desk.records import actions as records
from desk.records import blobs
from desk.records.holdings import Erasure, Fate, Ground, Subject
from desk.records.models import Blob, Destruction
from tests.conftest import Actor
from tests.tickets.conftest import World
from tickets import keeping
from tickets.models import Escalation, Issue, JiraOperation, L2Answer, Return, TicketEvent, TicketFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(ticket: Escalation, as_specialist: Actor) -> Escalation:
    """A ticket with everything that one may hold."""
    by, at = as_specialist.user, clock.now()
    file = blobs.store(b"screenshot", "image/png", "ticket")
    TicketFile.objects.create(
        escalation=ticket, blob=file, name="pilt.png", content_type="image/png", by=by, at=at, size=10
    )
    L2Answer.objects.create(escalation=ticket, by=by, text="Mari Tamm: parandatud", means="answered", at=at)
    Return.objects.create(escalation=ticket, text="Kus see oli?", missing=["where"], supplied_at=at)
    TicketEvent.objects.create(issue=ticket.issue, source="c1", kind="comment", at=at, text="Mari, palun")
    Escalation.objects.filter(pk=ticket.pk).update(answer="Parandatud")
    JiraOperation.objects.filter(escalation=ticket).update(state="sent", text="Mari küsib")
    return ticket


def closed(ticket: Escalation, days: int) -> None:
    Escalation.objects.filter(pk=ticket.pk).update(
        state="closed", closed_at=clock.now() - timedelta(days=days)
    )


def mari(world: World) -> Subject:
    nobody: frozenset[int] = frozenset()
    assert world.enquiry.person_id is not None
    return Subject(
        codes=frozenset(), client_ids=nobody, person_ids=frozenset({world.enquiry.person_id}),
        user_ids=nobody, acts_for=nobody, names=(), emails=frozenset(), phones=frozenset(), language="et",
    )  # fmt: skip


def test_it_goes_five_years_after_it_was_closed(told: Escalation) -> None:
    closed(told, 1824)
    assert records.destroy_due(store=keeping.TICKETS) == 0
    closed(told, 1827)
    assert records.destroy_due(store=keeping.TICKETS) == 1
    row = Escalation.objects.get()
    assert (row.answers, row.answer) == ([], "")
    assert row.created_at == told.created_at
    for model in (TicketFile, L2Answer, TicketEvent):
        assert not model._default_manager.exists()
    assert (Return.objects.get().text, JiraOperation.objects.first().text) == ("", "")  # type: ignore[union-attr]
    assert not Escalation.history.exists()
    assert not Issue.history.exists()
    assert not Blob.objects.filter(kind="ticket").exists()
    assert Destruction.objects.get(store=keeping.TICKETS).subject_id == told.pk
    assert records.destroy_due(store=keeping.TICKETS) == 0


def test_what_jira_said_stays_while_another_ticket_of_the_issue_tells(told: Escalation, world: World) -> None:
    other = Escalation.objects.get(pk=told.pk)
    other.pk, other.uuid = None, Issue().uuid
    other._state.adding = True
    closed(told, 1827)
    other.save(force_insert=True)
    assert records.destroy_due(store=keeping.TICKETS) == 1
    assert TicketEvent.objects.exists()


def test_the_person_is_told_of_it_and_an_open_one_is_closed_first(told: Escalation, world: World) -> None:
    held = list(keeping.tell_tickets(mari(world)))
    assert [(each.pk, len(each.files)) for each in held] == [(told.pk, 1)]
    assert "Parandatud" in " ".join(held[0].lines)
    ordered = Erasure(Ground.ORDERED, None, dry=False)
    (outcome,) = keeping.erase_tickets(mari(world), ordered)
    assert (outcome.fate, outcome.first) == (Fate.KEPT, True)
    closed(told, 1)
    (outcome,) = keeping.erase_tickets(mari(world), Erasure(Ground.NO_LONGER_NEEDED, None, dry=False))
    assert outcome.fate == Fate.KEPT
    assert outcome.until is not None
    (outcome,) = keeping.erase_tickets(mari(world), ordered)
    assert outcome.fate == Fate.ANONYMISED
    assert list(keeping.tell_tickets(mari(world))) == []
