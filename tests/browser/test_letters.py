"""Letters as a specialist works with them, in Estonian and by keyboard: from arrival to answered."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from smtplib import SMTP
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from desk import clock
from desk.clients import actions as clients
from desk.enquiries import actions, tasks
from desk.enquiries.models import Draft, Enquiry
from desk.enquiries.reference import seed_reference
from desk.enquiries.texts import seed_texts
from desk.mail import tasks as mail_tasks
from desk.mail.models import Incoming, Message
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.mail.conftest import mail_server, running_mailbox, shared_mailbox  # noqa: F401  (fixtures)
from tests.mail.world import letter_in
from tests.simulators.mailbox import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MARI = "mari.tamm@tammepuit.example"


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    seed_texts()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


def writes(server: Running, agency: str, subject: str, text: str) -> str:
    """Mari sends a letter to the agency over SMTP; its Message-ID."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"Mari Tamm <{MARI}>", agency, subject
    letter["Message-ID"] = "<esimene@tammepuit.example>"
    letter["Date"] = "Mon, 23 Nov 2026 09:00:00 +0200"
    letter.set_content(text)
    where = urlsplit(server.smtp)
    with SMTP(str(where.hostname), where.port or 25) as smtp:
        smtp.send_message(letter)
    return str(letter["Message-ID"])


def leaves() -> Message:
    """The moment of being held back is over, and the worker sends the letter."""
    draft = Draft.objects.get()
    clock.move(timedelta(seconds=12))
    tasks.leave(draft.pk)
    message = Message.objects.get()
    mail_tasks.send(message.pk)
    return message


def to_client(server: Running) -> EmailMessage:
    raw = next(letter.raw for letter in server.state.letters if letter.to == [MARI])
    parsed = message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_an_email_from_arrival_to_answered(
    page_for: Callable[..., Page],
    riina: User,
    shared_mailbox: Running,  # noqa: F811
    settings: Any,
) -> None:
    asked = writes(shared_mailbox, settings.AGENCY_EMAIL, "Peakasutaja", "Tere! Kuidas lisada peakasutajat?")
    mail_tasks.fetch()
    wait_for(Incoming.objects.exists)

    page = page_for(riina, path="/enquiries/letters/")
    expect(page.get_by_role("link", name="Peakasutaja")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.get_by_role("heading", level=1)).to_contain_text("P-")
    enquiry = Enquiry.objects.get()
    assert enquiry.owner == riina

    expect(page.get_by_role("link", name="Vasta")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_label("Saaja", exact=True)).to_have_value(MARI)
    page.get_by_label("Tekst", exact=True).focus()
    page.keyboard.type("Tere! Selleks on vaja volikirja.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiri nii, nagu klient selle saab")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Võta tagasi")).to_be_visible()

    message = leaves()
    letter = to_client(shared_mailbox)
    assert letter["Subject"] == f"Re: Peakasutaja [{enquiry.number}]"
    assert (letter["In-Reply-To"], letter["References"]) == (asked, asked)
    assert letter["Auto-Submitted"] is None
    page.reload()
    expect(page.get_by_text("saadetud, võib veel tagasi tulla")).to_be_visible()
    assert message.written


def test_an_answer_in_russian_with_a_text_module(
    page_for: Callable[..., Page],
    riina: User,
    mail_server: Running,  # noqa: F811
) -> None:
    anna = clients.create_person(first_name="Anna", last_name="Ivanova", language="ru", by=riina)
    clients.add_contact(kind="email", value=MARI, person=anna, by=riina)
    incoming = letter_in("Как войти в портал?", subject="Вход", language="ru", sender_name="Anna Ivanova")
    enquiry = _taken(incoming, riina)

    page = page_for(riina, path=f"/enquiries/{enquiry.pk}/")
    expect(page.get_by_role("button", name="Anna Ivanova")).to_be_visible()
    page.keyboard.press("o")
    expect(page.get_by_role("link", name="Anna Ivanova").first).to_be_visible()
    expect(page.get_by_role("link", name="Vasta")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("combobox", name="Keel")).to_have_value("ru")
    page.keyboard.press("t")
    page.keyboard.type("Algus")
    page.keyboard.press("Enter")
    text = page.get_by_label("Tekst", exact=True)
    expect(text).to_have_value(_holds("Здравствуйте, Anna Ivanova!"))
    page.keyboard.type("Войдите с ID-картой.")
    expect(page.locator("#kept")).to_contain_text("Hoitud")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiri nii, nagu klient selle saab")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Võta tagasi")).to_be_visible()

    leaves()
    letter = to_client(mail_server)
    assert letter["Content-Language"] == "ru"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Войдите с ID-картой." in body.get_content()
    assert enquiry.number in body.get_content()
    assert "Riina Rand" in body.get_content()


HOSTILE = (
    '<script>document.title="murtud"</script><img src="https://jalg.example/1.png" onerror="alert(1)">'
    '<a href="javascript:alert(2)">siia</a> https://jalg.example/2'
)


def test_a_hostile_letter_is_harmless(page_for: Callable[..., Page], riina: User, live_url: str) -> None:
    page_file = ("leht.html", "text/html", f"<html>{HOSTILE}</html>".encode())
    incoming = letter_in(
        HOSTILE, subject=HOSTILE[:200], sender_name=HOSTILE[:100],
        files=(page_file,), refused=(("arve.pdf.exe", "executable"),),
    )  # fmt: skip
    enquiry = _taken(incoming, riina)
    page = page_for(riina, path="")
    went: list[str] = []
    page.on("request", lambda request: went.append(request.url))
    page.on("dialog", lambda dialog: went.append(f"dialog {dialog.message}"))
    own = f"/enquiries/{enquiry.pk}/"
    for path in (incoming.get_absolute_url(), own, f"{own}answer/"):
        page.goto(path)
        expect(page.get_by_text("murtud").first).to_be_visible()
        assert page.title().endswith("Abilaud")
    assert [url for url in went if not url.startswith(live_url)] == []

    page.goto(incoming.get_absolute_url())
    expect(page.get_by_text("arve.pdf.exe")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="leht.html").click()
    assert download.value.suggested_filename == "leht.html"


def _taken(incoming: Incoming, by: User) -> Enquiry:
    return actions.give_letter(incoming=incoming, owner=by, by=by)


def _holds(text: str) -> Any:
    return re.compile(re.escape(text))
