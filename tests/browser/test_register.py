"""The register as a specialist meets it, with a real worker between: asked, answered, and nothing lost."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk import clock
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.mail import actions as mail
from desk.mail import tasks as mail_tasks
from desk.mail.models import Message
from desk.people.enums import Role
from desk.people.models import User
from registry import actions, tasks
from registry.enums import Purpose
from registry.models import Check
from tests.browser.conftest import Worker, wait_for
from tests.house.pages import faults
from tests.simulators import business_register, mailbox
from tests.simulators.business_register import PASSWORD, USERNAME, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 80  # seconds; a worker needs a few to start, more when every core is busy


@pytest.fixture
def register() -> Iterator[Running]:
    running = business_register.start()
    yield running
    running.stop()


@pytest.fixture
def start_worker(register: Running, worker: Callable[..., Worker]) -> Callable[..., Worker]:
    def start(**more: str) -> Worker:
        return worker(
            REGISTRY_URL=register.url, REGISTRY_USERNAME=USERNAME, REGISTRY_PASSWORD=PASSWORD,
            REGISTRY_SAMPLE="1", **more,
        )  # fmt: skip

    return start


@pytest.fixture
def kaasiku(transactional_db: None) -> Client:
    return Client.objects.create(
        kind=Kind.ORGANISATION, name="Kaasiku Kaevandus AS", registry_code="10000018"
    )


def asked(client: Client) -> Check:
    return actions.ask(client=client, purpose=Purpose.SENDING, subject=("package", 7), by=None)


def answered(check: Check) -> bool:
    check.refresh_from_db()
    return check.answered_at is not None


def test_the_register_is_asked_with_one_press_and_the_answer_can_be_read_out(
    page_for: Callable[..., Page],
    start_worker: Callable[..., Worker],
    kaasiku: Client,
    register: Running,
    someone: Callable[..., User],
) -> None:
    register.state.delay = 1
    start_worker()
    page = page_for(someone("spetsialist", Role.SPECIALIST), path=f"/representation/client/{kaasiku.pk}/")

    page.get_by_role("button", name="Küsi registrilt").click()
    expect(page.locator("#representation-body").get_by_text("Äriregistrilt küsitakse;")).to_be_visible()
    line = "Kaks kolmest juhatuse liikmest allkirjastavad koos: Jaan Kask, Liis Saar, Peeter Mägi."
    expect(page.locator("#representation-body .lead")).to_have_text(line, timeout=1000 * PATIENCE)
    assert list(faults(page, "et")) == []

    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Esindusõiguse kontroll")).to_be_visible()
    assert list(faults(page, "et")) == []


def swept(sweep: Callable[[], None]) -> bool:
    """Beat is not started here: sweep as it would, twice a second."""
    sweep()
    time.sleep(0.5)
    return True


def test_a_worker_killed_while_the_register_answers_loses_and_doubles_nothing(
    start_worker: Callable[..., Worker], kaasiku: Client, register: Running
) -> None:
    register.state.delay = 4
    first = start_worker()
    check = asked(kaasiku)
    wait_for(lambda: register.state.calls["esindus_v2"], PATIENCE)
    first.kill()
    assert not answered(check)

    register.state.delay = 0
    clock.move(timedelta(minutes=10))
    start_worker()
    wait_for(lambda: swept(tasks.sweep) and answered(check), PATIENCE)
    assert check.verdict == "joint"
    assert check.exchanges.count() == 1


def test_what_the_broker_forgot_is_asked_after_the_next_sweep(
    start_worker: Callable[..., Worker], kaasiku: Client, settings: Any
) -> None:
    import redis

    check = asked(kaasiku)
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete(settings.CELERY_TASK_DEFAULT_QUEUE)
    start_worker()
    wait_for(lambda: swept(tasks.sweep) and answered(check), PATIENCE)


def test_a_worker_killed_while_the_mail_server_takes_a_letter_sends_it_again_under_the_same_id(
    start_worker: Callable[..., Worker], kaasiku: Client
) -> None:
    server = mailbox.start()
    try:
        server.state.fault, server.state.slow = "slow", 4
        first = start_worker(EMAIL_URL=server.smtp)
        letter = mail.Letter("Kasutusleping nr 7", "Palun allkirjastage.")
        message = mail.queue(
            letter=letter, to="jaan.kask@kaasiku.example", language="et", subject=("package", 7),
            client_id=kaasiku.pk, by=None,
        )  # fmt: skip
        wait_for(lambda: Message.objects.filter(pk=message.pk, state="sending").exists(), PATIENCE)
        first.kill()

        server.state.fault = ""
        clock.move(timedelta(minutes=10))
        start_worker(EMAIL_URL=server.smtp)
        wait_for(
            lambda: swept(mail_tasks.sweep) and Message.objects.filter(pk=message.pk, state="sent").exists(),
            PATIENCE,
        )
        assert {each.message_id for each in server.state.letters} == {message.message_id}
        assert message.events.count() == 1
    finally:
        server.stop()


# ---- while the answer is awaited --------------------------------------------------------------------

SLOW = "10000082"  # the pretended register answers about it after eight seconds


@pytest.fixture
def slow_client(transactional_db: None) -> Client:
    return Client.objects.create(kind=Kind.ORGANISATION, name="Aeglane Jõgi OÜ", registry_code=SLOW)


def bottom(page: Page) -> float:
    box = page.locator("#representation").bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_the_specialist_writes_on_while_a_slow_register_is_asked(
    page_for: Callable[..., Page],
    start_worker: Callable[..., Worker],
    slow_client: Client,
    someone: Callable[..., User],
) -> None:
    start_worker()
    person = someone("spetsialist", Role.SPECIALIST)
    page = page_for(person, path=f"/clients/{slow_client.pk}/", viewport={"width": 1366, "height": 900})
    page.get_by_label("klient pöördus minu poole").check()  # why these data are looked at
    page.get_by_role("button", name="Ava", exact=True).click()
    expect(page.get_by_role("button", name="Küsi registrilt")).to_be_visible()

    page.keyboard.press("r")
    expect(page.locator("#representation-said")).to_have_text("Äriregistrilt küsitakse …")
    kept = bottom(page)
    field = page.locator("#contacts input[name=value]").first
    field.focus()
    page.keyboard.type("info@aeglane", delay=20)

    line = "Mari Tamm võib esindada üksi."
    expect(page.locator("#representation-body .lead")).to_have_text(line, timeout=1000 * PATIENCE)
    expect(page.locator("#representation-said")).to_have_text(f"Register vastas: {line}")
    expect(field).to_be_focused()
    assert field.input_value() == "info@aeglane"
    assert bottom(page) == kept  # nothing below was pushed away from under the hand
    assert page.url.endswith(f"/clients/{slow_client.pk}/")


def test_who_waits_at_the_button_keeps_the_focus_there(
    page_for: Callable[..., Page],
    start_worker: Callable[..., Worker],
    kaasiku: Client,
    register: Running,
    someone: Callable[..., User],
) -> None:
    register.state.delay = 1
    start_worker()
    person = someone("spetsialist", Role.SPECIALIST)
    page = page_for(person, path=f"/representation/client/{kaasiku.pk}/")
    button = page.get_by_role("button", name="Küsi registrilt")
    button.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("küsimisel")).to_be_visible()
    expect(button).to_be_focused()
    line = page.locator("#representation-body .lead")
    expect(line).to_contain_text("Kaks kolmest juhatuse liikmest", timeout=1000 * PATIENCE)
    expect(button).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Kõik kontrollid")).to_be_focused()


def test_an_outage_is_said_in_words_and_asking_again_works_once_it_is_over(
    page_for: Callable[..., Page],
    start_worker: Callable[..., Worker],
    kaasiku: Client,
    register: Running,
    someone: Callable[..., User],
) -> None:
    register.state.fault = "input"
    start_worker()
    person = someone("spetsialist", Role.SPECIALIST)
    page = page_for(person, path=f"/representation/client/{kaasiku.pk}/")
    panel = page.locator("#representation-body")
    expect(panel.get_by_role("button", name="Küsi registrilt")).to_be_visible()
    page.keyboard.press("r")
    neither = "Registrilt ei saadud küsida: see ei ole ei jah ega ei."
    expect(panel.get_by_text(neither)).to_be_visible(timeout=1000 * PATIENCE)
    expect(panel.get_by_text("Küsi uuesti või lisa")).to_be_visible()
    expect(panel.get_by_role("link", name="Lisa väljatrükk või muu tõend")).to_be_visible()
    assert panel.locator(".badge--ok, .lead").count() == 0
    assert list(faults(page, "et")) == []

    register.state.fault = ""
    page.keyboard.press("r")
    expect(panel.get_by_text("Kaks kolmest juhatuse liikmest")).to_be_visible(timeout=1000 * PATIENCE)
    expect(panel.get_by_text(neither)).to_have_count(0)
