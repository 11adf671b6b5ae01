"""A line, people who take its calls, and the exchange that tells of them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from desk.calls import actions
from desk.calls.models import Line
from desk.clients import actions as clients
from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.enquiries.reference import seed_reference
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import User
from tests.conftest import Actor

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


@pytest.fixture
def at_work(as_specialist: Actor) -> Actor:
    seed_reference()
    set_presence(user=as_specialist.user, state=PresenceState.AVAILABLE, by=as_specialist.user)
    return as_specialist


@pytest.fixture
def puit(at_work: Actor) -> Served:
    return clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=at_work.user
    )


@pytest.fixture
def mari(at_work: Actor, puit: Served) -> Person:
    person = clients.create_person(first_name="Mari", last_name="Tamm", by=at_work.user)
    clients.add_contact(kind="phone", value="+372 5550 0001", person=person, by=at_work.user)
    clients.add_role(person=person, client=puit, role="juhatuse liige", by=at_work.user)
    return person
