"""Own figures: a person sees the own, those who lead see others' one at a time, nobody else sees any."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.people.enums import Role
from desk.people.models import User
from stats.models import PersonDay
from stats.workload import people
from tests.conftest import Actor
from tests.stats.people import MONDAY, answered, today_is, week

pytestmark = pytest.mark.django_db

Someone = Callable[..., User]
WEEK = f"?first={MONDAY}&last={MONDAY + timedelta(days=6)}"


@pytest.fixture
def colleague(someone: Someone) -> User:
    return someone("kolleeg", Role.SPECIALIST, first_name="Kaja", last_name="Kask")


@pytest.fixture(autouse=True)
def after_the_week(db: None) -> None:
    today_is(MONDAY + timedelta(days=8))


def test_a_specialist_sees_the_own_figures_beside_the_teams(
    as_specialist: Actor, colleague: User, someone: Someone
) -> None:
    week([as_specialist.user, colleague, someone("kolmas", Role.SPECIALIST)], calls=10)
    PersonDay.objects.filter(user=colleague).update(letters=77)
    page = as_specialist.get(f"/board/mine/{WEEK}").content.decode()
    assert "Minu näitajad meeskonna omade kõrval" in page
    assert "Kaja" not in page
    assert '<td class="num">0</td>' in page.split("vastatud kirju</th>")[1].split("</tr>")[0]
    line = page.split("vastatud kõnesid</th>")[1].split("</tr>")[0]
    assert line.count("50") == 2  # the own, and the mean of a person
    assert "user=" + str(as_specialist.user.pk) in line


def test_of_two_people_no_mean_is_said_since_it_would_be_the_others(
    as_specialist: Actor, colleague: User
) -> None:
    week([as_specialist.user, colleague], calls=10)
    assert "liiga vähe inimesi" in as_specialist.get(f"/board/mine/{WEEK}").content.decode()
    assert people.mean_of_a_person({}) is None


def test_a_specialist_does_not_see_a_colleagues(as_specialist: Actor, colleague: User) -> None:
    week([colleague])
    response = as_specialist.get(f"/board/workload/{colleague.pk}/")
    assert response.status_code == 403
    assert "kolleegi näitajad" in response.content.decode()
    assert as_specialist.get("/board/workload/").status_code == 403
    assert as_specialist.get("/board/workload/open/").status_code == 403


def test_a_specialist_may_follow_a_link_to_the_own_page(as_specialist: Actor) -> None:
    assert as_specialist.get(f"/board/workload/{as_specialist.user.pk}/").status_code == 200


def test_those_who_lead_see_one_person_with_the_mix_that_explains_the_time(
    as_senior: Actor, colleague: User, as_specialist: Actor
) -> None:
    week([colleague, as_specialist.user], calls=20, talk_s=20 * 200, wrap_s=20 * 40)
    answered(colleague, MONDAY, "ru", 100, 5)
    answered(as_specialist.user, MONDAY, "et", 100, 3)
    page = as_senior.get(f"/board/workload/{colleague.pk}/{WEEK}").content.decode()
    assert "vene" in page and "5:00" in page
    assert "Sama keelte ja teemade jaotusega kuluks meeskonnal 5:00" in page


def test_who_has_no_work_at_the_desk_has_no_such_page(as_head: Actor, as_auditor: Actor) -> None:
    assert as_head.get(f"/board/workload/{as_auditor.user.pk}/").status_code == 404


def test_a_trainee_is_told_why_the_calls_are_not_counted(someone: Someone, as_senior: Actor) -> None:
    uku = someone("uku", Role.SPECIALIST, training=True)
    week([uku])
    page = as_senior.get(f"/board/workload/{uku.pk}/{WEEK}").content.decode()
    assert "väljaõppel" in page


@pytest.mark.parametrize("query", ["?first=x&last=y", "?span=own", "?first=2027-01-09&last=2027-01-01"])
def test_a_wrong_span_is_said_and_the_usual_one_is_shown(as_specialist: Actor, query: str) -> None:
    response = as_specialist.get(f"/board/mine/{query}")
    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["chosen"].days == 7
