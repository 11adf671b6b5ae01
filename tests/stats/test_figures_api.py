"""What the agency's warehouse reads: by its key alone, small numbers hidden, the same as the CSV."""

import csv
import io
import logging
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from desk import workdays
from desk.login.actions import keys
from desk.login.enums import Scope
from desk.login.models import ApiKey
from desk.people.models import Unit
from stats import published
from stats.enums.reports import WarehouseTable
from stats.models import Contacts
from stats.suppression import hidden, together
from tests.conftest import Actor
from tests.stats.units import a_year_of_figures, at, counted, topics_of, unit_of

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 2)


@pytest.fixture
def unit(db: None) -> Unit:
    at(NOVEMBER)
    unit = unit_of(None)
    a_year_of_figures(unit)
    return unit


@pytest.fixture
def secret(as_administrator: Actor) -> str:
    """A key for all tables but that of languages."""
    _key, secret = keys.make(
        name="Andmeait",
        scopes=[Scope.FIGURES_TOPICS, Scope.FIGURES_CHANNELS, Scope.FIGURES_TRAFFIC],
        expires_on=workdays.today() + timedelta(days=90),
        owner=as_administrator.user,
        by=as_administrator.user,
    )
    return secret


def ask(path: str, secret: str) -> Any:
    return Client().get(f"/api/figures/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_a_month_by_topic_with_small_numbers_hidden(unit: Unit, secret: str) -> None:
    said = ask("monthly/topics/?month=2026-10", secret).json()
    opened = {row["key"]: (row["measures"]["opened"], row["hidden"].get("opened")) for row in said["rows"]}
    assert opened == {
        "oma-deklar": (90, None),
        "oma-tasuma": (None, "…"),
        "oma-tahtae": (None, "<5"),
        "all": (116, None),
    }
    assert (said["month"], said["next"]) == ("2026-10", "2026-11")
    assert said["rows"][0]["name"] == "Deklareerimine"


def test_every_month_is_reached_by_following_next(unit: Unit, secret: str) -> None:
    month: str | None = ""
    opened, seen = 0, []
    while month is not None:
        said = ask(f"monthly/channels/{f'?month={month}' if month else ''}", secret).json()
        seen.append(said["month"])
        opened += sum(row["measures"]["opened"] or 0 for row in said["rows"] if row["key"] == "all")
        month = said["next"]
    assert (seen[0], seen[-1], len(seen)) == ("2025-10", "2026-11", 14)
    assert opened == sum(Contacts.objects.values_list("opened", flat=True))


def test_days_and_their_month_are_one_table(unit: Unit, secret: str) -> None:
    counted(date(2026, 10, 7), topics_of(unit)[0], 2)
    counted(date(2026, 10, 8), topics_of(unit)[0], 50)
    said = ask("daily/topics/?month=2026-10", secret).json()["rows"]
    months = ask("monthly/topics/?month=2026-10", secret).json()["rows"]
    month = next(row for row in months if row["key"] == "oma-deklar")["measures"]["opened"]
    days = [row["measures"]["opened"] for row in said if row["key"] == "oma-deklar"]
    # Two hidden ones or none: with one alone the month would tell it.
    assert month is None or days.count(None) != 1
    assert None in days


def test_it_is_the_same_as_the_csv_and_the_page(unit: Unit, secret: str, as_senior: Actor) -> None:
    for grain in ("daily", "monthly"):
        said = ask(f"{grain}/topics/?month=2026-10", secret).json()["rows"]
        query = f"?table=topics&grain={grain}&month=2026-10"
        file = as_senior.get(reverse("stats:figures_csv") + query).content.decode("utf-8-sig")
        heads, *lines = csv.reader(io.StringIO(file), delimiter=";")
        from_csv = {
            (line[0], line[1], name): cell
            for line in lines
            for name, cell in zip(heads[3:], line[3:], strict=True)
        }
        from_api = {
            (row["day"], row["key"], name): row["hidden"].get(name) or str(number)
            for row in said
            for name, number in row["measures"].items()
        }
        assert from_csv == from_api and from_csv
        page = as_senior.get(reverse("stats:tables") + query).content.decode()
        assert all(f">{cell.replace('<', '&lt;')}<" in page for cell in from_csv.values())


def test_only_a_key_in_force_opens_only_its_tables(
    unit: Unit, secret: str, as_senior: Actor, as_administrator: Actor
) -> None:
    assert ask("", secret).status_code == 200
    assert ask("monthly/languages/", secret).status_code == 403
    assert ask("monthly/nowhere/", secret).status_code == 404
    assert ask("monthly/topics/?month=2026-13", secret).status_code == 400
    assert ask("monthly/topics/?month=2099-01", secret).status_code == 400
    for wrong in ("", "x", secret[:-1], secret + "x"):
        assert ask("", wrong).status_code == 401
    assert as_senior.get("/api/figures/").status_code == 401  # a session opens nothing here
    assert Client().get(f"/api/figures/?key={secret}").status_code == 401
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)("/api/figures/", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 405
    assert Client().get("/api/clients/", headers={"Authorization": f"Bearer {secret}"}).status_code in (
        401,
        403,
    )
    at(NOVEMBER + timedelta(days=91))
    assert ask("", secret).status_code == 401
    at(NOVEMBER)
    keys.revoke(key=ApiKey.objects.get(), by=as_administrator.user)
    assert ask("", secret).status_code == 401


def test_the_answer_sets_no_cookie_and_no_log_holds_the_key(
    unit: Unit, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = ask("monthly/topics/", secret)
        ask("monthly/topics/", secret + "x")
    assert not answer.cookies
    assert secret not in caplog.text
    assert ApiKey.objects.get().last_used_at is not None


def test_a_key_opens_by_name_what_there_is_of_tables() -> None:
    scopes = {value.partition(".")[2] for value in Scope.values if value.startswith("figures.")}
    assert scopes == set(WarehouseTable.values)


def test_the_tables_tell_their_formulas_and_so_does_the_document(
    unit: Unit, secret: str, as_senior: Actor
) -> None:
    topics = next(table for table in ask("", secret).json() if table["table"] == "topics")
    assert all("÷" in figure["formula"] for figure in topics["figures"] if figure["code"] == "fcr")
    document = as_senior.get(
        "/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}
    ).content.decode()
    assert "/api/figures/daily/{table}/" in document and "solved at first contact" in document
    assert '"bearer"' in document


def test_a_month_asks_the_database_a_fixed_number_of_times(unit: Unit) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            published.published(WarehouseTable.TOPICS, date(2026, 10, 1), daily=True)
        return sum("records_clock" not in query["sql"] for query in queries)

    before = asked()
    for number, topic in enumerate(topics_of(unit)):
        for day in range(10, 25):
            counted(date(2026, 10, day), topic, 7 * number + day)
    assert asked() == before <= 12


@tries(max_examples=30, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 7)] * 4), min_size=1, max_size=5))
def test_sister_tables_withhold_the_same_totals(rows: list[tuple[int, ...]]) -> None:
    """The same enquiries by four topics, and by two channels."""
    topics, channels = [list(row) for row in rows], [[row[0] + row[1], row[2] + row[3]] for row in rows]
    shown = together([topics, channels])
    totals = [[isinstance(line[-1], int) for line in each] for each in shown]
    assert totals[0] == totals[1]
    assert not any(hidden(cell) for each in shown for line in each for cell in line if isinstance(cell, int))
    assert Counter(len(line) for line in shown[0])[5] == len(rows) + 1
