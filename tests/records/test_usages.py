"""Andmejälgija asks who looked at a person's data, and the person reads the same."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from desk import clock
from desk.clients.models import Client, Person
from desk.clients.subjects import find
from desk.login.enums import Scope
from desk.login.models import ApiKey
from desk.people.models import User
from desk.records import looks
from desk.records.access import MACHINE, REFUSED, Shown
from desk.records.models import AccessLogEntry
from desk.records.usages import ACTIONS, usages

CODE = "60001017869"  # Andmejälgija's own test person
TRACKER = "EE/GOV/70006317/datatracker"
SECRET = "abk_only-for-tests"


@pytest.fixture
def mari(db: None, settings: Any) -> tuple[Client, Person]:
    """One private person who is a client, and contact person of an organisation."""
    settings.USAGES_CLIENTS = [TRACKER]
    user = User.objects.create_user("andmejalgija", "andmejalgija@abilaud.example", "x" * 20)
    ApiKey.objects.create(
        name="Andmejälgija", sha256=hashlib.sha256(SECRET.encode()).hexdigest(), scopes=[Scope.USAGES],
        owner=user, made_by=user,
    )  # fmt: skip
    client = Client.objects.create(kind="person", name="Mari Proov", personal_code=CODE)
    return client, Person.objects.create(first_name="Mari", last_name="Proov", personal_code=CODE)


def ask(
    query: dict[str, Any], path: str = "find_usage", client: str = TRACKER, key: str = SECRET
) -> HttpResponse:
    headers = {"X-Road-Client": client, "Authorization": f"Bearer {key}"}
    return Browser().get(reverse(f"usages:{path}"), query, headers=headers)  # type: ignore[return-value]


def looked(kind: str, pk: int, purpose: str, client_id: int | None = None, by: int = 5) -> None:
    looks.write(user_id=by, view="x", shown=[Shown(kind, pk, client_id, purpose)])


def test_each_look_is_told_newest_first_in_the_shape_of_the_protocol(
    mari: tuple[Client, Person], settings: Any
) -> None:
    client, person = mari
    looked("client", client.pk, "enquiry:7")
    looked("person", person.pk, "search")
    looked("message", 12, "enquiry:7", client_id=client.pk)
    looked("client", client.pk + 1, "enquiry:8")
    looked("client", client.pk, REFUSED)
    looked("client", client.pk, "api", by=MACHINE)
    answer = json.loads(ask({"userCode": f"EE{CODE}"}).content)
    assert answer["totalUsages"] == 4
    with translation.override("et"):
        words = [str(ACTIONS[purpose]) for purpose in ("api", "enquiry", "search", "enquiry")]
    assert [each["action"] for each in answer["usages"]] == words
    first = answer["usages"][0]
    assert set(first) == {"logtime", "action", "receiverCode", "receiverName", "receiverSystem"}
    assert first["receiverCode"] == settings.AGENCY_CODE
    assert first["logtime"].endswith("Z")
    times = [each["logtime"] for each in answer["usages"]]
    assert times == sorted(times, reverse=True)


def test_pages_and_periods_are_cut_as_asked(mari: tuple[Client, Person]) -> None:
    client, _person = mari
    for _number in range(5):
        looked("client", client.pk, "call:1")
    page = json.loads(ask({"userCode": CODE, "offset": 3, "limit": 10}).content)
    assert (page["totalUsages"], len(page["usages"])) == (5, 2)
    later = (clock.now() + timedelta(hours=1)).isoformat()
    assert json.loads(ask({"userCode": CODE, "periodStart": later}).content)["totalUsages"] == 0
    assert json.loads(ask({"userCode": CODE, "periodEnd": later}).content)["totalUsages"] == 5
    today = json.loads(
        ask({"userCode": CODE, "periodStart": "2020-01-01", "periodEnd": "2020-01-02"}).content
    )
    assert today["totalUsages"] == 0


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"userCode": "…"},
        {"userCode": CODE, "limit": "0"},
        {"userCode": CODE, "limit": "1001"},
        {"userCode": CODE, "offset": "-1"},
        {"userCode": CODE, "offset": "9" * 30},
        {"userCode": CODE, "periodStart": "eile"},
        {"userCode": CODE, "periodEnd": "2026-13-40T00:00:00Z"},
    ],
)
def test_a_question_that_is_none_is_refused_without_repeating_it(
    mari: tuple[Client, Person], query: dict[str, Any]
) -> None:
    answer = ask(query)
    assert answer.status_code == 400
    assert CODE not in answer.content.decode()


def test_only_the_named_subsystem_is_answered(mari: tuple[Client, Person], settings: Any) -> None:
    assert ask({"userCode": CODE}, client="EE/COM/1/other").status_code == 403
    assert ask({}, "heartbeat", client="").status_code == 403
    assert ask({"userCode": CODE}, key="another").status_code == 401
    ApiKey.objects.update(scopes=[Scope.CALLS])
    assert ask({"userCode": CODE}).status_code == 403
    settings.USAGES_CLIENTS = []
    assert ask({"userCode": CODE}).status_code == 404


def test_it_says_from_when_and_that_it_lives(mari: tuple[Client, Person]) -> None:
    looked("client", 1, "")
    assert set(json.loads(ask({}, "usage_period").content)) == {"periodStart", "periodEnd"}
    assert json.loads(ask({}, "heartbeat").content)["status"] == "UP"


def test_that_the_log_was_asked_is_in_the_log(mari: tuple[Client, Person]) -> None:
    ask({"userCode": CODE})
    entry = AccessLogEntry.objects.get()
    assert (entry.user_id, entry.shown_kind, entry.purpose) == (MACHINE, "access_log", "tracker")


def test_what_the_law_holds_back_is_told_when_its_time_has_come(
    mari: tuple[Client, Person], settings: Any
) -> None:
    client, _person = mari
    settings.USAGES_HELD_BACK = {"order": 30}
    looked("client", client.pk, "order:4")
    looked("client", client.pk, "enquiry:4")
    assert len(list(usages(find(CODE)))) == 1
    clock.move(timedelta(days=31))
    assert len(list(usages(find(CODE)))) == 2


def test_the_report_says_who_looked(mari: tuple[Client, Person]) -> None:
    looked("person", mari[1].pk, "contact")
    (told,) = usages(find(CODE))
    assert told.user_id == 5
