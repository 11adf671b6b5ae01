"""What clients declare falls due on a working day; periods are made ahead; a head's own date stands."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from desk import clock, workdays
from desk.enquiries.models import SpecialDay
from desk.http import Refused
from desk.orders import periods, tasks
from desk.orders.actions import periods as deeds
from desk.orders.models import Obligation, Period
from desk.orders.obligations import seed_reference
from tests.conftest import Actor


@pytest.fixture
def seeded(db: None) -> None:
    seed_reference()


def at(day: date) -> None:
    """It is noon of this day in Tallinn."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=workdays.TALLINN)
    clock.move(noon - clock.now())


def due(code: str, year: int, number: int = 1) -> date:
    obligation = Obligation.objects.get(code=code)
    return periods.counted(obligation, year, number, periods.calendar()).due_on


@pytest.mark.parametrize(
    ("year", "number", "day"),
    [
        (2025, 4, date(2026, 1, 19)),
        (2026, 1, date(2026, 4, 17)),
        (2026, 2, date(2026, 7, 17)),
        (2026, 3, date(2026, 10, 19)),
        (2026, 4, date(2027, 1, 18)),
        (2027, 1, date(2027, 4, 19)),
        (2027, 2, date(2027, 7, 19)),
        (2027, 3, date(2027, 10, 18)),
    ],
)
def test_the_charge_of_a_quarter_is_due_on_the_17th_or_the_next_working_day(
    seeded: None, year: int, number: int, day: date
) -> None:
    assert due("charge", year, number) == day


def test_annual_reports_are_due_in_the_next_year(seeded: None) -> None:
    assert due("waste", 2025) == due("air", 2025) == date(2026, 2, 2)  # the 31st is a Saturday
    assert due("water", 2025) == date(2026, 2, 16)  # the 15th is a Sunday


def test_a_day_on_which_the_agency_is_closed_moves_the_date_on(seeded: None) -> None:
    SpecialDay.objects.create(day=date(2026, 4, 17))
    assert due("charge", 2026, 1) == date(2026, 4, 20)


def test_a_day_that_its_month_does_not_have_is_the_months_last(seeded: None) -> None:
    Obligation.objects.filter(code="charge").update(day=31)
    assert due("charge", 2026, 1) == date(2026, 4, 30)


def test_the_peak_is_counted_in_working_days_around_the_due_date(seeded: None) -> None:
    obligation = Obligation.objects.get(code="charge")
    dates = periods.counted(obligation, 2026, 3, periods.calendar())
    assert (dates.starts_on, dates.ends_on) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (dates.peak_from, dates.peak_until) == (date(2026, 10, 5), date(2026, 10, 22))


def test_periods_are_made_ahead_to_the_end_of_next_year_and_only_once(seeded: None) -> None:
    at(date(2026, 11, 23))
    tasks.prepare_periods()
    first = set(Period.objects.values_list("obligation__code", "year", "number"))
    assert {year for _code, year, _number in first} == {2025, 2026, 2027}
    assert len(first) == 3 * (2 * 4 + 3)
    assert deeds.prepare() == deeds.Prepared(0, 0)
    assert Period.history.count() == len(first)


def test_a_new_special_day_moves_what_is_not_due_yet_and_nothing_else(seeded: None) -> None:
    at(date(2026, 11, 23))
    deeds.prepare()
    SpecialDay.objects.create(day=date(2026, 10, 19))
    SpecialDay.objects.create(day=date(2027, 1, 18))
    moved = deeds.prepare()
    assert (moved.made, moved.moved) == (0, moved.moved)
    charge = Period.objects.filter(obligation__code="charge")
    assert charge.get(year=2026, number=3).due_on == date(2026, 10, 19)
    assert charge.get(year=2026, number=4).due_on == date(2027, 1, 19)


def test_a_date_set_by_the_head_is_never_counted_anew_until_asked_to(seeded: None, as_head: Actor) -> None:
    at(date(2026, 11, 23))
    deeds.prepare()
    period = Period.objects.get(obligation__code="waste", year=2026)
    deeds.override(period=period, due_on=date(2027, 3, 31), reason="Ministri teade", by=as_head.user)
    deeds.prepare()
    period.refresh_from_db()
    assert (period.due_on, period.reason) == (date(2027, 3, 31), "Ministri teade")
    assert period.peak_from == date(2027, 3, 9)
    deeds.count_again(period=period, by=as_head.user)
    period.refresh_from_db()
    assert (period.due_on, period.overridden, period.reason) == (date(2027, 2, 1), False, "")


