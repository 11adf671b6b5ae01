"""A line, people who take its calls, and the exchange that tells of them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from desk.calls import actions
from desk.calls.models import Line
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import User

TOKEN = "line-token-of-the-tests"


@pytest.fixture
def line(db: None) -> Line:
    return actions.open_line(name="Klienditugi", number="+3726625999", token=TOKEN, by=None)[0]


@pytest.fixture
def available(someone: Callable[..., User]) -> Callable[..., User]:
    """Makes a specialist with an extension who has pressed "available"."""

    def make(extension: str, **fields: object) -> User:
        user = someone(f"inimene{extension}", Role.SPECIALIST, extension=extension, **fields)
        set_presence(user=user, state=PresenceState.AVAILABLE, by=user)
        return user

    return make


@pytest.fixture
def exchange(line: Line) -> Callable[..., Any]:
    """Posts an event as the exchange does; the decoded answer, or the response with `raw=True`."""

    def post(
        event: str, call_id: str = "1", *, raw: bool = False, token: str = TOKEN, **fields: object
    ) -> Any:
        if event == "newCall":
            fields = {"from": "+37255500001", "to": "+3726625999", "direction": "in", **fields}
        body = json.dumps({"event": event, "callId": call_id, **fields})
        response: HttpResponse = Client().post(  # type: ignore[assignment]
            f"/api/telephony/{token}/events/", body, content_type="application/json"
        )
        if raw:
            return response
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    return post
