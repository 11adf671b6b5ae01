"""The programming interface: read only, the desk's roles, every shown client in the log."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from contracts.models import Package
from desk import clock
from desk.calls.models import Call, CallEnquiry
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.enquiries.models import Enquiry
from desk.records.models import AccessLogEntry
from tests.clients.world import questions
from tests.conftest import Actor
from tests.enquiries.world import asked
from tickets.models import Escalation, Form, Issue, Unit

LISTS = ["clients", "enquiries", "calls", "documents", "tickets"]


@pytest.fixture
def enquiry(as_specialist: Actor) -> Enquiry:
    return one_of_each(as_specialist, asked(as_specialist.user))


def one_of_each(actor: Actor, enquiry: Enquiry) -> Enquiry:
    """A call, a package and a ticket of this enquiry."""
    now = clock.now()
    call = Call.objects.create(
        client=enquiry.client, person=enquiry.person, number="+37255500001", rang_at=now, state="ringing"
    )
    CallEnquiry.objects.create(call=call, enquiry=enquiry)
    assert enquiry.client is not None
    Package.objects.create(client=enquiry.client, enquiry=enquiry, drafted_by=actor.user)
    unit, _made = Unit.objects.get_or_create(code="it", defaults={"name_et": "IT-tugi", "name_en": "IT"})
    issue = Issue.objects.create(unit=unit, project="KT")
    form, _made = Form.objects.get_or_create(unit=unit, number=1)
    Escalation.objects.create(enquiry=enquiry, unit=unit, issue=issue, form=form)
    return enquiry


def rows(actor: Browser, name: str, **query: Any) -> list[dict[str, Any]]:
    answer = actor.get(f"/api/{name}/", query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_the_schema_is_valid_and_without_warnings() -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    for name in LISTS:
        assert f"/api/{name}/:" in out.getvalue()


def test_the_schema_is_read_by_whoever_has_logged_in(as_auditor: Actor, as_stranger: Browser) -> None:
    assert as_auditor.get("/api/schema/").status_code == 200
    assert as_stranger.get("/api/schema/").status_code in {401, 403}


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_single_rows_are_read(as_specialist: Actor, enquiry: Enquiry, name: str) -> None:
    row = rows(as_specialist, name)[0]
    assert as_specialist.get(f"/api/{name}/{row['id']}/").json() == row


@pytest.mark.parametrize("name", LISTS)
def test_rows_are_narrowed_to_one_client(as_specialist: Actor, enquiry: Enquiry, name: str) -> None:
    other = Client.objects.create(kind=Kind.ORGANISATION, name="Soo Turvas OÜ")
    assert len(rows(as_specialist, name, client=enquiry.client_id)) == 1
    assert [row for row in rows(as_specialist, name, client=other.pk) if row["id"] != other.pk] == []


@pytest.mark.parametrize("name", LISTS)
def test_everyone_shown_stands_in_the_access_log(as_specialist: Actor, enquiry: Enquiry, name: str) -> None:
    rows(as_specialist, name)
    assert enquiry.client is not None
    looked = AccessLogEntry.objects.filter(shown_kind="client", shown_id=enquiry.client.pk)
    assert [(row.purpose, row.user_id) for row in looked] == [("api", as_specialist.user.pk)]


@pytest.mark.parametrize("name", LISTS)
def test_strangers_and_other_roles_read_nothing(
    as_stranger: Browser, as_administrator: Actor, as_registrar: Actor, name: str
) -> None:
    assert as_stranger.get(f"/api/{name}/").status_code in {401, 403}
    assert as_administrator.get(f"/api/{name}/").status_code == 403
    assert as_registrar.get(f"/api/{name}/").status_code == 403


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_is_written(as_specialist: Actor, enquiry: Enquiry, method: str) -> None:
    address = f"/api/clients/{enquiry.client_id}/"
    assert getattr(as_specialist, method)(address).status_code == 405


@pytest.mark.parametrize("name", LISTS)
def test_no_code_phone_of_a_caller_or_question_leaves_the_house(
    as_specialist: Actor, enquiry: Enquiry, name: str
) -> None:
    text = as_specialist.get(f"/api/{name}/").content.decode()
    for secret in ("24503120016", "55500001", "Soovime", "Mari"):
        assert secret not in text


@pytest.mark.parametrize("name", LISTS)
def test_the_number_of_questions_stays(as_specialist: Actor, enquiry: Enquiry, name: str) -> None:
    one = questions(as_specialist, f"/api/{name}/")
    for number in range(5):
        client = Client.objects.create(kind=Kind.ORGANISATION, name=f"Klient {number}")
        one_of_each(as_specialist, asked(as_specialist.user, client))
    assert questions(as_specialist, f"/api/{name}/") == one


def test_pages_follow_one_another_without_a_count_or_a_name(as_specialist: Actor) -> None:
    for number in range(60):
        Client.objects.create(kind=Kind.ORGANISATION, name=f"Klient {number:02}")
    first = as_specialist.get("/api/clients/").json()
    assert set(first) == {"next", "previous", "results"}
    second = as_specialist.get(first["next"]).json()
    names = [row["name"] for row in (*first["results"], *second["results"])]
    assert names == [f"Klient {number:02}" for number in reversed(range(60))]
