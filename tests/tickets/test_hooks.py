"""A webhook is a hint only: it is checked, counted once, and never believed."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import connection, transaction
from django.test import Client

from desk import clock
from tests.calls.serving import served
from tests.simulators import jira
from tests.tickets.conftest import read, the_issue
from tests.tickets.webhooks import SECRET, TOKEN, payloads, post, signature
from tickets import tasks
from tickets.actions import hearing
from tickets.enums import State
from tickets.models import Escalation, Issue, JiraInbox, TicketEvent
from tickets.views.hooks import MAX_BYTES

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def hook(settings: Any) -> None:
    settings.JIRA_WEBHOOK_TOKEN, settings.JIRA_WEBHOOK_SECRET = TOKEN, SECRET


@pytest.fixture
def unsigned(settings: Any) -> None:
    settings.JIRA_WEBHOOK_SECRET = ""


@pytest.fixture
def known(ticket: Escalation) -> Issue:
    """An issue that JIRA has, without a JIRA."""
    Issue.objects.update(jira_id="10001", jira_key="KT-1")
    return Issue.objects.get()


def hint(jira_id: object = "10001", event: object = "jira:issue_updated", **more: object) -> bytes:
    return json.dumps({"webhookEvent": event, "issue": {"id": jira_id}, **more}).encode()


@pytest.mark.slow
def test_a_webhook_is_a_hint_to_read_again(
    followed: Escalation, level2: jira.State, jira_server: jira.Running, woken: list[tuple[str, int]]
) -> None:
    hooks = payloads(jira_server, lambda: level2.comment(the_issue(level2), "Vaatame", jira.EXPERT))
    assert "issue" not in json.loads(hooks[0][0]), "Data Center's comment_created names no issue"
    assert [post(*one) for one in hooks] == [200, 200]
    assert woken == [("tickets.read", followed.issue_id)], "one reading sees what both speak of"
    read(followed)
    assert TicketEvent.objects.count() == 1
    assert Issue.objects.get().heard_at is None


@pytest.mark.usefixtures("unsigned", "woken")
def test_every_event_of_an_issue_is_a_hint(known: Issue) -> None:
    for event in ("jira:issue_updated", "jira:issue_deleted", "jira:issue_created", "comment_created"):
        Issue.objects.update(heard_at=None)
        assert post(hint(event=event), {}) == 200
        assert Issue.objects.get().heard_at is not None, event


@pytest.mark.parametrize("event", ["comment_created", "comment_updated", "comment_deleted"])
@pytest.mark.usefixtures("unsigned", "woken")
def test_a_comment_of_data_center_is_known_by_where_it_stands(known: Issue, event: str) -> None:
    where = {"id": "77", "self": "https://jira.example/rest/api/2/issue/10001/comment/77"}
    assert post(json.dumps({"webhookEvent": event, "comment": where}).encode(), {}) == 200
    assert JiraInbox.objects.get().event == event


@pytest.mark.usefixtures("unsigned")
def test_a_webhook_that_comes_twice_counts_once(known: Issue, woken: list[tuple[str, int]]) -> None:
    assert [post(hint(), {}), post(hint(), {})] == [200, 200]
    named = {"X-Atlassian-Webhook-Identifier": "9d3e-1", "X-Atlassian-Webhook-Retry": "1"}
    assert [post(hint(timestamp=1), named), post(hint(timestamp=2), named)] == [200, 200]
    assert (len(woken), JiraInbox.objects.count()) == (1, 2)


@pytest.mark.usefixtures("unsigned", "woken")
def test_what_is_heard_while_one_reads_is_read_after_it(known: Issue) -> None:
    post(hint(timestamp=1), {})
    before = Issue.objects.get().heard_at
    post(hint(timestamp=2), {})
    assert not hearing.heard_out(pk=known.pk, heard_at=before)
    assert Issue.objects.get().heard_at is not None


@pytest.mark.usefixtures("unsigned")
def test_a_flood_of_hints_wakes_a_few_readings_and_the_poll_does_the_rest(
    known: Issue, woken: list[tuple[str, int]]
) -> None:
    Issue.objects.bulk_create([
        Issue(unit=known.unit, project="KT", jira_id=str(number)) for number in range(20_000, 20_099)
    ])  # fmt: skip
    for number in range(20_000, 20_099):
        post(hint(number), {})
    assert len(woken) == hearing.ONE_BY_ONE
    assert Issue.objects.to_be_read().count() == 99


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unsigned")
def test_a_hint_waits_for_nobody_who_writes_to_the_issue(known: Issue, woken: list[tuple[str, int]]) -> None:
    def elsewhere() -> int:
        try:
            return post(hint(), {})
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        Issue.objects.select_for_update().get(pk=known.pk)
        assert other.submit(elsewhere).result(10) == 200
    assert woken == [("tickets.read", known.pk)], "it is read after whoever writes now"


@pytest.mark.slow
@pytest.mark.usefixtures("unsigned")
def test_what_a_forged_hint_claims_is_never_believed(followed: Escalation) -> None:
    lie = hint(followed.issue.jira_id, issue={"id": followed.issue.jira_id, "fields": {"status": "Done"}})
    assert post(lie, {}) == 200
    assert read(followed).state == State.CREATED


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("wrong-token", {}, 404),
        ("võti", {}, 404),
        (TOKEN, {}, 403),
        (TOKEN, {"X-Hub-Signature": "sha256=00"}, 403),
        (TOKEN, {"X-Hub-Signature": "sha256=ää"}, 403),
        (TOKEN, {"X-Hub-Signature": signature(b"{ }")["X-Hub-Signature"]}, 403),
        (TOKEN, signature(b"{}"), 200),
    ],
)
def test_a_webhook_without_its_credentials_is_refused(
    db: None, token: str, headers: dict[str, str], status: int
) -> None:
    assert post(b"{}", headers, token) == status


@pytest.mark.parametrize(
    "body",
    [
        b" ", b"no json", b"[]", b"7", b'"text"', b"null", b'{"issue": {"id": ' + b"9" * 5000 + b"}}",
        b"[" * 200_000, b'{"a":' * 200_000, "{\"issue\": \"Õ\"}".encode("latin-1"), b"\x00", b'{"a": "\xff"}',
    ],
    ids=range(12),
)  # fmt: skip
@pytest.mark.usefixtures("unsigned")
def test_what_is_no_webhook_is_refused(db: None, body: bytes) -> None:
    assert post(body, {}) == 400
    assert JiraInbox.objects.count() == 0


@pytest.mark.parametrize(
    "payload",
    [
        {"issue": {"id": "999"}}, {"issue": {"id": 10**30}}, {"issue": {"id": 1e300}},
        {"issue": {"id": True}},
        {"issue": {"id": "١٠٠٠١"}}, {"issue": {"id": ["10001"]}}, {"issue": "10001"}, {"issue": None}, {},
        {"comment": {"self": 7}}, {"comment": {"self": "/issue/x/comment/1"}}, {"comment": []},
        {"issue": {"id": "-10001"}}, {"issue": {"id": "10001\u0000"}}, {"issue": {"id": "1" * 5000}},
    ],
    ids=range(15),
)  # fmt: skip
@pytest.mark.usefixtures("unsigned")
def test_a_hint_about_nothing_of_ours_is_taken_and_dropped(known: Issue, payload: object) -> None:
    assert post(json.dumps(payload).encode(), {}) == 200
    assert JiraInbox.objects.count() == 0


@pytest.mark.parametrize("event", ["", 7, None, ["x"], {"a": 1}, "x" * 5000, "a\u0000b", "\ud800", "Õ"])
@pytest.mark.usefixtures("unsigned", "woken")
def test_an_event_of_a_strange_name_is_a_hint_all_the_same(known: Issue, event: object) -> None:
    assert post(hint(event=event), {"X-Atlassian-Webhook-Identifier": "ä" * 500}) == 200
    assert JiraInbox.objects.get().event == ""


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_post_is_answered(db: None, method: str) -> None:
    answer = getattr(Client(), method)(f"/hooks/jira/{TOKEN}/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("length", "status"),
    [("", 411), (None, 411), ("-1", 400), ("x", 400), ("٣", 400), (str(2**21 + 1), 413), ("9" * 5000, 413)],
    ids=range(7),
)
def test_how_much_comes_is_said_before_and_is_bounded(db: None, length: str | None, status: int) -> None:
    """A body in chunks says no length: it is not read."""
    more: dict[str, Any] = {"CONTENT_LENGTH": length} if length is not None else {}
    answer = Client(raise_request_exception=False).generic(
        "POST", f"/hooks/jira/{TOKEN}/", b"", content_type="application/json", **more
    )
    assert answer.status_code == status


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_over_a_real_server_it_is_the_same_and_the_token_reaches_no_log(tmp_path: Path) -> None:
    said = tmp_path / "said.log"
    keys = {"JIRA_WEBHOOK_TOKEN": TOKEN, "JIRA_WEBHOOK_SECRET": SECRET, "LOG_LEVEL": "DEBUG"}
    with served(said, "--log-level", "debug", **keys) as url:
        door, body = f"{url}/hooks/jira/{TOKEN}/", b"{}"
        answers = [
            requests.post(door, body, headers=signature(body), timeout=20),
            requests.post(door, iter([body]), headers=signature(body), timeout=20),  # in chunks
            requests.post(door, b"x" * (MAX_BYTES + 1), timeout=20),
            requests.post(door, timeout=20),
            requests.get(door, timeout=20),
            requests.post(f"{url}/hooks/jira/x/", body, timeout=20),
        ]
    assert [answer.status_code for answer in answers] == [200, 411, 413, 403, 405, 404]
    assert TOKEN not in said.read_text()


@pytest.mark.usefixtures("unsigned")
def test_the_token_reaches_no_log(db: None, caplog: pytest.LogCaptureFixture) -> None:
    post(b"no json", {})
    Client().get(f"/hooks/jira/{TOKEN}/")
    assert TOKEN not in caplog.text


@pytest.mark.usefixtures("unsigned", "woken")
def test_hints_are_kept_for_thirty_days(known: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "AT_ONCE", 3)
    for number in range(7):
        post(hint(timestamp=number), {})
    clock.move(timedelta(days=29))
    tasks.forget_hints()
    assert JiraInbox.objects.count() == 7
    post(hint(timestamp=8), {})
    clock.move(timedelta(days=2))
    tasks.forget_hints()
    assert JiraInbox.objects.count() == 1


@pytest.mark.slow
def test_jira_really_sends_signed_webhooks(jira_server: jira.Running, level2: jira.State) -> None:
    """The simulator itself: what it sends is signed and counted."""
    jira_server.hooks.register("http://127.0.0.1:9/hooks/jira/x/", SECRET)
    level2.create({"project": {"key": "KT"}, "issuetype": {"id": "10100"}, "summary": "x"}, [], jira.EXPERT)
    end = time.monotonic() + 5
    while not jira_server.hooks.sent and time.monotonic() < end:
        time.sleep(0.02)
    assert jira_server.hooks.sent == [("jira:issue_created", 0)]
