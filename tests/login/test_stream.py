"""The stream of events ends with the session that it belongs to."""

import threading
from typing import Any

import pytest
import requests
from django.contrib.sessions.backends.db import SessionStore

from desk.login import standing
from desk.login.actions import sessions
from desk.login.enums import Way
from desk.login.models import Session
from tests.browser.conftest import _server, _session, live_url
from tests.conftest import Actor

__all__ = ["_server", "live_url"]


def listening(url: str, actor: Actor) -> tuple[Session, str]:
    """A row of this person's session, and the key of the browser's."""
    key = _session(actor.user)
    session = Session.objects.create(user=actor.user, way=Way.DEMO)
    data = SessionStore(key)
    data[standing.KEY] = session.pk
    data.save()
    return session, key


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["end", "lock"])
def test_a_session_that_is_ended_or_locked_hears_nothing_more(
    deed: str, live_url: str, as_specialist: Actor
) -> None:
    session, key = listening(live_url, as_specialist)
    ready, over = threading.Event(), threading.Event()

    def listen() -> None:
        with requests.get(f"{live_url}/live/", cookies={"sessionid": key}, timeout=10, stream=True) as answer:
            for line in answer.iter_lines(chunk_size=1):
                if line.startswith(b"event: ready"):
                    ready.set()
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    assert ready.wait(5)
    if deed == "end":
        sessions.end(sessions=[session], why="person")
    else:
        sessions.lock(session=session)
    assert over.wait(5)
    answer: Any = requests.get(
        f"{live_url}/live/", cookies={"sessionid": key}, headers={"Sec-Fetch-Mode": "cors"}, timeout=5
    )
    assert answer.status_code == (403 if deed == "end" else 423)
