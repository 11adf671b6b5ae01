"""The problem path as a specialist lives it in Estonian, by keyboard: from a call that level 1 cannot solve,
over a guide that does not help, to an answer told and an issue closed. The second level is played in JIRA.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from desk.clients import actions as clients
from desk.enquiries.models import Enquiry, Promise
from desk.guides.reference import seed_reference as seed_guides
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import _session
from tests.browser.second_level import (
    ANSWERS,
    Outside,
    a_minute_passes,
    known,
    outside,
    question,
    riina,
    says,
    write,
)  # fmt: skip
from tests.browser.telephone import Keys, comes_to_work, exchange_before, in_hand, settled
from tests.simulators.exchange import Running
from tickets import actions
from tickets.models import Escalation, JiraOperation, Unit, Wording

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["outside", "question", "riina"]  # fixtures
ASKED = "Klient ei saa PIN2 lukust lahti ja allkirja anda"


@pytest.fixture
def exchange(live_url: str) -> Iterator[Running]:
    with exchange_before(live_url) as running:
        yield running


@pytest.fixture
def mari(riina: User, someone: Callable[..., User]) -> None:
    """Mari Tamm of Tamme Puit OÜ, whom the desk knows; and guides, which the head owns."""
    someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")
    seed_guides()
    who = ("Tamme Puit OÜ", "10000001", "Mari", "Tamm")
    _puit, person = known(*who, personal_code="24503120016", by=riina)
    clients.add_contact(kind="phone", value="+37255500001", person=person, by=riina)


def answers_the_call(page: Page, keys: Keys, exchange: Running) -> None:
    """Mari calls and shows who she is; her question is opened with the guide that should help."""
    comes_to_work(page)
    exchange.state.ring_in("+37255500001")
    expect(page.get_by_role("region", name="Helistab 5550 0001")).to_contain_text("Mari Tamm")
    keys.press("a")
    in_hand(page, "choose-first")
    keys.press("v")
    in_hand(page, "identity_said")
    keys.write("0016")
    keys.press("Enter")
    in_hand(page, "enquiry_topic_text")
    keys.write("allkirjastamine ebaonnestub")
    keys.press("Enter")
    in_hand(page, "enquiry_question")
    keys.write(ASKED)
    expect(
        page.locator("#guides-found").get_by_role("link", name="Allkirjastamine ebaõnnestub")
    ).to_be_visible()
    settled(page)


def tries_the_guide(page: Page, keys: Keys) -> None:
    """Two steps of the guide are tried and ticked; neither helps."""
    keys.press("Escape")
    keys.press("-")
    expect(page.locator("#guide-open").get_by_role("heading").first).to_be_visible()
    page.locator("#enquiry_question").focus()
    keys.press("Control+Enter")
    panel = page.locator("#call-guide section")
    expect(panel.get_by_text("Mida on proovitud")).to_be_visible()
    settled(page)
    keys.press("Escape")
    keys.press(".")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    expect(panel.get_by_text("2 sammu alles")).to_be_visible()


def hands_it_over(page: Page, enquiry: Enquiry) -> None:
    """The form has filled itself with what was asked and tried; the rest is typed, and nothing is missing."""
    page.goto(enquiry.get_absolute_url())
    expect(page.get_by_role("heading", name="Teine tasand")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_role("heading", level=1)).to_have_text("Teisele tasandile")
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="IT-tugi")).to_be_visible()
    side = page.locator("#missing")
    expect(side).to_contain_text("Puudub: Kus portaalis")
    expect(page.get_by_label("Küsimus")).to_have_value(ASKED)
    expect(page.get_by_label("Mida on proovitud")).to_have_value(re.compile("Allkirjastamine"))
    page.get_by_label("Keskkond").focus()
    write(page, "KOTKAS", "Aruanded > Uus aruanne", "Nupp avab allkirjastamise", "05.03.2026")
    expect(side).to_contain_text("Midagi ei puudu.")
    page.get_by_role("button", name="Suuna teisele tasandile").last.press("Enter")
    # The issue appears in JIRA, and its key on the page, by itself.
    expect(page.get_by_text("Pöördumine on teel teisele tasandile.")).to_be_visible()
    expect(page.get_by_role("link", name="KT-1", exact=True).first).to_be_visible(timeout=30_000)


def is_asked_and_supplies(expert: Page, page: Page, outside: Outside) -> None:
    """The second level takes it up and asks something, which stands on Riina's page at once; she answers."""
    expert.get_by_role("button", name="In Progress").click()
    a_minute_passes(lambda: Escalation.objects.get().state == "working")
    expect(page.locator("#ticket-state").get_by_text("teine tasand lahendab").first).to_be_visible(
        timeout=30_000
    )
    says(expert, "#lisainfo Mis on täpne veateade?")
    a_minute_passes(lambda: Escalation.objects.get().state == "needs_info")
    expect(page.get_by_role("heading", name="Tagastatud puudulikuna")).to_be_visible(timeout=30_000)
    page.get_by_label("Veateade sõna-sõnalt").first.focus()
    page.keyboard.type("HTTP 500")
    page.get_by_role("button", name="Saada puuduolev").press("Enter")
    expect(page.get_by_text("Puuduolev on teel teisele tasandile.")).to_be_visible()
    a_minute_passes(lambda: "HTTP 500" in outside.issue.comments[-1].body)


