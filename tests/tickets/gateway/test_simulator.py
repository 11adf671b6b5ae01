"""The pretended JIRA itself: it is as hard as the real one where the documents say so."""

import base64
import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.simulators import jira

pytestmark = pytest.mark.slow

SECRET = "kõva-saladus"
TEXT = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": []}]}


@dataclass
class Listener:
    """A desk that takes webhooks, or refuses the first so many of them."""

    url: str = ""
    refuse: int = 0
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def wait(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        end = time.monotonic() + 5
        while len(self.heard) < count and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.05)
        assert len(self.heard) == count
        return self.heard


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(503 if len(heard.heard) <= heard.refuse else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard.url = f"http://127.0.0.1:{server.server_port}/hooks/jira/x/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield heard
    server.shutdown()
    server.server_close()


@dataclass
class Asking:
    """Whoever asks this JIRA, with good credentials."""

    server: jira.Running

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        state = self.server.state
        key = base64.b64encode(f"{state.email}:{state.token}".encode()).decode()
        given = f"Basic {key}" if state.cloud else f"Bearer {state.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.server.url + path,
            data,
            {"Authorization": given, "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def fault(self, **given: Any) -> None:
        assert self("POST", "/_faults", given)[0] == 200

    def create(self, **fields: Any) -> tuple[int, Any]:
        given = {"project": {"key": "KT"}, "issuetype": {"id": "10100"}, "summary": "Viga", **fields}
        return self("POST", f"/rest/api/{3 if self.server.state.cloud else 2}/issue", {"fields": given})


@pytest.fixture
def ask(server: jira.Running) -> Iterator[Asking]:
    server.state.reset()
    server.hooks.targets.clear()
    server.hooks.reset()
    yield Asking(server)
    server.hooks.targets.clear()


@pytest.fixture
def cloud_ask(cloud_server: jira.Running) -> Asking:
    cloud_server.state.reset()
    return Asking(cloud_server)


def solved(ask: Asking) -> jira.Issue:
    state = ask.server.state
    _status, made = ask.create()
    issue = state.issues[made["id"]]
    state.comment(issue, "Tehtud", jira.EXPERT)
    return issue


def test_webhooks_are_signed_over_what_was_sent(ask: Asking, listener: Listener) -> None:
    ask.server.hooks.register(listener.url, SECRET)
    solved(ask)
    for headers, body in listener.wait(3):
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert headers["x-hub-signature"] == f"sha256={digest}"


def test_a_comment_carries_its_issue_in_cloud_alone(ask: Asking, listener: Listener) -> None:
    ask.server.hooks.register(listener.url)
    issue = solved(ask)
    said = next(b for _h, b in listener.wait(3) if json.loads(b)["webhookEvent"] == "comment_created")
    payload = json.loads(said)
    assert f"/issue/{issue.id}/comment/" in payload["comment"]["self"]
    assert ("issue" in payload) is ask.server.state.cloud
    assert b"@" not in said or not ask.server.state.cloud, "Cloud tells no e-mail address"


def test_only_cloud_says_it_again_until_it_is_heard(ask: Asking, listener: Listener) -> None:
    cloud, listener.refuse = ask.server.state.cloud, 2
    ask.server.hooks.pause = 0.01
    ask.server.hooks.register(listener.url)
    ask.create()
    heard = [headers for headers, _body in listener.wait(3 if cloud else 1)]
    if cloud:
        assert len({headers["x-atlassian-webhook-identifier"] for headers in heard}) == 1
        assert [headers.get("x-atlassian-webhook-retry") for headers in heard] == [None, "1", "2"]
        assert {headers["x-atlassian-webhook-flow"] for headers in heard} == {"Primary"}
    else:
        assert not [name for name in heard[0] if name.startswith("x-atlassian")]


ORDERS: list[tuple[str, list[str]]] = [
    ("doubled", ["jira:issue_created"] * 2 + ["comment_created"] * 2 + ["jira:issue_updated"] * 2),
    ("lost", []),
]


@pytest.mark.parametrize(("mode", "events"), ORDERS)
def test_webhooks_are_lost_or_doubled(
    ask: Asking, listener: Listener, mode: str, events: list[str]
) -> None:  # fmt: skip
    ask.server.hooks.register(listener.url)
    ask.fault(kind="hooks", mode=mode)
    solved(ask)
    assert [json.loads(body)["webhookEvent"] for _h, body in listener.wait(len(events))] == events


def test_webhooks_come_in_the_wrong_order(ask: Asking, listener: Listener) -> None:
    ask.server.hooks.register(listener.url)
    ask.fault(kind="hooks", mode="held")
    solved(ask)
    listener.wait(0)
    ask.fault(kind="hooks", mode="reversed")
    heard = [json.loads(body)["webhookEvent"] for _h, body in listener.wait(3)]
    assert heard == ["jira:issue_updated", "comment_created", "jira:issue_created"]


MAGIC: list[tuple[str, int, int]] = [
    # the word, what the first request gets (0: no answer), issues that it made
    ("cut-before", 0, 0), ("cut-after", 0, 1), ("500", 500, 1), ("429", 429, 0), ("429-fraction", 429, 0),
    ("503-date", 503, 0),
]  # fmt: skip


@pytest.mark.parametrize(("word", "status", "made"), MAGIC)
def test_what_is_written_brings_a_bad_day(ask: Asking, word: str, status: int, made: int) -> None:
    try:
        first = ask.create(summary=f"Viga sim:{word}")[0]
    except OSError:
        first = 0
    assert (first, len(ask.server.state.issues)) == (status, made)
    assert ask.create(summary=f"Viga sim:{word}")[0] == 201, "to the letter the same, it passes"


def test_issues_are_moved_hidden_archived_and_deleted_on_order(ask: Asking) -> None:
    api = f"/rest/api/{3 if ask.server.state.cloud else 2}"
    _status, made = ask.create()
    key, path = made["key"], f"{api}/issue/{made['id']}"
    ask.fault(kind="move", issue=key, project="ARH")
    assert ask("GET", f"{api}/issue/{key}")[1]["key"] == "ARH-1", "the old key still leads there"
    ask.fault(kind="archive", issue="ARH-1")
    assert ask("GET", path)[0] == 200
    assert ask("POST", f"{path}/comment", {"body": "x"})[0] == 400
    ask.fault(kind="hide", issue="ARH-1")
    assert ask("GET", path)[0] == 404
    ask.fault(kind="hide", issue="ARH-1")
    ask.fault(kind="hide_project", project="ARH")
    assert (ask("GET", path)[0], ask("GET", f"{api}/project/ARH")[0]) == (404, 404)
    ask.fault(kind="hide_project", project="ARH")
    ask.fault(kind="delete", issue="ARH-1")
    assert ask("GET", path)[0] == 404


def test_a_person_plays_the_second_level_by_its_page(ask: Asking) -> None:
    _status, made = ask.create()
    issue, page = ask.server.state.issues[made["id"]], f"{ask.server.url}/browse/{made['key']}"
    for path, form in (("transition", b"transition=11"), ("comment", b"body=Uurime+%3Cb%3E")):
        urllib.request.urlopen(urllib.request.Request(f"{page}/{path}", form)).close()
    with urllib.request.urlopen(page) as answer:
        shown = answer.read().decode()
    assert (issue.status.name, issue.assignee) == ("In Progress", jira.EXPERT)
    assert "Uurime &lt;b&gt;" in shown


def test_every_request_can_be_made_slow(ask: Asking) -> None:
    ask.fault(kind="latency", seconds=0.1)
    began = time.monotonic()
    ask.create()
    assert time.monotonic() - began >= 0.1


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("/rest/api/3/search/jql", {"jql": "ORDER BY id"}),
    ("/rest/api/3/search/jql", {"jql": "labels = csd", "startAt": 0}),
    ("/rest/api/3/search/jql", {"jql": "labels = csd", "properties": None}),
    ("/rest/api/3/search/jql", {"jql": "labels = csd", "nextPageToken": "bm9uZQ=="}),
    ("/rest/api/3/search/jql", {"jql": 'updated >= "2026-03-05 10:00"'}),
    ("/rest/api/3/search/jql", {"jql": "id in (99)"}),
    ("/rest/api/3/issue/10001/comment", {"body": "wiki *tekst*"}),
    ("/rest/api/3/issue/10001/comment", {"body": TEXT}),
    ("/rest/api/3/issue/10001/comment", {"body": {**TEXT, "content": [{"type": "script"}]}}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), REFUSED)
def test_cloud_refuses_what_its_document_does_not_know(
    cloud_ask: Asking, path: str, body: dict[str, Any]
) -> None:
    cloud_ask.create()
    assert cloud_ask("POST", path, body)[0] == 400


def test_cloud_has_removed_its_old_search(cloud_ask: Asking) -> None:
    assert cloud_ask("POST", "/rest/api/3/search", {"jql": "labels = csd"})[0] == 410


def test_the_search_is_late_and_the_issue_is_not(ask: Asking) -> None:
    state = ask.server.state
    api = f"/rest/api/{3 if state.cloud else 2}"
    search: Callable[[], int] = lambda: len(  # noqa: E731
        ask("POST", f"{api}/search{'/jql' if state.cloud else ''}", {"jql": 'updated >= "-5m"'})[1]["issues"]
    )
    ask.fault(kind="late_index", seconds=60)
    _status, made = ask.create()
    assert (search(), ask("GET", f"{api}/issue/{made['id']}")[0]) == (0, 200)
    ask.fault(kind="late_index", seconds=0)
    assert search() == 1
