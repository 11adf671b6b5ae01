"""What is kept of the staff goes by its rules; sums that name nobody stay."""

from datetime import date, timedelta

import pytest

from desk import clock
from desk.people.models import User
from desk.records import actions as records
from desk.records.holdings import Erasure, Fate, Ground, Subject
from stats import keeping
from stats.keeping import learning, quality, words
from stats.models import (
    Attendee,
    Booking,
    LearningSession,
    Passed,
    PersonDay,
    Requirement,
    SavedChoice,
    TeamDay,
    Undertaking,
)
from tests.conftest import Actor
from tests.stats.people import together, worked

pytestmark = pytest.mark.django_db


def of(user: User) -> Subject:
    nobody: frozenset[int] = frozenset()
    return Subject(
        codes=frozenset(), client_ids=nobody, person_ids=nobody, user_ids=frozenset({user.pk}),
        acts_for=nobody, names=(), emails=frozenset(), phones=frozenset(), language="et",
    )  # fmt: skip


ORDERED = Erasure(Ground.ORDERED, None, dry=False)


def test_every_store_can_say_what_is_due(db: None) -> None:
    for store in keeping.STORES:
        assert list(store.due(clock.now())[:1]) == []


def test_booked_listening_goes_after_two_years(as_specialist: Actor, as_senior: Actor) -> None:
    begin = clock.now() - timedelta(days=731)
    Booking.objects.create(
        person=as_specialist.user, lead=as_senior.user, starts_at=begin, note="Kuulan algust",
        ends_at=begin + timedelta(hours=1), told_at=begin - timedelta(days=1),
    )  # fmt: skip
    assert len(list(quality.tell_listening(of(as_specialist.user)))) == 1
    assert records.destroy_due(store=quality.LISTENED) == 1
    assert not Booking.objects.exists()
    assert not Booking.history.exists()


def test_figures_of_a_person_go_when_ordered_and_the_teams_stay(as_specialist: Actor) -> None:
    day = date(2026, 11, 20)
    worked(as_specialist.user, day)
    together(day)
    assert len(list(quality.tell_days(of(as_specialist.user)))) == 1
    (outcome,) = quality.erase_days(of(as_specialist.user), ORDERED)
    assert outcome.fate == Fate.DESTROYED
    assert not PersonDay.objects.exists()
    assert TeamDay.objects.exists()


def test_of_who_works_here_the_last_training_stays(as_specialist: Actor, as_head: Actor) -> None:
    user, by = as_specialist.user, as_head.user
    what = Requirement.objects.create(code="gdpr", name_et="Andmekaitse", name_en="Data protection")
    session = LearningSession.objects.create(
        title="Andmekaitse", starts_at=clock.now() - timedelta(days=3000), place="Tallinn", organiser=by,
        ends_at=clock.now() - timedelta(days=3000) + timedelta(hours=2),
    )  # fmt: skip
    first = Attendee.objects.create(session=session, user=user, invited_by=by)
    for days, attendee in ((3000, first), (2000, None)):
        Passed.objects.create(
            user=user, requirement=what, on_day=(clock.now() - timedelta(days=days)).date(), by=by,
            attendee=attendee, paper="" if attendee else "Tunnistus",
        )  # fmt: skip
    assert records.destroy_due(store=learning.TAUGHT) == 1
    assert records.destroy_due(store=learning.SESSIONS) == 1
    assert not Attendee.objects.exists()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert records.destroy_due(store=learning.TAUGHT) == 1
    assert not Passed.objects.exists()


def test_an_undertaking_is_ended_first(as_specialist: Actor, as_head: Actor) -> None:
    row = Undertaking.objects.create(
        user=as_specialist.user, kind="confidentiality", granted_on=date(2026, 1, 1), paper="1-2/3",
        keeper=as_head.user,
    )  # fmt: skip
    (outcome,) = learning.erase_undertakings(of(as_specialist.user), ORDERED)
    assert outcome.first
    Undertaking.objects.filter(pk=row.pk).update(ended_on=date(2026, 2, 1), ended_by=as_head.user)
    (outcome,) = learning.erase_undertakings(of(as_specialist.user), ORDERED)
    assert outcome.fate == Fate.DESTROYED
    assert not Undertaking.history.exists()


def test_saved_choices_go_with_their_person(as_specialist: Actor) -> None:
    SavedChoice.objects.create(owner=as_specialist.user, name="Minu teemad", query="topic=1")
    assert [held.title for held in words.tell_written(of(as_specialist.user))] == ["Minu teemad"]
    (outcome,) = words.erase_written(of(as_specialist.user), ORDERED)
    assert outcome.fate == Fate.DESTROYED
    assert not SavedChoice.objects.exists()
