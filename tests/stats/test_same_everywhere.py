"""A month of raw rows, and every place that tells a figure of it: board, pages, report, files, interface."""

import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from desk import workdays
from desk.login.actions import keys
from desk.login.enums import Scope
from desk.people.models import Unit
from stats import counts, rollups
from stats.figures import FIGURES, Chosen, month_of
from stats.figures.words import said
from stats.reports import paper, plain, reckoning, workbook
from stats.reports.digest import Digest
from stats.reports.showing import line_in_words
from stats.suppression import FEW, WITHHELD
from tests.conftest import Actor
from tests.contracts import pdftext
from tests.stats.by_hand import raw_figures
from tests.stats.month import FIRST, LAST, NOW, Month

pytestmark = pytest.mark.slow
MARCH = month_of(date(2027, 3, 1))
ALL = Chosen(FIRST, LAST)


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Month]:
    """A month, counted once; each test stands in the transaction in which it is."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as still:
        still.setattr("desk.clock.now", lambda: NOW)
        with transaction.atomic():
            month = Month(calls=1000)
            for part in month.parts:
                part()
            rollups.refresh()
            yield month
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def month(ground: Month, db: None, monkeypatch: pytest.MonkeyPatch) -> Month:
    monkeypatch.setattr("desk.clock.now", lambda: NOW)
    return ground


@pytest.fixture
def unit(month: Month) -> Unit:
    """The unit whose topics were asked about most."""
    found = {topic.unit for topic in month.topics if topic.unit is not None}
    return max(found, key=lambda unit: (raw_figures(ALL.narrowed(unit=unit.pk), "opened")["opened"], unit.pk))


def words(code: str, value: float | None) -> str:
    return said(value, FIGURES[code].unit)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def test_the_board_says_of_today_what_is_counted_of_it() -> None:
    today = workdays.today()
    codes = (
        "offered",
        "answered",
        "lost",
        "service_level",
        "asa",
        "abandonment",
        "longest_wait",
        "aht",
        "acw",
    )
    sums = counts.calls(NOW).sums
    expected = raw_figures(Chosen(today, today, channels=("phone",)), *codes)
    assert {code: FIGURES[code].of(sums) for code in codes} == expected
    assert expected["offered"]


def test_the_board_says_it_in_its_tiles(as_head: Actor) -> None:
    today = workdays.today()
    page = text_of(as_head.get(reverse("stats:board")).content.decode())
    codes = ("service_level", "lost")
    for code, value in raw_figures(Chosen(today, today, channels=("phone",)), *codes).items():
        assert words(code, value) in page, code


def test_contact_analysis_says_the_same(as_senior: Actor) -> None:
    address = f"{reverse('stats:contacts')}?{MARCH.query(span='own')}"
    page = text_of(as_senior.get(address).content.decode())
    for code, value in raw_figures(MARCH, "opened", "fcr", "hand_over", "repeats", "on_time").items():
        assert words(code, value) in page, code


def of_digest(digest: Digest) -> dict[str, Any]:
    return {line.code: line.times[0].value for line in digest.lines}


def test_the_report_of_a_unit_and_its_files_say_the_same(unit: Unit) -> None:
    digest = reckoning.reckon(unit, "monthly", MARCH.first, None, "en")
    told = of_digest(digest)
    expected = raw_figures(MARCH.narrowed(unit=unit.pk), *told)
    shown = {code: value for code, value in told.items() if value not in (FEW, WITHHELD)}
    assert len(shown) > 4
    assert shown == {code: expected[code] for code in shown}
    told_in_words = [line_in_words(line).times[0][-1] for line in digest.lines if line.code in shown]
    on_paper = " ".join("".join(pdftext.pages(paper.render(digest, number="1", made_at=NOW))).split())
    in_table = plain.of_digest(digest).decode("utf-8-sig")
    for said_so in told_in_words:
        assert " ".join(said_so.split()) in on_paper.replace("\u00a0", " "), said_so
    cells = {
        cell.value
        for sheet in openpyxl.load_workbook(io.BytesIO(workbook.write(digest)))
        for row in sheet.iter_rows()
        for cell in row
    }
    parts = {line.times[0].part for line in digest.lines if line.code in shown}
    assert parts <= cells
    assert all(str(expected[code]) in in_table for code in ("opened", "tickets") if code in shown)


def test_the_interface_of_the_warehouse_says_the_same(as_administrator: Actor) -> None:
    cache.clear()
    scopes = [Scope.FIGURES_CHANNELS, Scope.FIGURES_TRAFFIC]
    until = workdays.today().replace(month=12)
    user = as_administrator.user
    _key, secret = keys.make(name="Ait", scopes=scopes, expires_on=until, owner=user, by=user)
    measures = {
        "channels": {"opened": "opened", "closed": "closed"},
        "traffic": {"offered": "offered", "answered": "answered", "lost": "lost"},
    }
    for table, figures in measures.items():
        address = f"/api/figures/monthly/{table}/?month=2027-03"
        rows = Client().get(address, headers={"Authorization": f"Bearer {secret}"}).json()["rows"]
        for row in rows:
            chosen = MARCH if row["key"] == "all" else MARCH.narrowed(channels=(row["key"],))
            expected = raw_figures(chosen, *figures.values())
            for measure, code in figures.items():
                number = row["measures"][measure]
                assert number is None or number == expected[code], (table, row["key"], measure)
        total = next(row for row in rows if row["key"] == "all")["measures"]
        assert all(total[measure] for measure in figures)
