"""JIRA is down for an hour: what is handed over meanwhile waits where everyone sees it, then goes out once,
in its order; and a token that JIRA refuses waits for the administrator.
"""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from desk import clock
from desk.clients import actions as clients
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference as seed_topics
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import Worker, wait_for
from tests.simulators import jira
from tickets import actions
from tickets.models import Escalation, Line, Unit
from tickets.reference import seed_reference

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOKEN = "luba-mida-keegi-ei-tohi-naha-9c1d"
ANSWERS = {
    "question": "Aruannet ei saa esitada.", "portal": "KOTKAS", "where": "Aruanded > Uus",
    "expected": "Aruanne läheb teele", "when": "05.03.2026", "tried": "Teine veebilehitseja",
}  # fmt: skip


@dataclass
class Level2:
    """JIRA's address, at which nobody listens until it starts."""

    port: int
    running: list[jira.Running] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def starts(self, token: str = TOKEN) -> jira.State:
        self.running.append(jira.start(token, port=self.port))
        return self.running[-1].state


@pytest.fixture
def level2(settings: Any, live_url: str, worker: Callable[..., Worker]) -> Iterator[Level2]:
    """A JIRA that is down, and a real worker that does not know it yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        down = Level2(free.getsockname()[1])
    settings.JIRA_URL, settings.JIRA_TOKEN = down.url, TOKEN
    worker(
        JIRA_URL=down.url, JIRA_TOKEN=TOKEN, JIRA_SAMPLE="1", PUBLIC_URL=live_url, OUTBOX_BACKOFF="1",
    )  # fmt: skip
    yield down
    for running in down.running:
        running.stop()


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_topics()
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def hans(someone: Callable[..., User], live_url: str) -> User:
    return someone("haldur", Role.ADMINISTRATOR, first_name="Hans", last_name="Hein")


def hands_over(riina: User, name: str) -> Escalation:
    """A client's problem goes to the second level."""
    client = clients.create_client(kind="organisation", name=name, by=riina)
    enquiry = enquiries.open_enquiry(
        topic=Topic.objects.selectable()[0], client=client, by=riina, language="et", question="Nupp on hall.",
    )  # fmt: skip
    unit = Unit.objects.get(code="it")
    return actions.escalate(enquiry=enquiry, unit=unit, answers=ANSWERS, by=riina)


def minutes_pass(condition: Callable[[], Any], minutes: int = 0) -> Any:
    """Until it is true, what beat does every minute is done every second, while the clock goes on."""
    swept = 0.0

    def look() -> Any:
        nonlocal swept
        if time.monotonic() - swept > 1:
            swept = time.monotonic()
            if minutes:
                clock.move(timedelta(minutes=minutes))
            for name in ("tickets.sweep", "tickets.poll"):
                current_app.send_task(name)
        return condition()

    return wait_for(look, 60)


def the_line(kind: str = "jira") -> Line:
    return Line.objects.filter(kind=kind).first() or Line()


def rests_for(line: Line) -> timedelta:
    """How long nobody asks JIRA."""
    return line.rests_until - clock.now() if line.rests_until else timedelta()


def nothing_of_the_token(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither in what the worker told, nor in Redis, where tasks and their results lie."""
    out, err = capfd.readouterr()
    assert TOKEN not in out + err
    with redis.Redis.from_url(django_settings.REDIS_URL) as store:
        for key in store.scan_iter(count=500):
            kind = store.type(key)
            held = (
                store.lrange(key, 0, -1) if kind == b"list" else store.get(key) if kind == b"string" else ""
            )
            assert TOKEN.encode() not in repr(held).encode() + key


def test_an_hour_without_jira(
    page_for: Callable[..., Page], riina: User, hans: User, level2: Level2, capfd: pytest.CaptureFixture[str]
) -> None:
    tickets = [hands_over(riina, name) for name in ("Tamme Puit OÜ", "Kase Mets OÜ", "Kuuse Talu OÜ")]
    minutes_pass(lambda: the_line().state == "resting")

    page = page_for(riina, path="/")
    waits = page.get_by_text("JIRA ei ole kättesaadav, 3 ootab alates")
    expect(waits).to_be_visible()
    page.goto("/tickets/")
    expect(waits).to_be_visible()
    page.goto(tickets[0].get_absolute_url())
    expect(waits).to_be_visible()
    expect(page.get_by_text("JIRA-ga ei saa ühendust").first).to_be_visible()
    expect(page.get_by_role("button", name="Proovi kohe")).to_have_count(0)

    # An hour goes by; the rests grow, and no attempt is used up.
    hour = clock.now() + timedelta(minutes=60)
    minutes_pass(lambda: clock.now() > hour and rests_for(the_line()) > timedelta(minutes=5), minutes=8)
    assert set(Escalation.objects.values_list("state", flat=True)) == {"queued"}

    # JIRA is back, and the administrator does not wait for the next try.
    keeper = page_for(hans, path="/tickets/jira/")
    expect(keeper.get_by_text("JIRA ei ole kättesaadav, 3 ootab alates")).to_be_visible()
    state = level2.starts()
    keeper.get_by_role("button", name="Proovi kohe").press("Enter")
    expect(keeper.get_by_text("JIRA-t proovitakse nüüd.")).to_be_visible()
    minutes_pass(lambda: Escalation.objects.filter(state="created").count() == 3)
    numbers = [ticket.enquiry.number for ticket in tickets]
    issues = sorted(state.issues.values(), key=lambda issue: int(issue.id))
    assert [issue.summary.split(":")[0] for issue in issues] == numbers, "each once, in their order"
    page.goto(tickets[0].get_absolute_url())
    expect(page.get_by_role("link", name="KT-1", exact=True).first).to_be_visible()
    page.goto("/tickets/")
    expect(waits).to_have_count(0)
    nothing_of_the_token(capfd)


def test_a_token_that_jira_refuses_waits_for_the_administrator(
    page_for: Callable[..., Page], riina: User, hans: User, level2: Level2, capfd: pytest.CaptureFixture[str]
) -> None:
    state = level2.starts(token="teine-luba")
    ticket = hands_over(riina, "Tamme Puit OÜ")
    wait_for(lambda: the_line("credentials").state == "stopped")
    refused = len([sent for sent in state.requests if TOKEN in sent["headers"].get("authorization", "")])
    minutes_pass(lambda: True)
    page = page_for(riina, path="/tickets/")
    expect(page.get_by_text("JIRA ei võta meie pääsuluba vastu, 1 ootab alates")).to_be_visible()

    state.token = TOKEN  # made valid again in JIRA
    keeper = page_for(hans, path="/")
    keeper.goto("/tickets/jira/")
    keeper.get_by_role("button", name="Ava ühendus uuesti").press("Enter")
    expect(keeper.get_by_text("Viimati avas Hans Hein")).to_be_visible()
    minutes_pass(lambda: Escalation.objects.get(pk=ticket.pk).state == "created")
    assert refused == 1, "a refused token is not tried once more"
    assert len(state.issues) == 1
    nothing_of_the_token(capfd)
