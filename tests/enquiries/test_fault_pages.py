"""Pages of known faults: who may do what, the same questions to the database for one client or many."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.enquiries import actions
from desk.enquiries.models import Fault, FaultTie, Topic
from desk.mail.models import Message
from tests.conftest import Actor
from tests.enquiries.faulty import NAMES, OVER, TEXTS, asked, fault

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = {f"name_{code}": name for code, name in NAMES.items()} | {
    f"text_{code}": text for code, text in TEXTS.items()
}


def test_only_those_who_lead_open_change_and_end_a_fault(as_specialist: Actor, as_senior: Actor) -> None:
    known = fault(as_senior.user)
    for name in ("change_fault", "fault_over", "tell_clients"):
        assert as_specialist.post(reverse(f"enquiries:{name}", args=[known.pk])).status_code == 403
    assert as_specialist.get(reverse("enquiries:open_fault")).status_code == 403
    assert as_specialist.get(known.get_absolute_url()).status_code == 200


def test_a_fault_is_opened_changed_and_declared_over_by_its_forms(as_senior: Actor) -> None:
    fault(as_senior.user)
    topic = Topic.objects.get(code="upload-failed")
    times = {"began_at": "01.11.2026 09:00", "promised_at": "31.12.2036 12:00"}
    as_senior.post(reverse("enquiries:open_fault"), {"topic": topic.pk, **times, **WORDS})
    known = Fault.objects.get(topic=topic)
    as_senior.post(
        reverse("enquiries:change_fault", args=[known.pk]),
        {**times, **WORDS, "promised_at": "31.12.2036 15:00"},
    )
    known.refresh_from_db()
    assert known.promised_before is not None
    actions.tie(enquiry=asked(as_senior.user, 1), fault=known, by=as_senior.user)
    over = {f"over_{code}": text for code, text in OVER.items()}
    as_senior.post(reverse("enquiries:fault_over", args=[known.pk]), over)
    as_senior.post(reverse("enquiries:fault_over", args=[known.pk]), over)
    as_senior.post(reverse("enquiries:tell_clients", args=[known.pk]))
    assert Message.objects.count() == 1


def test_a_text_that_is_missing_is_asked_for(as_senior: Actor) -> None:
    fault(as_senior.user)
    facts = {
        "topic": Topic.objects.get(code="slow").pk,
        "began_at": "01.11.2026 09:00",
        **WORDS,
        "text_ru": "",
    }
    assert as_senior.post(reverse("enquiries:open_fault"), facts).status_code == 200
    assert Fault.objects.count() == 1


def test_letters_and_other_enquiries_are_tied_one_by_one_and_many_at_once(
    as_specialist: Actor, as_senior: Actor
) -> None:
    known = fault(as_senior.user)
    first, second, third = (asked(as_senior.user, number) for number in range(3))
    as_specialist.post(reverse("enquiries:tie", args=[first.pk]), {"fault": known.pk})
    many = reverse("enquiries:tie_many", args=[known.pk])
    assert second.number in as_specialist.get(many).content.decode()
    as_specialist.post(many, {"enquiry": [second.pk, third.pk, first.pk]})
    assert set(FaultTie.objects.values_list("enquiry_id", flat=True)) == {first.pk, second.pk, third.pk}
    fourth = asked(as_senior.user, 4)
    list_of = {"chosen": [fourth.pk]}
    assert known.name_et in as_specialist.post(reverse("enquiries:choose_fault"), list_of).content.decode()
    as_specialist.post(reverse("enquiries:choose_fault"), {**list_of, "fault": known.pk})
    assert FaultTie.objects.filter(enquiry=fourth).exists()
    panel = as_specialist.get(reverse("enquiries:enquiry_fault", args=[first.pk])).content.decode()
    assert known.name_et in panel
    as_specialist.post(reverse("enquiries:tie", args=[first.pk]), {"untie": "1"})
    assert not FaultTie.objects.filter(enquiry=first).exists()


def test_the_proof_is_sent_and_printed_in_the_clients_language(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    enquiry = asked(as_senior.user, 1, language="ru")
    actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    as_senior.post(reverse("enquiries:prove", args=[enquiry.pk]))
    page = as_senior.get(reverse("enquiries:proof", args=[enquiry.pk])).content.decode()
    for text in ("Подтверждаем", NAMES["ru"], enquiry.number):
        assert text in page
        assert text in Message.objects.get().body.text


def test_the_banner_is_for_everybody_until_hidden_and_comes_back_with_a_change(
    as_registrar: Actor, as_senior: Actor
) -> None:
    known = fault(as_senior.user)
    banner = reverse("enquiries:fault_banner")
    assert known.name_et in as_registrar.get(banner).content.decode()
    as_registrar.post(reverse("enquiries:hide_fault"), {"version": known.version})
    assert known.name_et not in as_registrar.get(banner).content.decode()
    Fault.objects.update(opened_at=known.opened_at.replace(year=2025))
    assert known.name_et in as_registrar.get(banner).content.decode()


def test_a_stranger_sees_no_banner(as_stranger: Browser, as_senior: Actor) -> None:
    fault(as_senior.user)
    assert as_stranger.get(reverse("enquiries:fault_banner")).status_code == 302


def test_a_practice_enquiry_is_never_written_to(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    enquiry = actions.open_enquiry(topic=known.topic, by=as_senior.user, practice=True)
    actions.tie(enquiry=enquiry, fault=known, by=as_senior.user)
    actions.declare_over(fault=known, over=OVER, by=as_senior.user)
    assert actions.tell_clients(fault=known, by=as_senior.user) == actions.Telling(0, 0)


def test_the_page_asks_the_database_the_same_for_one_client_or_many(as_senior: Actor) -> None:
    known = fault(as_senior.user)
    actions.tie(enquiry=asked(as_senior.user, 0), fault=known, by=as_senior.user)
    few = _questions(as_senior, known)
    for number in range(1, 30):
        actions.tie(enquiry=asked(as_senior.user, number), fault=known, by=as_senior.user)
    assert _questions(as_senior, known) == few <= 12


def _questions(by: Actor, known: Fault) -> int:
    by.get(known.get_absolute_url())
    with CaptureQueriesContext(connection) as asked_now:
        by.get(known.get_absolute_url())
    return len(asked_now)
