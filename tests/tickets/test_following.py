"""What moves in JIRA reaches us: by poll alone, by webhook alone, and by both, once."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from desk import clock
from tests.simulators import jira
from tests.tickets.conftest import drain, level2_solves, read, the_issue
from tickets import tasks
from tickets.enums import State
from tickets.models import Contact, Escalation, JiraInbox, TicketEvent

pytestmark = pytest.mark.slow

TOKEN, SECRET = "hook-token-hook-token", "hook-secret"


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int]]]:
    """What a worker would be woken for, at once instead of after commit."""
    calls: list[tuple[str, int]] = []
    monkeypatch.setattr("desk.outbox.wake", lambda task, pk: calls.append((task, pk)))
    yield calls


@pytest.fixture
def followed(ticket: Escalation, level2: jira.State) -> Escalation:
    drain()
    return read(ticket)


def payloads(server: jira.Running, act: Callable[[], object]) -> list[tuple[bytes, dict[str, str]]]:
    """The webhooks that JIRA sends when `act` happens, as they go over the wire."""
    sent: list[tuple[bytes, dict[str, str]]] = []

    def listen(event: str, facts: dict[str, Any]) -> None:
        body = json.dumps(server.hooks._payload(event, facts)).encode()
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        sent.append((body, {"X-Hub-Signature": f"sha256={digest}"}))

    server.state.listeners.append(listen)
    act()
    server.state.listeners.remove(listen)
    return sent


def post(body: bytes, headers: dict[str, str], token: str = TOKEN) -> int:
    answer = Client().post(
        f"/hooks/jira/{token}/", body, content_type="application/json; charset=UTF-8", headers=headers
    )
    return answer.status_code


@pytest.fixture
def hook(settings: Any) -> None:
    settings.JIRA_WEBHOOK_TOKEN, settings.JIRA_WEBHOOK_SECRET = TOKEN, SECRET


def test_the_poll_alone_finds_what_moved(
    followed: Escalation, level2: jira.State, woken: list[tuple[str, int]]
) -> None:
    tasks.poll()
    assert woken == [], "nothing moved since it was read"
    level2_solves(level2)
    tasks.poll()
    assert woken == [("tickets.read", followed.issue_id)]
    assert read(followed).state == State.ANSWERED


def test_the_poll_reaches_back_over_an_outage(
    followed: Escalation, level2: jira.State, settings: Any, woken: list[tuple[str, int]]
) -> None:
    tasks.poll()
    there, settings.JIRA_URL = settings.JIRA_URL, "http://127.0.0.1:9"
    tasks.poll()
    contact = Contact.objects.get()
    assert (contact.trouble, contact.trouble_since is not None) == ("unreachable", True)
    level2_solves(level2)
    level2.clock_offset = timedelta(hours=3)
    clock.move(timedelta(hours=3))
    settings.JIRA_URL = there
    woken.clear()
    tasks.poll()
    assert ("tickets.read", followed.issue_id) in woken
    contact.refresh_from_db()
    assert (contact.trouble, contact.trouble_since) == ("", None)


def test_a_ticket_of_which_nothing_is_heard_is_read_again(
    followed: Escalation, level2: jira.State, woken: list[tuple[str, int]]
) -> None:
    tasks.poll()
    clock.move(timedelta(minutes=31))
    tasks.poll()
    assert woken == [("tickets.read", followed.issue_id)]


@pytest.mark.usefixtures("hook")
def test_a_webhook_is_a_hint_to_read_again(
    followed: Escalation, level2: jira.State, jira_server: jira.Running, woken: list[tuple[str, int]]
) -> None:
    hooks = payloads(jira_server, lambda: level2.comment(the_issue(level2), "Vaatame", jira.EXPERT))
    assert "issue" not in json.loads(hooks[0][0]), "Data Center's comment_created names no issue"
    assert [post(*one) for one in hooks] == [200, 200]
    assert woken == [("tickets.read", followed.issue_id)] * 2
    read(followed)
    assert TicketEvent.objects.count() == 1


@pytest.mark.usefixtures("hook")
def test_a_webhook_that_comes_twice_counts_once(
    followed: Escalation, level2: jira.State, jira_server: jira.Running, woken: list[tuple[str, int]]
) -> None:
    (body, headers), _second = payloads(
        jira_server, lambda: level2.comment(the_issue(level2), "Vaatame", jira.EXPERT)
    )
    assert [post(body, headers), post(body, headers)] == [200, 200]
    assert len(woken) == JiraInbox.objects.count() == 1


@pytest.mark.usefixtures("hook")
def test_what_a_forged_hint_claims_is_never_believed(
    followed: Escalation, level2: jira.State, jira_server: jira.Running, settings: Any
) -> None:
    settings.JIRA_WEBHOOK_SECRET = ""
    lie = {
        "webhookEvent": "jira:issue_updated",
        "issue": {"id": followed.issue.jira_id, "fields": {"status": "Done"}},
    }
    assert post(json.dumps(lie).encode(), {}) == 200
    assert read(followed).state == State.CREATED


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(
    ("token", "headers", "body", "status"),
    [
        ("wrong-token", {}, b"{}", 404),
        (TOKEN, {}, b"{}", 403),
        (TOKEN, {"X-Hub-Signature": "sha256=00"}, b"{}", 403),
    ],
)
def test_a_webhook_without_its_credentials_is_refused(
    db: None, token: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    assert post(body, headers, token) == status


def test_odd_webhooks_are_taken_and_dropped(db: None, settings: Any) -> None:
    settings.JIRA_WEBHOOK_TOKEN, settings.JIRA_WEBHOOK_SECRET = TOKEN, ""
    assert post(b"[]", {}) == 200
    assert post(b'{"issue": {"id": "999"}}', {}) == 200
    assert post(b"no json", {}) == 400
    assert JiraInbox.objects.count() == 0


def test_poll_and_webhooks_in_any_order_end_the_same(
    followed: Escalation, level2: jira.State, settings: Any, jira_server: jira.Running
) -> None:
    settings.JIRA_WEBHOOK_TOKEN, settings.JIRA_WEBHOOK_SECRET = TOKEN, SECRET
    hooks = payloads(jira_server, lambda: level2_solves(level2))
    for body, headers in reversed(hooks):
        post(body, headers)
        read(followed)
    tasks.poll()
    ticket = read(followed)
    assert (ticket.state, ticket.answer) == (State.ANSWERED, "Viga on parandatud.")
    assert TicketEvent.objects.count() == 4  # started, said, done, and its resolution


def test_jira_really_sends_signed_webhooks(jira_server: jira.Running, level2: jira.State) -> None:
    """The simulator itself: what it sends is signed and counted."""
    jira_server.hooks.register("http://127.0.0.1:9/hooks/jira/x/", SECRET)
    level2.create({"project": {"key": "KT"}, "issuetype": {"id": "10100"}, "summary": "x"}, [], jira.EXPERT)
    end = time.monotonic() + 5
    while not jira_server.hooks.sent and time.monotonic() < end:
        time.sleep(0.02)
    assert jira_server.hooks.sent == [("jira:issue_created", 0)]


def test_jira_ping_tells_what_there_is(followed: Escalation, capsys: Any) -> None:
    call_command("jira_ping", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["account"], found["problems"]) == (True, "csd-desk", [])
    assert [unit["key"] for unit in found["units"]] == ["permits", "subject", "it"]


def test_jira_ping_says_what_is_wrong(db: None, settings: Any, capsys: Any) -> None:
    settings.JIRA_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError):
        call_command("jira_ping", "--json")
    assert json.loads(capsys.readouterr().out)["ok"] is False