def test_without_a_reason_or_before_the_period_ends_no_date_is_set(seeded: None, as_head: Actor) -> None:
    at(date(2026, 11, 23))
    deeds.prepare()
    period = Period.objects.get(obligation__code="waste", year=2026)
    for day, reason in ((date(2027, 3, 31), " "), (date(2026, 12, 31), "Varem")):
        with pytest.raises(Refused):
            deeds.override(period=period, due_on=day, reason=reason, by=as_head.user)


def test_everyone_at_the_desk_sees_the_year_and_the_head_sets_a_date(
    seeded: None, as_head: Actor, as_specialist: Actor, as_registrar: Actor
) -> None:
    at(date(2026, 11, 23))
    deeds.prepare()
    page = as_specialist.get(reverse("orders:calendar"), {"year": "2026"}).content.decode()
    assert "19.10.2026" in page
    assert "05.10" in page
    assert "Muuda" not in page
    period = Period.objects.get(obligation__code="charge", year=2026, number=4)
    address = reverse("orders:period", args=[period.pk])
    assert as_specialist.get(address).status_code == 403
    assert as_head.get(address).status_code == 200
    assert as_head.post(address, {"due_on": "2027-01-25", "reason": ""}).status_code == 422
    answer = as_head.post(address, {"due_on": "2027-01-25", "reason": "Tõrge portaalis"})
    assert answer.headers["Location"].endswith("?year=2027")
    assert "Tõrge portaalis" in as_head.get(answer.headers["Location"]).content.decode()
    as_head.post(reverse("orders:count_period_again", args=[period.pk]))
    assert "Tõrge portaalis" not in as_head.get(answer.headers["Location"]).content.decode()
    assert as_registrar.get(reverse("orders:calendar")).status_code == 403


def test_the_roster_shows_the_peaks_of_its_week(seeded: None, as_head: Actor) -> None:
    at(date(2026, 10, 6))
    deeds.prepare()
    assert reverse("orders:peaks") in as_head.get(reverse("people:roster")).content.decode()
    now = as_head.get(reverse("orders:peaks")).content.decode()
    assert "05.10–" in now
    later = as_head.get(reverse("orders:peaks"), {"week": "2026-W33"}).content.decode()
    assert "notice--warn" not in later


def test_peaks_that_touch_are_one(seeded: None) -> None:
    at(date(2026, 11, 23))
    deeds.prepare()
    january = periods.peaks_within(date(2027, 1, 11), date(2027, 1, 17))
    assert len(january) == 1
    assert len({each.obligation_id for each in january[0].periods}) >= 3


def test_a_year_without_periods_says_so(as_specialist: Actor) -> None:
    page = as_specialist.get(reverse("orders:calendar"), {"year": "2050"})
    assert page.status_code == 200
    assert as_specialist.get(reverse("orders:calendar"), {"year": "x" * 9}).status_code == 200


def test_the_same_statements_for_any_number_of_periods(
    seeded: None, as_specialist: Actor, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    at(date(2026, 11, 23) + timedelta())
    deeds.prepare()
    as_specialist.get(reverse("orders:calendar"))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        as_specialist.get(reverse("orders:calendar"))


def test_a_follow_up_is_begun_from_its_period(seeded: None, as_head: Actor) -> None:
    at(date(2026, 11, 23))
    deeds.prepare()
    period = Period.objects.get(obligation__code="charge", year=2026, number=3)
    link = f"{reverse('orders:create')}?kind=follow_up&amp;period={period.pk}"
    assert link in as_head.get(reverse("orders:calendar"), {"year": "2026"}).content.decode()
    page = as_head.get(link.replace("&amp;", "&")).content.decode()
    assert f'<option value="{period.pk}" selected>' in page
    assert "Keskkonnatasu deklaratsioon, III kvartal 2026" in page
