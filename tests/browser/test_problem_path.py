"""The problem path as a specialist lives it in Estonian, by keyboard: from a question that level 1 cannot
solve to an answer told and an issue closed. The second level is played in JIRA's own window.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from celery import current_app
from playwright.sync_api import Page, expect

from desk.clients import actions as clients
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Promise, Topic
from desk.enquiries.reference import seed_reference as seed_topics
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import Worker, wait_for
from tests.simulators import jira, mailbox
from tickets.models import Escalation
from tickets.reference import seed_reference

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOKEN, SECRET = "hook-token-of-the-browser-tests", "hook-secret"


@dataclass
class Outside:
    """What is outside the desk: the second level's JIRA, and the mail."""

    level2: jira.Running
    mail: mailbox.Running

    @property
    def issue(self) -> jira.Issue:
        (issue,) = self.level2.state.issues.values()
        return issue


@pytest.fixture
def outside(live_url: str, settings: Any, worker: Callable[..., Worker]) -> Iterator[Outside]:
    """JIRA that sends webhooks to the desk, a mail server, and a real worker between."""
    settings.JIRA_WEBHOOK_TOKEN, settings.JIRA_WEBHOOK_SECRET = TOKEN, SECRET
    level2 = jira.start(webhook=f"{live_url}/hooks/jira/{TOKEN}/", secret=SECRET)
    mail = mailbox.start()
    settings.JIRA_URL, settings.JIRA_TOKEN = level2.url, "demo-token"
    worker(
        JIRA_URL=level2.url, JIRA_TOKEN="demo-token", JIRA_SAMPLE="1", EMAIL_URL=mail.smtp,
        PUBLIC_URL=live_url, OUTBOX_BACKOFF="1", MAIL_BOUNCE_MINUTES="0",
    )  # fmt: skip
    yield Outside(level2, mail)
    level2.stop()
    mail.stop()


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def question(riina: User) -> Enquiry:
    """Mari Tamm of Tamme Puit OÜ cannot submit her report, and Riina does not know why."""
    seed_topics()
    seed_reference()
    puit = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina
    )
    mari = clients.create_person(first_name="Mari", last_name="Tamm", by=riina)
    clients.add_contact(kind="email", value="mari.tamm@tammepuit.example", person=mari, by=riina)
    clients.add_role(person=mari, client=puit, role="juhatuse liige", by=riina)
    return enquiries.open_enquiry(
        topic=Topic.objects.selectable()[0], client=puit, person=mari, by=riina, language="et",
        question="Aruannet ei saa esitada: nupp on hall.",
    )  # fmt: skip


def a_minute_passes(condition: Callable[[], Any]) -> Any:
    """Until it is true, what beat does every minute is done every second."""
    swept = 0.0

    def look() -> Any:
        nonlocal swept
        if time.monotonic() - swept > 1:
            swept = time.monotonic()
            for name in ("tickets.sweep", "mail.sweep"):
                current_app.send_task(name)
        return condition()

    return wait_for(look, 40)


def write(page: Page, *texts: str) -> None:
    """Each text into the field that has the focus, then on to the next one; an empty one leaves it."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def hands_it_over(page: Page) -> None:
    """The side of the form tells what is missing, and what must not leave, until nothing is."""
    page.keyboard.press("t")
    expect(page.get_by_role("heading", level=1)).to_have_text("Teisele tasandile")
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="IT-tugi")).to_be_visible()
    side = page.locator("#missing")
    expect(side).to_contain_text("Puudub: Keskkond")
    expect(page.get_by_label("Küsimus")).to_be_focused()
    expect(page.get_by_label("Küsimus")).to_have_value("Aruannet ei saa esitada: nupp on hall.")
    page.keyboard.press("Tab")
    write(page, "KOTKAS", "Aruanded > Uus aruanne", "Aruanne läheb teele", "05.03.2026", "", "Firefox")
    expect(side).to_contain_text("Puudub: Mida on proovitud")
    write(page, "Mari Tamm proovis teist arvutit")
    expect(side).to_contain_text("isiku nimi „Mari Tamm“")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    write(page, "Teist arvutit ja teist veebilehitsejat")
    expect(side).to_contain_text("Midagi ei puudu.")
    for _field in ("others", "client"):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Suuna teisele tasandile")).to_be_focused()
    page.keyboard.press("Enter")


def solves_it(expert: Page, page: Page) -> None:
    """The second level takes it up, which Riina sees at once, then answers and is done."""
    expert.get_by_role("button", name="In Progress").click()
    expect(page.get_by_text("teine tasand lahendab")).to_be_visible(timeout=30_000)
    expert.get_by_label("Comment").fill("Parandasime vea. Kasutaja peab uuesti sisse logima.")
    expert.get_by_role("button", name="Add comment").click()
    expert.get_by_role("button", name="Done").click()


def words_the_answer(page: Page) -> None:
    """The second level's words are a draft; Riina writes her own and sends them."""
    expect(page.get_by_role("heading", name="Teavita klienti")).to_be_visible(timeout=30_000)
    assert Promise.objects.get().state == "open"
    answer = page.get_by_label("Vastus kliendile")
    expect(answer).to_have_value("Parandasime vea. Kasutaja peab uuesti sisse logima.")
    page.keyboard.press("t")
    page.keyboard.press("Control+A")
    page.keyboard.type("Viga on parandatud. Palun logige uuesti sisse ja esitage aruanne.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vastus on teel.").first).to_be_visible()


def test_a_problem_from_question_to_an_answer_told_by_keyboard(
    page_for: Callable[..., Page], riina: User, question: Enquiry, outside: Outside
) -> None:
    page = page_for(riina, path=f"/enquiries/{question.pk}/")
    expect(page.get_by_role("heading", name="Teine tasand")).to_be_visible()
    hands_it_over(page)

    # The issue appears in JIRA, and its key on the page, by itself.
    expect(page.get_by_text("Pöördumine on teel teisele tasandile.")).to_be_visible()
    expect(page.get_by_role("link", name="KT-1", exact=True)).to_be_visible(timeout=30_000)
    assert "Mari Tamm" not in outside.issue.description
    assert "Tamme Puit OÜ (10000001)" in outside.issue.description

    solves_it(page_for(None, path=f"{outside.level2.url}/browse/KT-1"), page)
    words_the_answer(page)

    # The letter is out, the promise kept, the issue closed in JIRA and here.
    letter = a_minute_passes(lambda: next(iter(outside.mail.state.letters), None))
    assert letter.to == ["mari.tamm@tammepuit.example"]
    assert "Palun logige uuesti sisse" in letter.text
    assert question.number in letter.subject
    ticket = Escalation.objects.get()
    a_minute_passes(lambda: Escalation.objects.get().state == "closed")
    assert outside.issue.status.name == "Closed"
    kept = Promise.objects.get(enquiry=question)
    assert (kept.state, kept.evidence_kind, kept.evidence_id) == ("kept", "message", ticket.message_id or 0)
    expect(page.locator("#ticket-state").get_by_text("suletud")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Klient teavitatud")).to_be_visible()
    page.goto(f"/enquiries/{question.pk}/")
    expect(page.get_by_text("klient teavitatud").first).to_be_visible()
