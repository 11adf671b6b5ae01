"""Kept, late, broken, open, by month: against an independent query, on every path that tells the figures."""

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from desk import clock
from desk.enquiries import actions
from desk.enquiries.enums import Evidence
from desk.enquiries.models import Enquiry, Promise, Topic
from desk.enquiries.reference import seed_reference
from desk.workdays import TALLINN
from tests.conftest import Actor

# Written apart from the code: straight from the columns, and each outcome by its definition.
INDEPENDENT = """
SELECT to_char(p.due_at AT TIME ZONE 'Europe/Tallinn', 'YYYY-MM'),
       sum((p.broken_at IS NULL AND p.state = 'kept' AND p.kept_at <= p.due_at)::int),
       sum((p.broken_at IS NULL AND p.state = 'kept' AND p.kept_at > p.due_at)::int),
       sum((p.broken_at IS NOT NULL)::int),
       sum((p.broken_at IS NULL AND p.state <> 'kept')::int),
       sum((p.broken_at IS NULL AND p.state <> 'kept' AND p.due_at < %s)::int)
FROM enquiries_promise p JOIN enquiries_enquiry e ON e.id = p.enquiry_id
WHERE NOT e.practice GROUP BY 1 ORDER BY 1
"""
NAMES = ("month", "kept", "late", "broken", "open", "overdue")


def by_hand() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(INDEPENDENT, [clock.now()])
        return [dict(zip(NAMES, row, strict=True)) for row in cursor.fetchall()]


def told(*args: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("promises", "--json", *args, stdout=out)
    months: list[dict[str, Any]] = json.loads(out.getvalue())["months"]
    return months


def question(by: Actor, **facts: Any) -> Enquiry:
    seed_reference()
    return actions.open_enquiry(topic=Topic.objects.get(code="proto"), by=by.user, **facts)


def promised(enquiry: Enquiry, by: Actor, days: float) -> Promise:
    due = clock.now() + timedelta(days=days)
    return actions.promise(enquiry=enquiry, what="Helistame", due_at=due, by=by.user)


def keep(promise: Promise, by: Actor) -> None:
    evidence = (Evidence.WITHDRAWN, None)
    actions.keep(promise=promise, evidence=evidence, by=by.user, said_by="Mari Tamm")


@pytest.fixture
def a_quarter(as_specialist: Actor) -> None:
    """Promises of some months: in time, late, broken, broken and made good, open, open again, practice."""
    enquiry = question(as_specialist)
    made = [promised(enquiry, as_specialist, days) for days in (1, 1, 2, 3, 4, 40, 70)]
    promised(question(as_specialist, practice=True), as_specialist, 1)
    keep(made[0], as_specialist)
    keep(made[1], as_specialist)
    actions.reopen_promise(promise=made[1], by=None, why="Kiri tuli tagasi")
    clock.move(timedelta(days=2, hours=1))
    keep(made[2], as_specialist)
    clock.move(timedelta(days=20))
    actions.break_overdue()
    keep(made[3], as_specialist)


@pytest.mark.usefixtures("a_quarter")
def test_the_command_equals_an_independent_query() -> None:
    found = told()
    assert found == by_hand()
    sums = {name: sum(each[name] for each in found) for name in NAMES[1:]}
    assert sums == {"kept": 1, "late": 1, "broken": 3, "open": 2, "overdue": 0}


@pytest.mark.usefixtures("a_quarter")
def test_one_month_is_the_same_as_among_all() -> None:
    for each in told():
        assert told("--month", each["month"]) == [each]


@pytest.mark.usefixtures("a_quarter")
def test_the_numbers_of_the_page_lead_to_exactly_their_records(as_head: Actor) -> None:
    months = told()
    page = as_head.get(reverse("stats:promises")).content.decode()
    for each in months:
        for outcome in ("kept", "late", "broken", "open"):
            address = f"{reverse('enquiries:promises')}?month={each['month']}&outcome={outcome}"
            assert address.replace("&", "&amp;") in page
            rows = as_head.get(address).content.decode()
            assert rows.count("<tr>") - (1 if each[outcome] else 0) == each[outcome], (each, outcome)


def test_a_promise_at_midnight_belongs_to_the_month_of_tallinn(as_specialist: Actor) -> None:
    enquiry = question(as_specialist)
    for at in (datetime(2031, 1, 31, 23, 59, tzinfo=TALLINN), datetime(2031, 2, 1, tzinfo=TALLINN)):
        actions.promise(enquiry=enquiry, what="Helistame", due_at=at, by=as_specialist.user)
    assert [each["month"] for each in told()] == ["2031-01", "2031-02"]
    assert told() == by_hand()


def test_a_month_that_is_none_is_refused(db: None) -> None:
    for wrong in ("2026-13", "november", "2026"):
        with pytest.raises(CommandError):
            call_command("promises", "--month", wrong)


def test_only_those_who_lead_see_the_figures(as_specialist: Actor) -> None:
    assert as_specialist.get(reverse("stats:promises")).status_code == 403