def words_the_answer(page: Page) -> None:
    """The second level's words are a draft in a letter. Sent as they are they would name what a client cannot
    open: Riina is asked, words it anew, and sends that.
    """
    expect(page.get_by_role("heading", name="Teavita klienti")).to_be_visible(timeout=30_000)
    answer = page.get_by_label("Vastus kliendile")
    expect(answer).to_have_value("Parandasime vea, vt KT-1. Kasutaja peab uuesti sisse logima.")
    expect(page.get_by_text("Pöördusite meie poole")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("alert")).to_contain_text("JIRA number, mis kliendile midagi ei ütle: „KT-1“")
    assert not JiraOperation.objects.filter(deed="close").exists()
    page.get_by_label("Vastus kliendile").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Viga on parandatud. Palun logige uuesti sisse ja allkirjastage.")
    expect(page.locator("#telling-kept")).to_contain_text("Hoitud")
    page.get_by_role("button", name="Saada").first.press("Enter")
    expect(page.get_by_text("Vastus on teel.").first).to_be_visible()


def test_a_problem_from_the_call_to_an_answer_told_by_keyboard(
    page_for: Callable[..., Page], riina: User, mari: None, exchange: Running, outside: Outside
) -> None:
    page = page_for(riina)
    keys = Keys(page)
    answers_the_call(page, keys, exchange)
    tries_the_guide(page, keys)
    enquiry = Enquiry.objects.get()
    hands_it_over(page, enquiry)
    assert "Mari" not in outside.issue.description
    assert "Tamme Puit OÜ (10000001)" in outside.issue.description

    expert = page_for(None, path=f"{outside.level2.url}/browse/KT-1")
    is_asked_and_supplies(expert, page, outside)
    says(expert, "#vastus Parandasime vea, vt KT-1. Kasutaja peab uuesti sisse logima.")
    expert.get_by_role("button", name="Done").click()
    a_minute_passes(lambda: Escalation.objects.get().state == "answered")
    words_the_answer(page)
    told = Promise.objects.get(escalations__isnull=False)

    # The letter is out, the promise kept, the issue closed in JIRA and here.
    letter = a_minute_passes(lambda: next(iter(outside.mail.state.letters), None))
    assert letter.to == ["mari.tamm@10000001.example"]
    assert "Palun logige uuesti sisse" in letter.text
    assert "KT-1" not in letter.text
    assert enquiry.number in letter.subject
    a_minute_passes(lambda: Escalation.objects.get().state == "closed")
    issue = outside.issue
    assert (issue.status.name, "teavitatud" in issue.comments[-1].body) == ("Closed", True)
    told.refresh_from_db()
    assert (told.state, told.evidence_kind) == ("kept", "message")
    assert told.evidence_id == Escalation.objects.get().message_id
    expect(page.locator("#ticket-state").get_by_text("suletud").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Klient teavitatud").first).to_be_visible()


def test_what_is_typed_is_there_again_after_the_session_was_over(
    page_for: Callable[..., Page], riina: User, question: Enquiry, live_url: str
) -> None:
    unit = Unit.objects.get(code="it")
    ticket = actions.escalate(enquiry=question, unit=unit, answers=ANSWERS, by=riina)
    actions.record_by_hand(escalation=ticket, key="KT-1", by=riina)
    actions.answer_by_hand(escalation=ticket, text="Parandasime vea.", by=riina)
    page = page_for(riina, path=ticket.get_absolute_url())
    expect(page.get_by_label("Vastus kliendile")).to_have_value("Parandasime vea.")
    page.keyboard.press("t")
    page.keyboard.press("Control+A")
    page.keyboard.type("Minu pikk ja hoolikas vastus kliendile.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Saada vastus").press("Enter")
    expect(page).to_have_url(re.compile("/login/"))
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": _session(riina), "url": live_url}]
    )
    page.goto(ticket.get_absolute_url())
    expect(page.get_by_label("Vastus kliendile")).to_have_value("Minu pikk ja hoolikas vastus kliendile.")
    # Now the server takes it, and no other tab or day loses it.
    expect(page.locator("#telling-kept")).to_contain_text("Hoitud")
    assert Wording.objects.get().text == "Minu pikk ja hoolikas vastus kliendile."
