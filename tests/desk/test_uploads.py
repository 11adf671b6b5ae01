"""Bodies of strangers: awaited outside the threads, bounded in memory and time, and told apart by size."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from desk import uploads


class Inner:
    """The application behind: reads what it is given and answers 200."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.lengths: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.bodies.append(body)
        self.lengths.append(dict(scope["headers"]).get(b"content-length", b"").decode())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def ask(app: Any, parts: list[Any], path: str = "/k/x/upload/", headers: Any = ()) -> list[int]:
    """Send the parts (a number waits so many seconds; None hangs up); the statuses that came back."""
    statuses: list[int] = []
    queue = list(parts)

    async def receive() -> Any:
        while queue and isinstance(queue[0], float):
            await asyncio.sleep(queue.pop(0))
        if not queue or queue[0] is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": queue.pop(0), "more_body": bool(queue)}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "path": path, "method": "POST", "headers": list(headers)}
    # In a thread of its own: a browser test before may have left a loop running in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, app(scope, receive, send)).result()
    return statuses


@pytest.fixture
def inner() -> Inner:
    return Inner()


def test_a_body_comes_through_whole_with_its_true_length(inner: Inner) -> None:
    parts = [b"a" * 70_000, b"b" * 200_000, b"c"]
    said = [(b"transfer-encoding", b"chunked")]
    assert ask(uploads.Bounded(inner), parts, headers=said) == [200]
    assert inner.bodies == [b"".join(parts)] and inner.lengths == ["270001"]


def test_what_is_too_large_is_thrown_away_and_its_length_told(inner: Inner, settings: Any) -> None:
    settings.CONTAINER_MAX_BYTES = 1000
    assert ask(uploads.Bounded(inner), [b"x" * 50_000] * 4) == [200]
    assert inner.bodies == [b""] and inner.lengths == ["200000"]


def test_beyond_all_measure_it_is_not_heard_out(inner: Inner, settings: Any) -> None:
    settings.CONTAINER_MAX_BYTES = 0
    parts = [b"x" * uploads.FORM] * (uploads.LISTENED + 50)
    ask(uploads.Bounded(inner), parts)
    assert int(inner.lengths[0]) <= uploads.FORM * (uploads.LISTENED + 1)


def test_a_body_that_trickles_in_is_given_up(inner: Inner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SECONDS", 0.2)
    assert ask(uploads.Bounded(inner), [b"x", 0.5, b"y"]) == [408]
    assert not inner.bodies


def test_who_hangs_up_reaches_no_thread(inner: Inner) -> None:
    app = uploads.Bounded(inner)
    assert ask(app, [b"x", None]) == [] and not inner.bodies and not +app.under_way


def test_too_many_at_once_are_asked_to_come_later(inner: Inner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    assert ask(uploads.Bounded(inner), [b"x"]) == [503]


def test_doors_for_machines_look_at_the_credential_first(inner: Inner) -> None:
    said = [(b"content-length", b"3")]
    for path in ("/hooks/jira/x/", "/api/telephony/x/events/"):
        assert ask(uploads.Bounded(inner), [b"abc"], path=path, headers=said) == [200]
    assert inner.bodies == [b"abc"] * 2 and inner.lengths == ["3"] * 2


OURS = [(b"cookie", b"csrftoken=a; sessionid=b")]


def test_whoever_brings_no_session_sends_a_form_and_no_more(inner: Inner) -> None:
    big = [b"x" * 100_000] * 3
    assert ask(uploads.Bounded(inner), big, path="/login/") == [413]
    assert ask(uploads.Bounded(inner), big, path="/documents/") == [413]
    assert ask(uploads.Bounded(inner), big, path="/documents/", headers=OURS) == [200]
    assert ask(uploads.Bounded(inner), [b"x" * 100_000], path="/login/") == [200]
    assert [len(body) for body in inner.bodies] == [300_000, 100_000]


def test_nobody_s_form_may_be_without_end_or_trickle(
    inner: Inner, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAPER_MAX_BYTES = 100
    monkeypatch.setattr(uploads, "SECONDS", 0.2)
    app = uploads.Bounded(inner)
    assert ask(app, [b"x" * (uploads.FORM + 101)], path="/documents/", headers=OURS) == [413]
    assert ask(app, [b"x", 0.5, b"y"], path="/documents/", headers=OURS) == [408]
    assert ask(app, [b"x", 0.5, b"y"], path="/login/") == [408]
    assert not inner.bodies and not +app.under_way


def test_strangers_who_take_every_place_leave_those_of_others(
    inner: Inner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    assert ask(uploads.Bounded(inner), [b"x"], path="/login/") == [503]
    assert ask(uploads.Bounded(inner), [b"x"], path="/documents/", headers=OURS) == [200]


def test_of_scans_that_are_too_much_nothing_reaches_the_page(inner: Inner, settings: Any) -> None:
    settings.PAPER_MAX_BYTES = 100
    scans = "/counter/papers/7/scan/files/"
    assert ask(uploads.Bounded(inner), [b"a" * (uploads.FORM + 101)], scans) == [413]
    assert inner.bodies == []
    assert ask(uploads.Bounded(inner), [b"a" * 100], scans) == [200]
