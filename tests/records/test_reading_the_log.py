"""Whoever reads the access log stands in it; it is searched, saved, and shown to each for himself."""

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from desk import sealed
from desk.clients.models import Client, Person
from desk.login.models import Identity
from desk.login.models.identity import CODE as CODE_PURPOSE
from desk.records import looks
from desk.records.access import Shown
from desk.records.models import AccessLogEntry
from tests.conftest import Actor

CODE = "60001017869"


@pytest.fixture
def mari(db: None) -> tuple[Client, Person]:
    client = Client.objects.create(kind="person", name="Mari Proov", personal_code=CODE)
    person = Person.objects.create(first_name="Mari", last_name="Proov", personal_code=CODE)
    shown = [Shown("client", client.pk, None, "enquiry:7"), Shown("person", person.pk, None, "search")]
    looks.write(user_id=5, view="clients:page", shown=[*shown, Shown("client", 999, None, "")])
    return client, person


def by(actor: Actor) -> set[tuple[str, int, str]]:
    rows = AccessLogEntry.objects.filter(user_id=actor.user.pk)
    return set(rows.values_list("shown_kind", "shown_id", "purpose"))


def test_the_auditor_finds_a_person_by_code_without_it_in_the_address(
    mari: tuple[Client, Person], as_auditor: Actor
) -> None:
    sent = as_auditor.post(reverse("records:access_log_of"), {"code": f"EE{CODE}"})
    assert CODE not in sent["Location"]
    page = as_auditor.get(sent["Location"])
    assert {row.whom.split()[-1] for row in page.context["rows"]} == {str(each.pk) for each in mari}
    client, person = mari
    assert by(as_auditor) == {
        ("access_log", 0, "audit"), ("client", client.pk, "audit"), ("person", person.pk, "audit"),
    }  # fmt: skip


@pytest.mark.parametrize("code", ["", "…", "38001085718"])
def test_nobody_of_this_code_is_said_so(as_auditor: Actor, code: str) -> None:
    page = as_auditor.post(reverse("records:access_log_of"), {"code": code})
    assert page.status_code == 200
    assert page.context["who"].errors


@pytest.mark.parametrize(("why", "count"), [("enquiry", 1), ("search", 1), ("none", 1), ("call", 0)])
def test_the_log_is_narrowed_by_purpose(
    mari: tuple[Client, Person], as_auditor: Actor, why: str, count: int
) -> None:
    page = as_auditor.get(reverse("records:access_log"), {"purpose": why})
    assert len(page.context["rows"]) == count


def test_the_table_holds_the_chosen_rows_and_saving_it_is_logged(
    mari: tuple[Client, Person], as_auditor: Actor
) -> None:
    address = reverse("records:access_log_export")
    answer = as_auditor.get(address, {"purpose": "enquiry"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 2
    assert ("access_log", 0, "audit") in by(as_auditor)
    assert AccessLogEntry.objects.filter(view="records:access_log_export").exists()


def test_only_the_auditor_saves_it(as_head: Actor, as_specialist: Actor) -> None:
    for actor in (as_head, as_specialist):
        assert actor.get(reverse("records:access_log_export")).status_code == 403


def test_a_member_of_staff_sees_who_looked_at_own_data(
    mari: tuple[Client, Person], as_specialist: Actor
) -> None:
    page = as_specialist.get(reverse("records:own_data"))
    assert not page.context["rows"], "the desk does not know that this is Mari"
    Identity.objects.create(
        user=as_specialist.user, code_digest=sealed.digest(CODE_PURPOSE, CODE), code_sealed=sealed.seal(CODE)
    )
    page = as_specialist.get(reverse("records:own_data"))
    assert len(page.context["rows"]) == 2
    assert ("access_log", 0, "subject") in by(as_specialist)


def test_an_address_that_is_none_narrows_nothing_and_breaks_nothing(as_auditor: Actor) -> None:
    wrong: list[dict[str, Any]] = [{"about": "client-x"}, {"after": "9" * 30}, {"kind": "nobody"}]
    for query in wrong:
        assert as_auditor.get(reverse("records:access_log"), query).status_code == 200
