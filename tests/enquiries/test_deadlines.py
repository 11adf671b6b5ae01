"""The administrator's limits and working time decide when things fall due, from the moment they are saved."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.enquiries import deadlines
from desk.enquiries.deadlines import broken_before, due_in, run_out_before, working_day
from desk.enquiries.enums import Term
from desk.enquiries.models import Limit, OpenInterval, SpecialDay, Topic
from desk.enquiries.reference import seed_reference
from desk.enquiries.standard import LIMITS
from desk.workdays import TALLINN

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


def change(code: str, amount: int, term: str) -> None:
    Limit.objects.filter(code=code).update(amount=amount, term=term)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # 24 to 26 December are holidays
        (date(2026, 6, 22), 1, date(2026, 6, 25)),  # Victory Day and Midsummer
        (date(2026, 4, 2), 1, date(2026, 4, 6)),  # Good Friday
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
    ],
)
def test_holidays_and_weekends_do_not_count(start: date, days: int, end: date) -> None:
    assert working_day(start, days) == end


@pytest.mark.parametrize("month", [1, 7])
def test_the_due_time_is_five_in_tallinn_in_winter_and_in_summer(month: int) -> None:
    due = due_in(at(f"2026-0{month}-06 23:30"), 2)
    assert due == at(f"2026-0{month}-08 17:00")


def test_before_the_tables_are_filled_it_is_counted_as_the_seed_would_have_it() -> None:
    bare = {code: deadlines.rules().limits[code] for code in LIMITS}
    seed_reference()
    assert bare == dict(deadlines.rules().limits)
    assert deadlines.due("question", at("2026-11-16 10:00")) == at("2026-11-23 17:00")
    assert deadlines.amount("attempts") == 3


def test_a_limit_that_counts_times_is_no_length_of_time() -> None:
    with pytest.raises(ValueError, match="no length of time"):
        deadlines.due("attempts", at("2026-11-16 10:00"))


def test_what_the_administrator_changes_counts_at_once() -> None:
    seed_reference()
    start = at("2026-11-16 10:00")
    assert deadlines.due("question", start) == at("2026-11-23 17:00")
    change("question", 15, Term.DAYS)
    assert deadlines.due("question", start) == at("2026-12-01 17:00")
    OpenInterval.objects.filter(weekday=1).update(ends_at=time(16, 30))
    assert deadlines.due("question", start) == at("2026-12-01 16:30")
    SpecialDay.objects.create(day=date(2026, 12, 1), name="Kolimine")
    assert deadlines.due("question", start) == at("2026-12-02 17:00")
    SpecialDay.objects.all().delete()
    assert deadlines.due("question", start) == at("2026-12-01 16:30")


def test_work_may_last_until_midnight_and_a_week_may_change_on_a_day() -> None:
    seed_reference()
    OpenInterval.objects.update(until_day=date(2026, 12, 31))
    new_year = date(2027, 1, 1)
    OpenInterval.objects.create(weekday=0, starts_at=time(20), ends_at=time(0), from_day=new_year)
    assert due_in(at("2026-12-30 10:00"), 1) == at("2026-12-31 14:00")
    assert due_in(at("2027-01-02 10:00"), 1) == at("2027-01-05 00:00")


def test_the_rows_are_one_question_to_the_database() -> None:
    seed_reference()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        deadlines.due("question", at("2026-11-16 10:00"))
    assert len(asked) == 1


def test_the_same_rows_are_read_into_a_calendar_once() -> None:
    seed_reference()
    first = deadlines.rules()
    assert deadlines.rules() is first
    change("question", 6, Term.WORKING_DAYS)
    assert deadlines.rules() is not first


def test_a_promise_is_broken_only_after_five_working_days() -> None:
    due = at("2026-11-16 17:00")  # a Monday
    assert due >= broken_before(at("2026-11-23 12:00"))
    assert due < broken_before(at("2026-11-24 00:01"))


@pytest.mark.parametrize(
    ("amount", "term"), [(5, Term.WORKING_DAYS), (8, Term.WORKING_HOURS), (30, Term.DAYS), (2, Term.MONTHS)]
)
def test_what_has_run_out_began_before_and_what_has_not_began_later(amount: int, term: str) -> None:
    seed_reference()
    change("broken", amount, term)
    for now in (
        at("2026-11-23 12:00"),
        at("2026-12-28 17:00"),
        at("2026-03-29 03:30"),
        at("2026-10-25 12:00"),
    ):
        edge = run_out_before("broken", now)
        second = timedelta(seconds=1)
        assert deadlines.due("broken", edge - second) <= now
        assert deadlines.due("broken", edge + second) >= now


def test_the_seed_adds_only_what_is_missing() -> None:
    seed_reference()
    change("question", 9, Term.DAYS)
    OpenInterval.objects.filter(weekday=4).delete()
    topic = Topic.objects.get(code="explanation-request")
    assert topic.limit == Limit.objects.get(code="explanation")
    Topic.objects.filter(pk=topic.pk).update(limit=None)
    Limit.objects.filter(code="caution").delete()
    seed_reference()
    assert deadlines.amount("question") == 9
    assert OpenInterval.objects.count() == 4
    assert Topic.objects.get(pk=topic.pk).limit is None  # the administrator's choice
    assert Limit.objects.filter(code="caution").exists()
