"""A push reaches the open page within a second, and only the person it is for."""

import json
import socket
import threading
import time
from typing import Any

import pytest
import requests
from django.db import transaction

from desk import live
from tests.browser.conftest import _server, _session, live_url, wait_for
from tests.conftest import Actor

__all__ = ["_server", "live_url"]


def listen(url: str, session: str, heard: list[tuple[str, float]], ready: threading.Event) -> None:
    cookies = {"sessionid": session}
    with requests.get(f"{url}/live/", cookies=cookies, timeout=5, stream=True) as response:
        for raw in response.iter_lines(chunk_size=1):
            line = raw.decode()
            if line.startswith("event: ready"):
                ready.set()
            elif line.startswith("data: {"):
                heard.append((json.loads(line.removeprefix("data: "))["event"], time.monotonic()))
                return


@pytest.mark.django_db(transaction=True)
def test_a_push_is_heard_within_a_second_after_commit(live_url: str, as_specialist: Actor) -> None:
    heard: list[tuple[str, float]] = []
    ready = threading.Event()
    session = _session(as_specialist.user)
    thread = threading.Thread(target=listen, args=(live_url, session, heard, ready), daemon=True)
    thread.start()
    assert ready.wait(5)
    with transaction.atomic():
        live.push([as_specialist.user.pk + 1], "other", 1)
        live.push([as_specialist.user.pk], "call", 7)
        sent = time.monotonic()
    thread.join(5)
    assert [event for event, _at in heard] == ["call"]
    assert heard[0][1] - sent < 1


@pytest.mark.django_db(transaction=True)
def test_a_stranger_hears_nothing(live_url: str) -> None:
    assert requests.get(f"{live_url}/live/", timeout=5).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_page_that_is_left_at_once_leaves_no_stream_behind(
    _server: tuple[str, Any], live_url: str, as_specialist: Actor
) -> None:
    host, port = live_url.removeprefix("http://").split(":")
    cookie = f"sessionid={_session(as_specialist.user)}"
    asked = f"GET /live/ HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode()
    for number in range(60):
        with socket.create_connection((host, int(port))) as line:
            line.sendall(asked)
            time.sleep(number / 2000)
    wait_for(lambda: not _server[1].server_state.tasks, 4)
