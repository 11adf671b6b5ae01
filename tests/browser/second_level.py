"""The second level of the browser tests: its JIRA, the mail, a worker between, and who asks what."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from playwright.sync_api import Page

from desk.clients import actions as clients
from desk.clients.models import Client, Person
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference as seed_topics
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import Worker, wait_for
from tests.simulators import jira, mailbox
from tickets.reference import seed_reference

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
    """The specialist, on a day with topics and second-level units."""
    seed_topics()
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def question(riina: User) -> Enquiry:
    """Mari Tamm of Tamme Puit OÜ cannot submit her report, and Riina does not know why."""
    return asks(*known("Tamme Puit OÜ", "10000001", "Mari", "Tamm", by=riina), by=riina)


def known(
    name: str, code: str, first: str, last: str, *, by: User, personal_code: str = ""
) -> tuple[Client, Person]:
    """A client, and the member of its board who asks for it and has an e-mail address."""
    client = clients.create_client(kind="organisation", name=name, registry_code=code, by=by)
    person = clients.create_person(first_name=first, last_name=last, personal_code=personal_code, by=by)
    address = f"{first}.{last}@{code}.example".lower()
    clients.add_contact(kind="email", value=address, person=person, by=by)
    clients.add_role(person=person, client=client, role="juhatuse liige", by=by)
    return client, person


def asks(
    client: Client, person: Person, *, by: User, text: str = ANSWERS["question"], topic: int = 0
) -> Enquiry:
    """Their question, about one of the topics."""
    return enquiries.open_enquiry(
        topic=Topic.objects.selectable()[topic], client=client, person=person, by=by, language="et",
        question=text,
    )  # fmt: skip


def says(expert: Page, text: str) -> None:
    """The second level writes into the issue, in JIRA."""
    expert.get_by_label("Comment").fill(text)
    expert.get_by_role("button", name="Add comment").click()


def a_minute_passes(condition: Callable[[], Any]) -> Any:
    """Until it is true, what beat does every minute is done every second.

    Whoever waits for the second level waits so: JIRA sends a webhook once, and one that a busy desk does not
    take in time, or a reading that fails, is made good by the next poll.
    """
    swept = 0.0

    def look() -> Any:
        nonlocal swept
        if time.monotonic() - swept > 1 and not _work_waits():
            swept = time.monotonic()
            for name in ("tickets.sweep", "tickets.poll", "mail.sweep"):
                current_app.send_task(name)
        return condition()

    return wait_for(look, 40)


def _work_waits() -> bool:
    """On a slow machine sweeps would pile up before the work itself."""
    with current_app.connection_or_acquire() as broker:
        return bool(broker.default_channel.client.llen(settings.CELERY_TASK_DEFAULT_QUEUE))


def write(page: Page, *texts: str) -> None:
    """Each text into the field that has the focus, then on to the next one; an empty one leaves it."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
