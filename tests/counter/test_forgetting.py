"""Visits and papers lose what tells of people when their time is over, and stay counted."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from desk import clock
from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.counter import keeping
from desk.counter.actions import accepting, visits
from desk.counter.models import IncomingMail, MailFile, Office, Visit
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.holdings import Erasure, Fate, Ground, Subject
from desk.records.models import Blob, Destruction
from tests.conftest import Actor
from tests.counter import paperwork

pytestmark = pytest.mark.django_db


def subject_of(person: Person) -> Subject:
    none: frozenset[Any] = frozenset()
    return Subject(
        codes=frozenset({"EE24503120016", "24503120016"}), client_ids=none, person_ids=frozenset({person.pk}),
        user_ids=none, acts_for=none, names=("Mari Tamm",), emails=none, phones=none, language="et",
    )  # fmt: skip


@pytest.fixture
def visit(office: Office, riina: User, puit: Served, mari: Person) -> Visit:
    """Over, with who came and what was noted."""
    visit = visits.arrive(office=office, by=riina)
    visit = visits.leave(visit=visit, by=riina)
    visit.client, visit.person, visit.notes = puit, mari, "Soovis volikirja koopiat"
    visit.save()
    return visit


def test_a_visit_loses_who_came_and_what_was_noted_after_two_years(visit: Visit) -> None:
    Visit.objects.filter(pk=visit.pk).update(over_at=clock.now() - timedelta(days=729))
    assert records.destroy_due(store=keeping.VISITS) == 0
    Visit.objects.filter(pk=visit.pk).update(over_at=clock.now() - timedelta(days=731))
    assert records.destroy_due(store=keeping.VISITS) == 1
    visit.refresh_from_db()
    assert (visit.client, visit.person, visit.notes) == (None, None, "")
    assert not Visit.history.filter(id=visit.pk).exists()
    assert Destruction.objects.get().subject_id == visit.pk
    assert records.destroy_due(store=keeping.VISITS) == 0


def test_the_person_is_told_of_the_visit_and_when_it_may_go(
    visit: Visit, mari: Person, as_head: Actor
) -> None:
    told = list(keeping.tell_visits(subject_of(mari)))
    assert "Soovis volikirja koopiat" in " ".join(told[0].lines)
    kept = list(keeping.erase_visits(subject_of(mari), Erasure(Ground.NO_LONGER_NEEDED, as_head.user)))
    assert [(each.fate, each.until) for each in kept] == [(Fate.KEPT, told[0].until)]
    dry = list(keeping.erase_visits(subject_of(mari), Erasure(Ground.ORDERED, as_head.user)))
    assert Visit.objects.get().person == mari
    done = list(keeping.erase_visits(subject_of(mari), Erasure(Ground.ORDERED, as_head.user, dry=False)))
    assert dry == done
    assert Visit.objects.get().person is None


@pytest.mark.django_db(transaction=True)
def test_an_accepted_paper_loses_its_sender_after_five_years_with_whatever_is_left(
    as_specialist: Actor, as_registrar: Actor
) -> None:
    mail = paperwork.with_registrar(as_specialist.user, sender_name="Mari Tamm", title="Volikiri")
    accepting.accept(mail=mail, reference="2.3-4/26/1", by=as_registrar.user)
    paperwork.days_later(1827)
    assert retention.held(keeping.PAPERS, mail.pk) is None
    assert records.destroy_due(store=keeping.PAPERS) == 1
    mail.refresh_from_db()
    assert (mail.sender_name, mail.title, mail.reference) == ("", "–", "2.3-4/26/1")
    assert not MailFile.objects.exclude(name="", blob=None).exists()
    assert not Blob.objects.exists()
    assert not IncomingMail.history.filter(id=mail.pk).exists()
    with transaction.atomic():
        assert not keeping.destroy_paper(retention.rule_of(keeping.PAPERS), mail.pk, None)
