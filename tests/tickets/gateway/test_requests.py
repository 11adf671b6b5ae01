"""Every request that the gateway makes is one of the published documents, and each listed one is made."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.simulators import jira
from tests.tickets.gateway import published
from tickets import gateway

New = Callable[..., gateway.NewIssue]


def everything(state: jira.State, new: New) -> None:
    """All that the desk ever asks of JIRA."""
    gateway.ping(datetime.now(UTC))
    gateway.missing_fields("KT", "Task")
    ref = gateway.create(new())
    gateway.create(new(issue_type="10100"))
    gateway.link(ref.id, "u1", "https://desk.example/tickets/1", "P-2026-000001")
    gateway.comment(ref.id, "m1", "Lisainfo")
    gateway.comment(ref.id, "m2", "Klient on teavitatud.", ours=True)
    gateway.commented(ref.id, "m2")
    gateway.proof(ref.id)
    gateway.adopt(gateway.locate(ref.key).id, "u1")
    gateway.find("0123456789abcdef0123456789abcdef")
    gateway.twins(2)
    gateway.changed(90)
    gateway.reconcile([ref.id])
    state.move(state.issues[ref.id], "ARH")
    for _time in range(101):
        state.assign(state.issues[ref.id], jira.EXPERT, jira.EXPERT)
    gateway.read(ref.id)
    gateway.close(ref.id, "Closed", "Done")
    state.delete(state.issues[ref.id])
    gateway.reconcile([ref.id])
    gateway.absence(ref.id, project="KT")


def test_every_request_of_the_gateway_is_published(level2: jira.State, new: New) -> None:
    everything(level2, new)
    assert published.strange(level2.requests, cloud=level2.cloud) == []


def test_every_request_that_is_written_down_is_made(level2: jira.State, new: New) -> None:
    everything(level2, new)
    used = [published.operation(request, cloud=level2.cloud) for request in level2.requests]
    listed = published.CLOUD if level2.cloud else published.DATACENTER
    assert [f"{each.method} {each.path}" for each in listed if each not in used] == []


def test_the_desk_says_who_it_is(level2: jira.State, new: New) -> None:
    everything(level2, new)
    asked = [request["headers"] for request in level2.requests if request["path"][-10:] != "serverInfo"]
    assert {headers["user-agent"] for headers in asked} == {"abilaud/1.0"}
    kinds = {headers["authorization"].split()[0] for headers in asked}
    assert kinds == {"Basic" if level2.cloud else "Bearer"}


WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", "issue/1/transitions", {"body": {"transition": {"id": 21}}}, "body.transition.id is no string"),
    ("POST", "issue/1/transitions", {"body": {}}, "transition is missing"),
    ("POST", "issue/1/comment", {"body": {"body": None}}, "body.body is null"),
    ("POST", "issue", {"body": {"fields": {"reporter": {}}}}, "body.fields.reporter is not in the document"),
    ("POST", "issue", {"body": None}, "has no body"),
    ("GET", "issue/1", {"query": [("validateQuery", "True")]}, "query validateQuery is not in the document"),
    ("GET", "issue/1/comment", {"query": [("startAt", "x")]}, "query startAt=x is no integer"),
    ("DELETE", "issue/1", {}, "is not in the document"),
]


@pytest.mark.parametrize(("method", "path", "rest", "said"), WRONG)
def test_what_is_strange_is_noticed(method: str, path: str, rest: dict[str, Any], said: str) -> None:
    headers = {"content-type": "application/json"}
    request: dict[str, Any] = {
        "method": method,
        "path": f"/rest/api/2/{path}",
        "query": [],
        "body": None,
        "headers": headers,
    }
    assert said in " ".join(published.strange([{**request, **rest}], cloud=False))
