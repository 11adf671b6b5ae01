"""A visit is booked by keyboard, reminded of by a letter, and taken in on its day."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from desk import clock
from desk.counter import tasks
from desk.counter.models import Desk, Office, Opening, Visit
from desk.enquiries.reference import seed_reference
from desk.mail import tasks as mail
from desk.mail.models import Message
from desk.people.enums import Role
from desk.people.models import User
from tests.mail.conftest import mail_server, running_mailbox
from tests.simulators.mailbox import Running as Mailbox

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (mail_server, running_mailbox)  # pytest finds them by these names
MARI = "mari.tamm@tammepuit.example"


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def office(riina: User) -> Office:
    office = Office.objects.create(
        code="tallinn", name_et="Tallinn", name_en="Tallinn", name_ru="Таллинн", address="Roheline 64",
        letter="A", remind_hours=2,
    )  # fmt: skip
    Desk.objects.create(office=office, number=1)
    for weekday in range(5):
        Opening.objects.create(office=office, weekday=weekday, starts=time(9), ends=time(11))
    return office


def letters(mailbox: Mailbox) -> list[tuple[str, str]]:
    """Subject and text of each letter that Mari got."""
    for pk in Message.objects.order_by("pk").values_list("pk", flat=True):
        mail.send(pk)
    return [(each.subject, each.text) for each in mailbox.state.letters if MARI in each.to]


def moves_to(visit: Visit, before: timedelta) -> None:
    assert visit.booked_for is not None
    clock.move(visit.booked_for - before - clock.now())


def test_a_visit_is_booked_reminded_of_and_taken_in_on_its_day(
    page_for: Callable[..., Page], riina: User, office: Office, mail_server: Mailbox
) -> None:
    page = page_for(riina, path=reverse("counter:calendar"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Broneeringud: Tallinn")
    page.keyboard.press("n")
    expect(page.get_by_text("1 koht vaba").first).to_be_visible()
    page.keyboard.press("v")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Külastuse broneerimine: Tallinn")
    page.keyboard.press("k")
    page.keyboard.type("Mari Tamm")
    page.keyboard.press("Tab")
    page.keyboard.type(MARI)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Broneeritud. Kinnitus läheb e-kirjaga.")).to_be_visible()
    visit = Visit.objects.get()
    ((subject, text),) = letters(mail_server)
    assert "Teie külastus on broneeritud" in subject
    assert "Roheline 64" in text

    tasks.remind()
    assert len(letters(mail_server)) == 1
    moves_to(visit, timedelta(hours=1))
    tasks.remind()
    tasks.remind()
    _confirmation, (subject, text) = letters(mail_server)
    assert "Meeldetuletus" in subject
    assert "kell 09:00" in text

    moves_to(visit, timedelta(minutes=5))
    page = page_for(riina, path=reverse("counter:reception", args=[office.code]))
    expect(page.get_by_text("Mari Tamm")).to_be_visible()
    page.keyboard.press("h")
    expect(page.get_by_text("A-1").first).to_be_visible()
    visit.refresh_from_db()
    assert (visit.number, visit.queued_at) == ("A-1", visit.booked_for)
