"""The roster's pages: who reads and who plans, in the table and without JavaScript; helpers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import workdays
from desk.http import Refused
from desk.people import roster
from desk.people.actions import add_helper, end_helper, set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Absence, Shift, User, UserRole
from tests.conftest import Actor
from tests.people.conftest import MONDAY, hours, spans

pytestmark = pytest.mark.django_db
BACK = "/people/roster/back/"
ROSTER, DAY, COPY, HELPER = (
    "/people/roster/",
    "/people/roster/day/",
    "/people/roster/copy/",
    "/people/roster/helper/",
)
HTMX = {"HX-Request": "true"}


def shown(actor: Actor, day: date = MONDAY) -> str:
    return actor.get(ROSTER, {"week": roster.week_name(day)}).content.decode()


def typed(person: User, text: str = "8.30-17", **more: object) -> dict[str, object]:
    return {"person": person.pk, "day": MONDAY.isoformat(), "hours": text, "duty": "calls", **more}


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_everyone_reads_the_week_with_his_own_row_first(as_specialist: Actor, margus: User) -> None:
    rows = as_specialist.get(ROSTER, {"week": roster.week_name(MONDAY)}).context["rows"]
    assert [row.person for row in rows] == [as_specialist.user, margus]
    assert DAY not in shown(as_specialist)


def test_a_specialist_plans_nothing(as_specialist: Actor) -> None:
    for address in (DAY, COPY, HELPER):
        assert as_specialist.post(address, typed(as_specialist.user)).status_code == 403


def test_only_the_head_lends_rights(as_senior: Actor, reet: User) -> None:
    assert as_senior.post(HELPER, {}).status_code == 403
    assert HELPER not in shown(as_senior)


def test_holidays_are_named_and_eves_marked(as_head: Actor) -> None:
    page = shown(as_head, date(2027, 2, 22))
    assert workdays.holiday(date(2027, 2, 24)) in page


def test_an_absence_shows_without_its_reason_or_deputy(
    as_specialist: Actor, riina: User, margus: User
) -> None:
    Absence.objects.create(user=riina, deputy=margus, first_day=MONDAY, last_day=MONDAY, entered_by=margus)
    cell = as_specialist.get(ROSTER, {"week": roster.week_name(MONDAY)}).context["rows"]
    assert [row.cells[0].absent for row in cell if row.person == riina] == [True]
    assert shown(as_specialist).count("puudub") == 1


def test_whoever_is_absent_is_not_planned_and_what_was_planned_is_pointed_out(
    as_head: Actor, riina: User, shift: Callable[..., Shift]
) -> None:
    shift(riina, MONDAY, 9, 17)
    last = MONDAY + timedelta(days=1)
    Absence.objects.create(user=riina, first_day=MONDAY, last_day=last, entered_by=riina)
    page = shown(as_head)
    assert page.count("planeeritud, kuigi puudub") == 1
    assert f"person={riina.pk}&amp;day={MONDAY.isoformat()}" in page
    assert f"person={riina.pk}&amp;day={last.isoformat()}" not in page


def test_without_javascript_a_day_is_a_page(as_head: Actor, riina: User) -> None:
    page = as_head.get(DAY, {"person": str(riina.pk), "day": MONDAY.isoformat()}).content.decode()
    assert "<html" in page
    assert 'name="hours"' in page
    response = as_head.post(DAY, typed(riina))
    assert response.status_code == 302
    assert response["Location"].endswith(roster.week_name(MONDAY))
    assert spans(Shift.objects.all()) == ["08.03 08:30–17:00"]


def test_with_htmx_the_row_comes_back(as_senior: Actor, riina: User) -> None:
    page = as_senior.get(
        DAY, {"person": str(riina.pk), "day": MONDAY.isoformat()}, headers=HTMX
    ).content.decode()
    assert page.lstrip().startswith("<tbody")
    assert 'name="hours"' in page
    page = as_senior.post(DAY, typed(riina), headers=HTMX).content.decode()
    assert "08:30–17:00" in page
    assert 'name="hours"' not in page
    close = {"person": str(riina.pk), "day": MONDAY.isoformat(), "close": "1"}
    assert 'name="hours"' not in as_senior.get(DAY, close, headers=HTMX).content.decode()


@pytest.mark.parametrize("text", ["8.30-17", "08:30–17:00", "0830-1700", "8:30 - 17"])
def test_hours_are_understood_as_people_type_them(as_head: Actor, riina: User, text: str) -> None:
    as_head.post(DAY, typed(riina, text))
    assert spans(Shift.objects.all()) == ["08.03 08:30–17:00"]


@pytest.mark.parametrize("text", ["", "9", "25-26", "9-10-11", "hommik", "17-9"])
def test_hours_that_are_none_are_refused_and_stay_typed(as_head: Actor, riina: User, text: str) -> None:
    response = as_head.post(DAY, typed(riina, text))
    assert response.status_code == 422
    assert f'value="{text}"' in response.content.decode() or not text
    assert not Shift.objects.exists()


def test_an_overlap_is_said_in_words(as_head: Actor, riina: User, shift: Callable[..., Shift]) -> None:
    shift(riina, MONDAY, 9, 12)
    response = as_head.post(DAY, typed(riina, "11-15"), headers=HTMX)
    assert Shift.objects.count() == 1
    assert "09:00–12:00" in response.content.decode()


def test_a_shift_is_changed_and_removed_in_its_cell(
    as_head: Actor, riina: User, shift: Callable[..., Shift]
) -> None:
    planned = shift(riina, MONDAY, 9, 12)
    as_head.post(DAY, typed(riina, "10-12", shift=planned.pk, duty="counter"))
    planned.refresh_from_db()
    assert spans([planned]) == ["08.03 10:00–12:00"]
    assert planned.duty == "counter"
    as_head.post(DAY, {**typed(riina, "", shift=planned.pk), "act": "remove"})
    assert not Shift.objects.exists()


def test_a_shift_of_another_is_not_changed_through_ones_row(
    as_head: Actor, riina: User, margus: User, shift: Callable[..., Shift]
) -> None:
    planned = shift(margus, MONDAY, 9, 12)
    assert as_head.post(DAY, typed(riina, "10-12", shift=planned.pk)).status_code == 404


def test_a_shift_on_a_holiday_is_planned_and_pointed_out(as_head: Actor, riina: User) -> None:
    response = as_head.post(DAY, {**typed(riina), "day": "2027-02-24"})
    assert Shift.objects.count() == 1
    assert workdays.holiday(date(2027, 2, 24)) in said(response)[0]


@pytest.mark.slow
def test_pages_ask_the_same_number_of_questions_for_few_and_for_many(
    as_head: Actor, someone: Callable[..., User], shift: Callable[..., Shift]
) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_head.get(address).status_code == 200
        return len([query for query in queries if "records_clock" not in query["sql"]])

    def people(number: int) -> None:
        user = someone(f"s{number}", Role.SPECIALIST)
        set_presence(user=user, state=PresenceState.AVAILABLE, by=user)
        for day in range(5):
            shift(user, MONDAY + timedelta(days=day), 9, 17)

    set_presence(user=as_head.user, state=PresenceState.AVAILABLE, by=as_head.user)
    shift(as_head.user, MONDAY, 9, 17)
    people(0)
    addresses = [f"{ROSTER}?week={roster.week_name(MONDAY)}", "/people/here/", "/people/mine/"]
    few = [asked(address) for address in addresses]
    for number in range(1, 12):
        people(number)
        shift(as_head.user, MONDAY + timedelta(days=number), 9, 17)
    assert [asked(address) for address in addresses] == few
    assert max(few) <= 20, few
    assert max(few[:2]) <= 12, few


def test_one_line_fills_the_week(as_head: Actor, riina: User) -> None:
    response = as_head.post(DAY, typed(riina, to_friday="on"))
    assert Shift.objects.count() == 5
    assert "5" in said(response)[0]


def test_a_week_is_copied_and_says_what_was_left_out(
    as_head: Actor, riina: User, shift: Callable[..., Shift]
) -> None:
    shift(riina, date(2027, 2, 17), 9, 17)
    shift(riina, date(2027, 2, 18), 9, 17)
    response = as_head.post(COPY, {"week": "2027-W07"})
    assert response["Location"].endswith("2027-W08")
    assert shown(as_head, date(2027, 2, 22)).count('class="notice ') == 2
    assert spans(Shift.objects.within(date(2027, 2, 22), date(2027, 2, 28))) == ["25.02 09:00–17:00"]
    assert any("24.02" in text for text in said(response))


def test_a_week_copied_by_a_slip_is_taken_back_except_what_was_changed_since(
    as_head: Actor, as_senior: Actor, riina: User, margus: User, shift: Callable[..., Shift]
) -> None:
    after = MONDAY + timedelta(days=7)
    for user in (riina, margus):
        shift(user, MONDAY, 9, 17)
    as_head.post(COPY, {"week": roster.week_name(MONDAY)})
    assert BACK in shown(as_head, after)
    assert BACK not in shown(as_senior, after)
    changed = Shift.objects.of_day(after).get(user=margus)
    as_senior.post(DAY, {**typed(margus, "10-12", shift=changed.pk), "day": after.isoformat()})
    as_head.post(BACK, {"week": roster.week_name(after)})
    assert spans(Shift.objects.of_day(after)) == ["15.03 10:00–12:00"]
    assert Shift.objects.of_day(MONDAY).count() == 2
    assert BACK not in shown(as_head, after)


def lent(user: User, by: User, first: date = MONDAY, days: int = 2) -> Any:
    last = first + timedelta(days=days - 1)
    return add_helper(user=user, first=first, last=last, hours=hours(9, 17), by=by)


def test_a_helper_has_the_rights_on_these_days_only(
    as_registrar: Actor, riina: User, on_day: Callable[[date], None]
) -> None:
    lent(as_registrar.user, riina)
    open_to = []
    for number in (-1, 0, 1, 2):
        on_day(MONDAY + timedelta(days=number))
        open_to.append(as_registrar.get("/clients/").status_code)
    assert open_to == [403, 200, 200, 403]


def test_a_helper_comes_with_shifts_and_stands_in_the_grid(as_head: Actor, reet: User) -> None:
    response = as_head.post(
        HELPER,
        {
            "week": roster.week_name(MONDAY), "person": reet.pk, "first": MONDAY.isoformat(),
            "last": (MONDAY + timedelta(days=1)).isoformat(), "hours": "9-17", "duty": "calls",
        },
    )  # fmt: skip
    assert response.status_code == 302
    assert spans(Shift.objects.filter(user=reet)) == ["08.03 09:00–17:00", "09.03 09:00–17:00"]
    row = next(row for row in roster.read_week(MONDAY) if row.person == reet)
    assert row.helper is not None
    assert [cell.at_desk for cell in row.cells] == [True, True, False, False, False, False, False]
    assert not row.missing
    assert reet not in [row.person for row in roster.read_week(MONDAY + timedelta(days=7))]
    history = UserRole.history.filter(user_id=reet.pk).last()
    assert history.history_user == as_head.user or UserRole.history.filter(history_user=as_head.user).exists()


def test_a_form_that_is_wrong_comes_back_as_typed(as_head: Actor, reet: User) -> None:
    response = as_head.post(HELPER, {"week": roster.week_name(MONDAY), "person": reet.pk, "hours": "x"})
    assert response.status_code == 200
    assert 'value="x"' in response.content.decode()
    assert not Shift.objects.exists()


def test_whoever_is_at_the_desk_already_needs_no_lending(riina: User, margus: User) -> None:
    with pytest.raises(Refused):
        lent(riina, margus)


def test_rights_are_not_lent_for_months_or_backwards_or_for_the_past(reet: User, riina: User) -> None:
    for first, days in ((MONDAY, 32), (MONDAY, 0), (date(2020, 1, 6), 1)):
        with pytest.raises(Refused):
            lent(reet, riina, first, days)
    assert not UserRole.objects.filter(user=reet, role=Role.SPECIALIST).exists()


def test_a_helper_without_an_extension_is_named(someone: Callable[..., User], riina: User) -> None:
    silent = someone("silent", Role.REGISTRAR, first_name="Aino", last_name="Aus")
    assert "Aino Aus" in lent(silent, riina).said[-1]


def test_a_helper_who_is_not_needed_ends_early(
    as_head: Actor, reet: User, on_day: Callable[[date], None]
) -> None:
    lent(reet, as_head.user, days=5)
    role = reet.roles.get(role=Role.SPECIALIST)
    on_day(MONDAY + timedelta(days=2))
    assert f"{HELPER}{role.pk}/end/" in shown(as_head)
    as_head.post(f"{HELPER}{role.pk}/end/")
    role.refresh_from_db()
    assert role.until_day == MONDAY + timedelta(days=1)
    assert spans(Shift.objects.all()) == ["08.03 09:00–17:00", "09.03 09:00–17:00"]


def test_a_helper_who_has_not_come_yet_is_forgotten(reet: User, riina: User) -> None:
    lent(reet, riina)
    end_helper(role=reet.roles.get(role=Role.SPECIALIST), by=riina)
    assert not reet.roles.filter(role=Role.SPECIALIST).exists()
    assert not Shift.objects.exists()


def test_a_role_of_ones_own_is_not_ended_here(riina: User, margus: User) -> None:
    with pytest.raises(Refused):
        end_helper(role=riina.roles.get(), by=margus)


@pytest.mark.ignore_template_errors  # Django's own password widget names a variable that it does not give
def test_the_administrator_keeps_skills_and_reasons(as_administrator: Actor, riina: User) -> None:
    for address in ("skill", "breakreason"):
        assert as_administrator.get(f"/admin/people/{address}/").status_code == 200
    page = as_administrator.get(f"/admin/people/user/{riina.pk}/change/").content.decode()
    for name in ("weekly_hours", "skills", "training", "roles-0-from_day", "roles-0-until_day"):
        assert f'name="{name}"' in page
