"""A paper has a number, its data are written down, and its title shows nothing of a private life."""

from datetime import date

import pytest

from desk import workdays
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.counter import papers as reading
from desk.counter.actions import papers
from desk.counter.enums import MailState
from desk.counter.models import IncomingMail
from desk.http import Refused
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.counter import paperwork

pytestmark = pytest.mark.django_db


@pytest.fixture
def puit(as_specialist: Actor) -> Client:
    return clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=as_specialist.user
    )


def test_a_paper_has_its_own_number_and_the_next_working_day_as_its_last(as_specialist: Actor) -> None:
    first = paperwork.taken_in(as_specialist.user)
    second = paperwork.taken_in(as_specialist.user)
    year = workdays.today().year
    assert [first.number, second.number] == [f"SP-{year}-00001", f"SP-{year}-00002"]
    assert first.state == MailState.SCANNING
    assert first.due_on > workdays.today()
    assert workdays.is_working(first.due_on)


def test_it_is_received_once_its_pages_and_its_data_are_whole(as_specialist: Actor, puit: Client) -> None:
    by = as_specialist.user
    mail = paperwork.taken_in(by, client=puit)
    papers.describe(mail=mail, told=paperwork.told(), by=by)
    assert mail.state == MailState.SCANNING
    papers.describe(mail=paperwork.scanned(mail), told=paperwork.told(), by=by)
    assert mail.state == MailState.RECEIVED
    kinds = TimelineEntry.objects.filter(client_id=puit.pk).values_list("kind", flat=True)
    assert "counter.paper_received" in kinds


def test_the_mark_comes_from_the_kind_with_its_last_day(as_specialist: Actor) -> None:
    mail = paperwork.received(as_specialist.user)
    assert mail.restricted
    assert mail.restriction_basis.endswith("p 12")
    assert mail.restricted_until is not None
    assert mail.restricted_until.year == workdays.today().year + 75


def test_a_leap_day_has_its_end_too() -> None:
    assert reading.years_on(date(2028, 2, 29), 5) == date(2033, 2, 28)


@pytest.mark.parametrize(
    "title",
    [
        "Volikiri 38001085718",
        "Volikiri 3800108 5718",
        "Avaldus mari@tamm.example",
        "Kaebus 38001085718 kohta",
    ],
)
def test_a_title_with_a_code_or_an_address_is_refused(as_specialist: Actor, title: str) -> None:
    mail = paperwork.scanned(paperwork.taken_in(as_specialist.user))
    with pytest.raises(Refused):
        papers.describe(mail=mail, told=paperwork.told(title=title), by=as_specialist.user)


def test_a_name_in_the_title_is_asked_about_and_an_organisation_is_not(puit: Client) -> None:
    def asked(title: str, sender: str = "") -> list[str]:
        return reading.names_in_title(title, client=puit, person=None, sender=sender)

    assert asked("Jaan Tamme avaldus") == ["Jaan Tamme"]
    assert asked("Peakasutaja volikiri, Jaan Kask") == ["Jaan Kask"]
    assert not asked("Tamme Puit OÜ volikiri")
    assert not asked("Vaie keskkonnaloale KL-123")
    assert not asked("Lääne Viru maakonna aruanne")
    alone = reading.names_in_title("Kaskede teabenõue", client=None, person=None, sender="Jaan Kask")
    assert alone == ["Kask"]


def test_a_number_in_the_series_of_enquiries_is_no_paper(as_specialist: Actor) -> None:
    mail = paperwork.taken_in(as_specialist.user)
    found = reading.papers(as_specialist.user, "sp 1")
    assert [hit.title.split(" ")[0] for hit in found] == [mail.number]
    assert not reading.papers(as_specialist.user, "P-2026-000001")


def test_what_was_dropped_by_mistake_is_picked_up_again(as_specialist: Actor) -> None:
    by = as_specialist.user
    mail = paperwork.received(by)
    with pytest.raises(Refused):
        papers.drop(mail=mail, reason=" ", by=by)
    papers.drop(mail=mail, reason="Sama kiri teist korda", by=by)
    assert not IncomingMail.objects.open().filter(pk=mail.pk).exists()
    papers.pick_up(mail=mail, by=by)
    assert mail.state == MailState.RECEIVED


def test_a_receipt_is_noted_when_it_is_printed_and_refused_before_there_is_a_document(
    as_specialist: Actor,
) -> None:
    by = as_specialist.user
    mail = paperwork.taken_in(by)
    with pytest.raises(Refused):
        papers.print_receipt(mail=mail, by=by)
    papers.print_receipt(mail=paperwork.scanned(mail), by=by)
    assert mail.receipt_at is not None
