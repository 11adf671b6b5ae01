"""What is drawn for review: by chance, the same whenever it is asked, and after events."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from desk import clock, workdays
from desk.calls.models import Call
from desk.clients.models import Client
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import Kind
from desk.enquiries.models import ClosingOverride
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from stats.actions import sampling
from stats.enums.quality import SampleState, Whom, Why
from stats.models import Sample, SamplingRule
from stats.quality.drawing import drawn, lot
from stats.quality.subjects import kept_from
from tests.conftest import Actor
from tests.stats.quality import HOUR, enquiry_of, finished_call, waiting

DAY = timedelta(days=1)
KEY = b"a key of this installation"


def rule(code: str, share: int, whom: Whom = Whom.EVERYONE, why: Why = Why.CHANCE) -> SamplingRule:
    return SamplingRule.objects.create(code=code, share=Decimal(share), whom=whom, why=why)


def test_a_share_is_drawn_exactly_in_the_long_run_and_the_same_each_time() -> None:
    day, share, number = date(2026, 11, 2), Decimal("15"), 20_000
    first = {pk for pk in range(number) if drawn("new", share, day, ("call", pk), KEY)}
    again = {pk for pk in range(number) if drawn("new", share, day, ("call", pk), KEY)}
    assert first == again
    # Within four standard deviations of a binomial: 3000 ± 4·√(20000·0.15·0.85).
    assert abs(len(first) - 3000) < 4 * 50.5


def test_lots_are_spread_evenly_and_depend_on_rule_day_and_key() -> None:
    day, number = date(2026, 11, 2), 10_000
    lots = [lot("everyone", day, ("call", pk), KEY) for pk in range(number)]
    tenths = [sum(k / 10 <= each < (k + 1) / 10 for each in lots) for k in range(10)]
    # Chi-squared with nine degrees of freedom stays below 27.9 in 999 of 1000 cases.
    assert sum((each - number / 10) ** 2 / (number / 10) for each in tenths) < 27.9
    one_lot = lot("everyone", day, ("call", 1), KEY)
    others = {
        lot("new", day, ("call", 1), KEY),
        lot("everyone", day - DAY, ("call", 1), KEY),
        lot("everyone", day, ("visit", 1), KEY),
        lot("everyone", day, ("call", 1), b"another key"),
    }
    assert one_lot not in others and len(others) == 4


def test_drawing_again_adds_nothing_also_when_a_sample_is_over(as_specialist: Actor) -> None:
    rule("everyone", 100)
    call = finished_call(as_specialist.user, ago=DAY)
    day = workdays.day_of(call.rang_at)
    assert (sampling.draw(day), sampling.draw(day)) == (1, 0)
    sample = Sample.objects.get()
    assert (sample.subject_id, sample.person, sample.by_chance) == (call.pk, as_specialist.user, True)
    Sample.objects.update(state=SampleState.DROPPED, closed_at=clock.now(), dropped_for="vana")
    assert sampling.draw(day) == 0


def test_the_database_keeps_one_open_sample_a_contact(as_specialist: Actor) -> None:
    sample = waiting(as_specialist.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.create(
            work=sample.work, subject_kind=sample.subject_kind, subject_id=sample.subject_id,
            person=sample.person, happened_at=sample.happened_at, why=Why.CHANCE,
        )  # fmt: skip


def test_all_of_a_trainee_is_drawn_practice_too_and_practice_of_nobody_else(
    someone: Callable[..., User],
) -> None:
    rule("trainees", 100, Whom.TRAINEES)
    trainee = someone("praktikant", Role.SPECIALIST, training=True)
    skilled = someone("oskaja", Role.SPECIALIST)
    rule("everyone", 100)
    finished_call(trainee, ago=DAY, training=True)
    finished_call(skilled, ago=DAY, training=True)
    real = finished_call(skilled, ago=DAY)
    sampling.draw(workdays.day_of(real.rang_at))
    assert {(each.person, each.practice) for each in Sample.objects.all()} == {
        (trainee, True),
        (skilled, False),
    }


def test_new_staff_are_those_who_began_within_the_months_of_the_rule(someone: Callable[..., User]) -> None:
    rule("new", 100, Whom.NEW)
    new, old = someone("uus", Role.SPECIALIST), someone("vana", Role.SPECIALIST)
    User.objects.filter(pk=new.pk).update(date_joined=clock.now() - timedelta(days=30))
    User.objects.filter(pk=old.pk).update(date_joined=clock.now() - timedelta(days=400))
    calls = [finished_call(new, ago=DAY), finished_call(old, ago=DAY)]
    sampling.draw(workdays.day_of(calls[0].rang_at))
    sample = Sample.objects.get()
    assert (sample.person, sample.by_chance) == (new, False)


@pytest.fixture
def client_of_all(db: None) -> Client:
    return Client.objects.create(kind="organisation", name="Käitis OÜ", registry_code="10000006")


def test_a_complaint_brings_the_last_contact_with_the_person_concerned(
    as_specialist: Actor, client_of_all: Client
) -> None:
    rule("complaint", 100, why=Why.COMPLAINT)
    finished_call(as_specialist.user, client_of_all, ago=5 * DAY)
    last = finished_call(as_specialist.user, client_of_all, ago=2 * DAY)
    about = finished_call(as_specialist.user, ago=HOUR)
    enquiry_of(about, kind=Kind.COMPLAINT, concerns=as_specialist.user)
    complaint = enquiry_of(about, kind=Kind.COMPLAINT, concerns=as_specialist.user)
    complaint.client = client_of_all
    complaint.save()
    assert (sampling.raise_flags(), sampling.raise_flags()) == (1, 0)
    sample = Sample.objects.get()
    assert (sample.subject_id, sample.why) == (last.pk, Why.COMPLAINT)


def test_what_happened_to_an_enquiry_brings_its_call_and_further_reasons_join(
    as_specialist: Actor, as_senior: Actor
) -> None:
    for why in (Why.OVERRIDE, Why.REOPENED, Why.BEYOND):
        rule(why.value, 100, why=why)
    call = finished_call(as_specialist.user)
    enquiry = enquiry_of(call)
    ClosingOverride.objects.create(enquiry=enquiry, missing=["x"], reason="vaja", by=as_senior.user)
    assert sampling.raise_flags() == 1
    enquiry.state, enquiry.closed_at, enquiry.outcome = "closed", clock.now(), call.outcome
    enquiry.beyond_competence = True
    enquiry.save()
    enquiries.reopen(enquiry=enquiry, by=as_specialist.user)
    assert sampling.raise_flags() == 0
    sample = Sample.objects.get()
    assert (sample.subject_id, sample.why) == (call.pk, Why.OVERRIDE)
    assert set(sample.also) == {Why.REOPENED, Why.BEYOND}


def test_what_waited_too_long_drops_out(as_specialist: Actor) -> None:
    old = waiting(as_specialist.user, ago=61 * DAY)
    fresh = waiting(as_specialist.user, ago=DAY)
    assert sampling.forget_old() == 1
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.state, fresh.state) == (SampleState.DROPPED, SampleState.OPEN)


def test_nobody_takes_the_own_work_nor_what_another_has_in_hand(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    own = waiting(as_senior.user)
    with pytest.raises(Refused):
        sampling.take(sample=own, by=as_senior.user)
    sample = waiting(as_specialist.user)
    review = sampling.take(sample=sample, by=as_senior.user)
    assert sampling.take(sample=sample, by=as_senior.user) == review
    with pytest.raises(Refused):
        sampling.take(sample=sample, by=as_head.user)
    clock.move(sampling.LEASE + timedelta(minutes=1))
    assert sampling.take(sample=sample, by=as_head.user).reviewer == as_head.user
    assert not type(review).objects.filter(pk=review.pk).exists()


def test_work_in_which_a_complaint_about_a_lead_was_spoken_of_is_kept_from_that_lead(
    as_specialist: Actor, as_senior: Actor, as_head: Actor
) -> None:
    sample = waiting(as_specialist.user)
    enquiry_of(Call.objects.get(pk=sample.subject_id), kind=Kind.COMPLAINT, concerns=as_senior.user)
    assert kept_from(as_senior.user.pk or 0) == {("call", sample.subject_id)}
    with pytest.raises(Refused):
        sampling.take(sample=sample, by=as_senior.user)
    assert f"K-{sample.subject_id}" not in as_senior.get("/board/quality/").content.decode()
    assert f"K-{sample.subject_id}" in as_head.get("/board/quality/").content.decode()
