"""Workload: hours beside the roster, like beside like, nobody ranked, and what of it stays."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import clock
from desk.people.enums import Role
from desk.people.models import User
from desk.records import actions as records
from desk.records.models import Destruction
from stats import retention
from stats.enums.learning import NormKind
from stats.figures import Chosen, Sums
from stats.models import Norm, PersonDay, PersonMix, TeamDay
from stats.workload import load, mix, people
from tests.conftest import Actor
from tests.stats.people import HOUR, MONDAY, answered, today_is, together, week, worked

pytestmark = pytest.mark.django_db

Someone = Callable[..., User]
PAGE = "/board/workload/"


@pytest.fixture
def team(someone: Someone) -> list[User]:
    """Anu and Ülo work full time, Bert half; by the alphabet Anu, Bert, Ülo."""
    names = (("anu", "Anu", "Aas"), ("ulo", "Ülo", "Öpik"), ("bert", "Bert", "Berg"))
    made = [someone(name, Role.SPECIALIST, first_name=first, last_name=last) for name, first, last in names]
    User.objects.filter(username="bert").update(weekly_hours=20, spoken=["et", "ru"])
    return made


@pytest.fixture
def after_the_week() -> None:
    today_is(MONDAY + timedelta(days=8))


def _rows(page: str, heading: str) -> list[str]:
    """The names in the table under this heading."""
    table = page.split(f'id="{heading}"', 1)[1].split("</table>", 1)[0]
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', table)


def test_people_stand_by_the_alphabet_whatever_their_figures(
    as_senior: Actor, team: list[User], after_the_week: None
) -> None:
    week(team)
    PersonDay.objects.filter(user__username="ulo").update(calls=90)
    page = as_senior.get(PAGE).content.decode()
    assert _rows(page, "people-title") == ["Anu Aas", "Bert Berg", "Helena Hunt", "Ülo Öpik"]
    assert "Tabel" in page and "?sort=" not in page


def test_only_the_head_may_ask_for_another_order_and_context_stays_beside(
    as_head: Actor, as_senior: Actor, team: list[User], after_the_week: None
) -> None:
    week(team)
    PersonDay.objects.filter(user__username="ulo").update(calls=90)
    page = as_head.get(f"{PAGE}?span=last_week&sort=done_calls").content.decode()
    assert _rows(page, "people-title")[0] == "Ülo Öpik"
    assert "50% täiskohast" in page
    same = as_senior.get(f"{PAGE}?span=last_week&sort=done_calls").content.decode()
    assert _rows(same, "people-title")[0] == "Anu Aas"


def test_a_trainee_stands_apart(
    as_senior: Actor, someone: Someone, team: list[User], after_the_week: None
) -> None:
    uku = someone("uku", Role.SPECIALIST, first_name="Uku", last_name="Uus", training=True)
    week([*team, uku])
    page = as_senior.get(PAGE).content.decode()
    assert _rows(page, "trainees-title") == ["Uku Uus"]
    assert "Uku Uus" not in _rows(page, "people-title")


def test_hours_are_measured_and_estimated_and_nothing_is_counted_twice() -> None:
    Norm.objects.create(kind=NormKind.LETTERS, minutes=10, from_day=date(2026, 1, 1), basis="mõõdetud")
    Norm.objects.create(kind=NormKind.LETTERS, minutes=20, from_day=date(2027, 1, 5), basis="mõõdetud uuesti")
    sums = Sums(talk_s=3000, wrap_s=600, out_s=100, visit_s=900, letters=3, other_s=5 * HOUR)
    norms = load.Norms(MONDAY)
    found = {part.code: part.seconds for part in load.parts({MONDAY: sums}, norms)}
    assert (found["calls"], found["out"], found["visits"], found["letters"]) == (3600, 100, 900, 1800)
    assert found["other"] == 5 * HOUR - 900 - 1800
    next_day = {date(2027, 1, 5): sums}
    later = load.parts(next_day, load.Norms(date(2027, 1, 5)))
    assert next(part.seconds for part in later if part.code == "letters") == 3600
    assert "mõõdetud" in load.formula(norms)


def test_who_answers_longer_calls_is_expected_to_take_longer() -> None:
    team: dict[mix.Kind, mix.Mix] = {("et", 1): mix.Mix(100, 100 * 180), ("ru", 1): mix.Mix(50, 50 * 300)}
    assert mix.expected({("et", 1): mix.Mix(40, 1)}, team) == 180
    assert mix.expected({("et", 1): mix.Mix(30, 1), ("ru", 1): mix.Mix(30, 1)}, team) == 240
    assert mix.expected({}, team) is None


def test_a_rare_kind_takes_the_mean_of_its_language_and_else_of_all() -> None:
    team: dict[mix.Kind, mix.Mix] = {
        ("et", 1): mix.Mix(60, 60 * 100), ("et", 2): mix.Mix(5, 5 * 1000), ("en", 1): mix.Mix(2, 2 * 9),
    }  # fmt: skip
    of_language = (60 * 100 + 5 * 1000) / 65
    assert mix.expected({("et", 2): mix.Mix(1, 1)}, team) == pytest.approx(of_language)
    of_all = (60 * 100 + 5 * 1000 + 18) / 67
    assert mix.expected({("en", 1): mix.Mix(1, 1)}, team) == pytest.approx(of_all)


def test_few_calls_are_too_few_to_judge(as_senior: Actor, team: list[User], after_the_week: None) -> None:
    week(team, calls=2, talk_s=600)
    page = as_senior.get(PAGE).content.decode()
    assert page.count("liiga vähe, et hinnata") >= 3
    PersonDay.objects.filter(user__username="anu").update(calls=10)
    answered(team[0], MONDAY, "et", 50, 2.0)
    (row,) = [row for row in people.read(Chosen(MONDAY, MONDAY + timedelta(days=6))).rows if not row.few]
    assert (row.person.username, row.expected) == ("anu", 120.0)
    assert row.a_planned_hour == pytest.approx(50 / 30)


def test_the_page_costs_the_same_for_one_person_and_for_many(
    as_senior: Actor, team: list[User], someone: Someone, after_the_week: None
) -> None:
    week(team[:1])
    as_senior.get(PAGE)
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert as_senior.get(PAGE).status_code == 200
        counts.append(len(asked))
        more = [someone(f"more{number}", Role.SPECIALIST) for number in range(12)] if not _time else []
        for person in more:
            worked(person, MONDAY, calls=40)
            answered(person, MONDAY, "et", 40, 3)
    assert counts[0] == counts[1] <= 20


def test_the_open_panel_tells_ages_apart(as_senior: Actor, team: list[User]) -> None:
    from desk.people.actions import ask_of

    with_age = (timedelta(hours=2), timedelta(days=3), timedelta(days=40))
    for age in with_age:
        clock.move(-age)
        ask_of(owner=team[0], text="Korrasta kapp", due_at=None, by=as_senior.user)
        clock.move(age)
    page = as_senior.get("/board/workload/open/").content.decode()
    line = page.split("Anu Aas")[1].split("</tr>")[0]
    assert re.findall(r">(\d+)</td>", line) == ["3", "1", "1", "0", "1", "0", "0", "0"]


# ---- how long figures of persons are kept


def test_after_three_months_only_the_sums_of_the_team_are_left(team: list[User], as_senior: Actor) -> None:
    today_is(MONDAY + timedelta(days=14))
    week(team, calls=20)
    for user in team:
        answered(user, MONDAY, "et", 100, 3)
    assert records.destroy_due(store=retention.PERSON_DAYS) == 0
    today_is(MONDAY + timedelta(days=4 + 91))
    assert records.destroy_due(store=retention.PERSON_DAYS) == 5
    assert not PersonDay.objects.exists() and not PersonMix.objects.exists()
    assert sum(TeamDay.objects.values_list("calls", flat=True)) == 3 * 5 * 20
    assert Destruction.objects.filter(store=retention.PERSON_DAYS).count() == 5
    assert records.destroy_due(store=retention.PERSON_DAYS) == 0
    page = as_senior.get(f"{PAGE}?first={MONDAY}&last={MONDAY + timedelta(days=4)}").content.decode()
    assert "Isikute näitajaid hoitakse" in page and "Anu Aas" not in page
    assert "300" in page


def test_the_last_kept_day_stays_until_its_time_is_over(team: list[User]) -> None:
    today_is(MONDAY + timedelta(days=90))
    week(team[:2])
    assert retention.kept_from() == MONDAY
    assert records.destroy_due(store=retention.PERSON_DAYS) == 0


def test_a_day_on_which_one_person_worked_alone_goes_whole(team: list[User]) -> None:
    worked(team[0], MONDAY)
    together(MONDAY)
    today_is(MONDAY + timedelta(days=100))
    assert records.destroy_due(store=retention.PERSON_DAYS) == 1
    assert not TeamDay.objects.exists()


def test_the_rule_is_there_for_the_administrator_to_change(team: list[User]) -> None:
    from django.core.management import call_command

    from desk.records.models import RetentionRule

    call_command("reference_data")
    RetentionRule.objects.filter(store=retention.PERSON_DAYS).update(days=30)
    today_is(MONDAY + timedelta(days=40))
    week(team)
    assert retention.kept_from() == MONDAY + timedelta(days=10)
    assert records.destroy_due(store=retention.PERSON_DAYS) == 5


def test_the_mix_is_counted_from_finished_calls_by_the_group_of_their_first_enquiry(
    team: list[User],
) -> None:
    from desk.calls.models import Call
    from desk.enquiries.models import OutcomeCode
    from stats.rollups import mix as counting

    today_is(MONDAY + timedelta(days=1))
    rang = clock.now() - timedelta(hours=22)
    outcome = OutcomeCode.objects.create(code="lahendatud", name_et="Lahendatud", name_en="Solved")
    answered_at = rang + timedelta(seconds=10)
    for seconds, closed in ((100, True), (200, True), (300, False)):
        end = answered_at + timedelta(seconds=seconds)
        finished = end + timedelta(seconds=50) if closed else None
        Call.objects.create(
            rang_at=rang, answered_at=answered_at, hung_up_at=end, user=team[0], language="ru",
            state="closed" if closed else "wrap_up", closed_at=finished, outcome=outcome if closed else None,
        )  # fmt: skip
    for _twice in range(2):
        counting.count(MONDAY, MONDAY)
    row = PersonMix.objects.get()
    assert (row.user, row.language, row.topic, row.calls, row.handle_s) == (team[0], "ru", None, 2, 400)
    today_is(MONDAY + timedelta(days=100))
    counting.count(MONDAY, MONDAY)
    PersonMix.objects.all().delete()
    counting.count(MONDAY, MONDAY)
    assert not PersonMix.objects.exists()
