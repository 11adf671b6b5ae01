"""The pages of one promise: every act by its form, and as many questions for one row as for many."""

from datetime import timedelta

import pytest
from django.urls import reverse

from desk import clock
from desk.calls.models import Call
from desk.enquiries import actions
from desk.enquiries.models import LastLetter, Promise
from desk.people.models import Approval
from tests.clients.world import questions
from tests.conftest import Actor
from tests.enquiries.world import asked


@pytest.fixture
def promised(as_specialist: Actor) -> Promise:
    due = clock.now() + timedelta(hours=2)
    enquiry = asked(as_specialist.user)
    return actions.promise(enquiry=enquiry, what="Helistame", due_at=due, by=as_specialist.user)


def test_attempts_lead_to_a_last_letter_that_a_second_person_approves(
    promised: Promise, as_specialist: Actor, as_senior: Actor
) -> None:
    page = reverse("enquiries:promise_page", args=[promised.pk])
    write = reverse("enquiries:write_last_letter", args=[promised.pk])
    assert write not in as_specialist.get(page).content.decode()
    tried = {"channel": "call", "reached": "nobody"}
    for step in (1, 1, 2, 3):
        as_specialist.post(reverse("enquiries:attempt", args=[promised.pk]), {**tried, "step": step})
    assert promised.attempts.count() == 3
    assert write in as_specialist.get(page).content.decode()

    as_specialist.post(write, {"address": "Tamme 1, Tartu", "text": "Me ei saanud Teid kätte."})
    letter = LastLetter.objects.get()
    decide = reverse("people:second_decide", args=[Approval.objects.get().pk])
    assert decide not in as_specialist.get(letter.get_absolute_url()).content.decode()
    assert decide in as_senior.get(letter.get_absolute_url()).content.decode()
    as_senior.post(decide, {"decision": "approve"})
    as_specialist.post(reverse("enquiries:posted", args=[letter.pk]))
    promised.refresh_from_db()
    assert (promised.state, promised.evidence_kind) == ("kept", "unreachable")
    assert "Viimane kiri pandi posti" in as_specialist.get(page).content.decode()


def test_another_time_is_agreed_on_its_page(promised: Promise, as_specialist: Actor) -> None:
    address = reverse("enquiries:postpone", args=[promised.pk])
    now = clock.now()
    assert "Teavita klienti kõigepealt" in as_specialist.get(address).content.decode()
    call = Call.objects.create(client=promised.enquiry.client, rang_at=now, answered_at=now, state="answered")
    as_specialist.post(
        address,
        {
            "what": "Helistame", "due_on": "01.02.2030", "due_time": "10:00", "channel": "call",
            "reason": "Ekspert on ära", "evidence": f"call:{call.pk}",
        },
    )  # fmt: skip
    anew = Promise.objects.get(replaces=promised)
    assert "Ekspert on ära" in as_specialist.get(anew.get_absolute_url()).content.decode()


def test_a_wrong_choice_is_taken_back_with_a_reason(promised: Promise, as_specialist: Actor) -> None:
    keep = reverse("enquiries:keep", args=[promised.pk])
    as_specialist.post(keep, {"evidence": "withdrawn:", "said_by": "Mari Tamm"})
    reopen = reverse("enquiries:reopen_promise", args=[promised.pk])
    as_specialist.post(reopen, {"why": ""})
    promised.refresh_from_db()
    assert promised.state == "kept"
    as_specialist.post(reopen, {"why": "Vale lubadus"})
    promised.refresh_from_db()
    assert promised.state == "open"
    assert "Vale lubadus" in as_specialist.get(promised.get_absolute_url()).content.decode()


def test_what_is_everyones_and_of_a_month_is_for_those_who_lead(
    promised: Promise, as_specialist: Actor, as_head: Actor
) -> None:
    address = reverse("enquiries:promises")
    for query in ("?list=all", f"?month={promised.due_at:%Y-%m}&outcome=open"):
        assert promised.get_absolute_url() in as_head.get(address + query).content.decode()
    assert "?list=all" not in as_specialist.get(address).content.decode()


@pytest.mark.slow
def test_the_list_goes_on_after_its_last_row_and_asks_as_many_questions_for_many(
    promised: Promise, as_specialist: Actor
) -> None:
    address = reverse("enquiries:promises")
    one = questions(as_specialist, address), questions(as_specialist, promised.get_absolute_url())
    for hour in range(3, 33):
        due = clock.now() + timedelta(hours=hour)
        actions.promise(enquiry=promised.enquiry, what="Helistame", due_at=due, by=as_specialist.user)
    assert (questions(as_specialist, address), questions(as_specialist, promised.get_absolute_url())) == one
    assert max(one) <= 15, one  # three of them hold the transaction
    page = as_specialist.get(address)
    following = page.context["following"]
    rest = as_specialist.get(f"{address}?{following}").context["rows"]
    assert len(page.context["rows"]) == 25
    assert len(rest) == 6
    assert not {row.pk for row in rest} & {row.pk for row in page.context["rows"]}
