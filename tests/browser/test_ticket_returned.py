"""What comes back from the second level, as a specialist lives it in Estonian, by keyboard: returned as
incomplete, mended, and going on; refused, and the client told so. The second level is played in JIRA itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from celery import current_app
from playwright.sync_api import Page, expect

from desk.clients import actions as clients
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Promise, Topic
from desk.enquiries.reference import seed_reference as seed_topics
from desk.people.enums import Role
from desk.people.models import Todo, User
from tests.browser.conftest import Worker, wait_for
from tests.simulators import jira, mailbox
from tickets import actions
from tickets.models import Escalation, Unit
from tickets.reference import seed_reference

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOKEN, SECRET = "hook-token-of-the-browser-tests", "hook-secret"
ANSWERS = {
    "question": "Aruannet ei saa esitada: nupp on hall.", "portal": "KOTKAS", "where": "Aruanded > Uus",
    "expected": "Aruanne läheb teele", "when": "05.03.2026", "tried": "Teine veebilehitseja",
}  # fmt: skip


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
def ticket(riina: User, outside: Outside) -> Escalation:
    """Mari Tamm of Tamme Puit OÜ cannot submit her report: the second level has it as KT-1."""
    seed_topics()
    seed_reference()
    puit = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina
    )
    mari = clients.create_person(first_name="Mari", last_name="Tamm", by=riina)
    clients.add_contact(kind="email", value="mari.tamm@tammepuit.example", person=mari, by=riina)
    clients.add_role(person=mari, client=puit, role="juhatuse liige", by=riina)
    enquiry = enquiries.open_enquiry(
        topic=Topic.objects.selectable()[0], client=puit, person=mari, by=riina, language="et",
        question=ANSWERS["question"],
    )  # fmt: skip
    unit = Unit.objects.get(code="it")
    ticket = actions.escalate(enquiry=enquiry, unit=unit, answers=ANSWERS, by=riina)
    wait_for(lambda: Escalation.objects.get().state == "created", 40)
    return ticket


def says(expert: Page, text: str) -> None:
    """The second level writes into the issue, in JIRA."""
    expert.get_by_label("Comment").fill(text)
    expert.get_by_role("button", name="Add comment").click()


def swept(condition: Callable[[], Any]) -> Any:
    """Until it is true, what beat does every minute is done again and again."""

    def look() -> Any:
        for name in ("tickets.sweep", "mail.sweep"):
            current_app.send_task(name)
        return condition()

    return wait_for(look, 40)


def test_returned_as_incomplete_is_mended_and_goes_on(
    page_for: Callable[..., Page], riina: User, ticket: Escalation, outside: Outside
) -> None:
    page = page_for(riina, path=f"/tickets/{ticket.pk}/")
    expect(page.get_by_text("suunatud II tasandile").first).to_be_visible()
    expert = page_for(None, path=f"{outside.level2.url}/browse/KT-1")
    says(expert, "#lisainfo Mis on täpne veateade? Ja millises veebilehitsejas?")

    # It stands on the open page by itself: what is missing, question by question.
    card = page.locator("#incomplete")
    expect(card.get_by_role("heading", name="Tagastatud puudulikuna")).to_be_visible(timeout=30_000)
    expect(card.get_by_text("Mis on täpne veateade?")).to_be_visible()
    expect(card.locator(".notice--warn")).to_contain_text(["Veateade sõna-sõnalt", "Veebilehitseja"])
    todo = Todo.objects.open().get()
    assert (todo.kind, todo.owner) == ("tickets.needs_info", riina)

    page.keyboard.press("t")
    page.keyboard.type("Mari Tamm näeb viga 500")
    page.keyboard.press("Tab")
    page.keyboard.type("F")  # Firefox
    page.get_by_role("button", name="Saada puuduolev").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Mari Tamm")
    page.get_by_label("Veateade sõna-sõnalt").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("HTTP 500 pärast nupule vajutamist")
    page.get_by_role("button", name="Saada puuduolev").press("Enter")
    expect(page.get_by_text("Puuduolev on teel teisele tasandile.")).to_be_visible()
    assert not Todo.objects.open().exists()

    # JIRA has what changed and nothing else; the ticket is with the second level again.
    wait_for(lambda: Escalation.objects.get().state == "created", 40)
    written = outside.issue.comments[-1].body
    assert "Veateade sõna-sõnalt: HTTP 500 pärast nupule vajutamist" in written
    assert "Veebilehitseja: Firefox" in written
    assert "Mari" not in written and "KOTKAS" not in written
    expect(page.locator("#ticket-state").get_by_text("suunatud II tasandile").first).to_be_visible(
        timeout=30_000
    )


def test_refused_by_the_second_level_is_told_to_the_client(
    page_for: Callable[..., Page], riina: User, ticket: Escalation, outside: Outside
) -> None:
    page = page_for(riina, path=f"/tickets/{ticket.pk}/")
    expect(page.get_by_text("suunatud II tasandile").first).to_be_visible()
    expert = page_for(None, path=f"{outside.level2.url}/browse/KT-1")
    says(expert, "#keeldun Nupp on hall, sest periood on lukus: see on nii mõeldud.")
    expect(page.get_by_role("heading", name="Teine tasand keeldus")).to_be_visible(timeout=30_000)
    assert Todo.objects.open().get().kind == "tickets.refused"
    page.keyboard.press("k")

    # Their words are the draft, and the promise to tell the client is open.
    answer = page.get_by_label("Vastus kliendile")
    expect(answer).to_have_value("Nupp on hall, sest periood on lukus: see on nii mõeldud.")
    assert (Promise.objects.get().state, Todo.objects.open().exists()) == ("open", False)
    answer.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Periood on lukus, seetõttu on nupp hall. Avamiseks kirjutage palun meile.")
    page.get_by_role("button", name="Saada vastus").press("Enter")
    letter = swept(lambda: next(iter(outside.mail.state.letters), None))
    assert "Periood on lukus" in letter.text
    swept(lambda: Escalation.objects.get().state == "closed")
    assert outside.issue.status.name == "Closed"
    assert Promise.objects.get().state == "kept"
