"""The register's rows as files: the same rows in each form, no formula, logged with its purpose."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from contracts.models import Authorisation
from desk import workdays
from desk.clients.models import Client
from desk.records.models import AccessLogEntry
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted, power
from tests.contracts.nightly import many_in_force

pytestmark = pytest.mark.slow

EXPORT, INDEX = "contracts:register_export", "contracts:register_index"


@pytest.fixture
def main(ground: Ground) -> Authorisation:
    accepted(ground)
    return accepted(ground, power(ground))


def taken(actor: Actor, form: str, **asked: Any) -> bytes:
    answer = actor.post(reverse(EXPORT), {"file": form, "reason": "quality", **asked})
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store, private"
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_every_form_holds_the_same_rows(main: Authorisation, as_auditor: Actor) -> None:
    records = json.loads(taken(as_auditor, "json"))
    assert records[0]["number"] == main.number and len(records) == 2
    assert records[0]["accepted_on"] == workdays.today().isoformat()
    rows = table(taken(as_auditor, "csv"))
    assert [row[0] for row in rows[1:]] == [each["number"] for each in records]
    assert "Kadri Lepp (24402020080)" in rows[1]
    sheet = load_workbook(io.BytesIO(taken(as_auditor, "xlsx"))).active
    assert sheet is not None
    cells = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in cells[1:]] == [each["number"] for each in records]
    assert isinstance(cells[1][6], date)


def test_the_filters_of_the_page_hold_for_the_file(
    ground: Ground, main: Authorisation, as_registrar: Actor
) -> None:
    assert [row[0] for row in table(taken(as_registrar, "csv", kind=main.kind_id))[1:]] == [main.number]
    assert table(taken(as_registrar, "csv", text="Kaasiku"))[1:] == []
    assert json.loads(taken(as_registrar, "json", day="01.01.2026")) == []


def test_nothing_in_it_is_a_formula(ground: Ground, main: Authorisation, as_specialist: Actor) -> None:
    Client.objects.filter(pk=ground.tamme.pk).update(name='=HYPERLINK("http://evil.example")')
    Authorisation.objects.filter(pk=main.pk).update(
        last_day=workdays.today(), end_reason="withdrawn", end_basis="+1\x07"
    )
    row = table(taken(as_specialist, "csv"))[1]
    assert row[4].startswith("'=") and row[11] == "'+1"
    sheet = load_workbook(io.BytesIO(taken(as_specialist, "xlsx"))).active
    assert sheet is not None
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)


def test_who_took_it_and_what_for_is_logged(main: Authorisation, as_auditor: Actor) -> None:
    taken(as_auditor, "csv")
    entry = AccessLogEntry.objects.get(shown_kind="register_export")
    assert (entry.user_id, entry.purpose) == (as_auditor.user.pk, "quality")


def test_without_a_purpose_there_is_no_file(main: Authorisation, as_auditor: Actor) -> None:
    answer = as_auditor.post(reverse(EXPORT), {"file": "csv", "reason": ""})
    assert answer.status_code == 422 and "text/html" in answer["Content-Type"]
    assert not AccessLogEntry.objects.filter(shown_kind="register_export").exists()
    assert as_auditor.get(reverse(EXPORT)).status_code == 405


def test_who_has_no_business_with_it_gets_no_file(main: Authorisation, as_level2: Actor) -> None:
    assert as_level2.post(reverse(EXPORT), {"file": "csv", "reason": "quality"}).status_code == 403


def test_the_page_costs_the_same_for_one_and_for_many(
    ground: Ground, main: Authorisation, as_specialist: Actor
) -> None:
    as_specialist.get(reverse(INDEX))
    with CaptureQueriesContext(connection) as one:
        as_specialist.get(reverse(INDEX))
    clients = many_in_force(ground, [f"2{number:07}" for number in range(60)])
    Authorisation.objects.filter(package__client__in=clients).update(accepted_at="2026-11-22T10:00:00Z")
    with CaptureQueriesContext(connection) as many:
        page = as_specialist.get(reverse(INDEX)).content.decode()
    assert "PV-000059" in page and len(many) == len(one) <= 12
    with CaptureQueriesContext(connection) as searched:
        as_specialist.post(reverse(INDEX), {"text": "Klient 2000", "kind": main.kind_id, "show": "expiring"})
    assert len(searched) <= 16


def test_the_next_page_goes_on_where_the_last_one_ended(ground: Ground, as_specialist: Actor) -> None:
    clients = many_in_force(ground, [f"2{number:07}" for number in range(60)])
    Authorisation.objects.filter(package__client__in=clients).update(accepted_at="2026-11-22T10:00:00Z")
    first = as_specialist.get(reverse(INDEX))
    place = first.context["following"]
    assert place and len(first.context["rows"]) == 50
    second = as_specialist.post(reverse(INDEX), {"after": place, "text": "Klient"})
    assert len(as_specialist.post(reverse(INDEX), {"after": place}).context["rows"]) == 10
    seen = {row["document"].pk for row in first.context["rows"]}
    assert not seen & {row["document"].pk for row in second.context["rows"]}
