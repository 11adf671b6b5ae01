"""The second level behind the link: an expert logs in, reads, downloads, answers with a file; the specialist
has his words as the draft at once and tells the client. In Estonian, by keyboard.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from desk.enquiries.models import Enquiry, Promise
from desk.mail.models import Message
from desk.people.enums import Role
from desk.people.models import User
from desk.records.models import AccessLogEntry
from tests.browser.second_level import ANSWERS, question, riina
from tickets import actions
from tickets.enums import State
from tickets.models import Escalation, Unit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["question", "riina"]  # fixtures
ANSWER = "Eelmine aruanne on kinnitamata. Kinnitage see, siis saab uue esitada."


@pytest.fixture
def endel(someone: Callable[..., User], riina: User) -> User:
    return someone("ekspert", Role.LEVEL2, first_name="Endel", last_name="Eller")


@pytest.fixture
def ticket(riina: User, endel: User, question: Enquiry, settings: Any) -> Escalation:
    """Mari Tamm's grey button is with IT support, with a picture of her screen; JIRA is kept by hand."""
    settings.JIRA_URL = ""
    unit = Unit.objects.get(code="it")
    unit.experts.add(endel)
    made = actions.escalate(enquiry=question, unit=unit, answers=ANSWERS, by=riina)
    picture = SimpleUploadedFile("ekraan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    actions.add_files(escalation=made, uploads=[picture], by=riina)
    actions.record_by_hand(escalation=made, key="KT-7", by=riina)
    return made


def logs_in(page: Page) -> None:
    """The link leads through the login to the ticket."""
    expect(page.get_by_label("Kasutajatunnus")).to_be_focused()
    page.keyboard.type("ekspert")
    page.keyboard.press("Tab")
    page.keyboard.type("abilaud-demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilet KT-7")


def reads_and_downloads(page: Page) -> None:
    for seen in ("Tamme Puit OÜ, 10000001", "Mari Tamm", "mari.tamm@10000001.example", "Aruanded > Uus"):
        expect(page.get_by_text(seen).first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="ekraan.png").focus()
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "ekraan.png"


def answers_with_a_file(page: Page, folder: Path) -> None:
    guide = folder / "juhis.txt"
    guide.write_text("1. Ava eelmine aruanne. 2. Vajuta Kinnita.")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.get_by_label("Sinu vastus")).to_be_focused()
    page.keyboard.type(ANSWER)
    page.keyboard.press("Tab")
    page.get_by_label("Failid").set_input_files(guide)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Anna vastus teenindusele")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Aitäh! Vastus on teenindusel")).to_be_visible()


def test_an_expert_answers_behind_the_link_and_the_client_is_told(
    page_for: Callable[..., Page], riina: User, endel: User, ticket: Escalation, tmp_path: Path
) -> None:
    desk = page_for(riina, path=ticket.get_absolute_url())
    expect(desk.get_by_role("link", name="ekraan.png")).to_be_visible()

    expert = page_for(None, path=f"/tickets/expert/{ticket.uuid}/")
    logs_in(expert)
    reads_and_downloads(expert)
    answers_with_a_file(expert, tmp_path)

    # At the desk the words are there by themselves, as a draft, and so is the file.
    expect(desk.get_by_label("Vastus kliendile")).to_have_value(ANSWER, timeout=30_000)
    expect(desk.get_by_role("link", name="juhis.txt")).to_be_visible(timeout=30_000)
    assert Promise.objects.get().state == "open"
    desk.keyboard.press("t")
    expect(desk.get_by_label("Vastus kliendile")).to_be_focused()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" Head tööd!")
    desk.keyboard.press("Escape")
    desk.keyboard.press("s")
    expect(desk.get_by_text("Vastus on teel.").first).to_be_visible()
    assert f"{ANSWER} Head tööd!" in Message.objects.get().body.text

    # Behind the link it is read only now; all that Endel looked at is written down.
    expert.reload()
    expect(expert.get_by_text("piletit saab lugeda, vastata enam mitte")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.state == State.DELIVERING
    looked = AccessLogEntry.objects.filter(user_id=endel.pk, purpose=f"escalation:{ticket.pk}")
    assert set(looked.values_list("shown_kind", flat=True)) == {
        "client",
        "person",
        "escalation",
        "ticket_file",
    }
