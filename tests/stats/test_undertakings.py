"""Undertakings and accesses: written down, minded, ended; who left still having one is seen."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from desk import workdays
from desk.http import Refused
from desk.people import owed
from desk.people.models import User
from stats.actions import undertakings as deeds
from stats.enums.learning import UndertakingKind
from stats.models import Undertaking
from stats.tasks import remind_of_learning
from tests.conftest import Actor

pytestmark = pytest.mark.django_db

Someone = Callable[..., User]
PAGE = "/board/learning/undertakings/"


def access(person: User, by: User, **other: object) -> Undertaking:
    facts: dict[str, object] = {
        "kind": UndertakingKind.ACCESS, "register": "Rahvastikuregister", "scope": "nimi ja aadress",
        "granted_on": date(2026, 1, 2), "paper": "Käskkiri 5", "until_day": None,
    }  # fmt: skip
    return deeds.enter(person=person, by=by, **{**facts, **other})  # type: ignore[arg-type]


def minded(user: User) -> list[str]:
    remind_of_learning()
    return [row.title for row in owed.owed_by(user, user) if row.todo and row.todo.kind.startswith("stats.")]


def test_it_is_written_down_on_its_page_once(as_head: Actor, as_specialist: Actor) -> None:
    assert "Riina Rand" in as_head.get(PAGE).content.decode()  # no undertaking of hers
    said = {
        "person": as_specialist.user.pk, "kind": "confidentiality", "register": "", "scope": "",
        "paper": "Kohustus 3", "granted_on": "02.01.2026", "until_day": "",
    }  # fmt: skip
    as_head.post(f"{PAGE}new/", said)
    again = as_head.post(f"{PAGE}new/", said)
    assert again.context["form"].non_field_errors()
    row = Undertaking.objects.get()
    assert (row.keeper, row.register) == (as_head.user, "")
    without = as_head.get(PAGE).context["without"]
    assert as_specialist.user not in without and as_head.user in without


def test_an_access_names_its_register_and_its_paper(as_head: Actor, as_specialist: Actor) -> None:
    for wrong in ({"register": " "}, {"paper": " "}, {"until_day": date(2025, 1, 1)}):
        with pytest.raises(Refused):
            access(as_specialist.user, as_head.user, **wrong)
    assert not Undertaking.objects.exists()


def test_thirty_days_before_the_end_it_stands_on_the_list_of_who_minds_it(
    as_head: Actor, as_specialist: Actor
) -> None:
    today = workdays.today()
    row = access(as_specialist.user, as_head.user, until_day=today + timedelta(days=31))
    assert minded(as_head.user) == []
    deeds.correct(
        undertaking=row, register=row.register, scope="", granted_on=row.granted_on, paper="Käskkiri 6",
        until_day=today + timedelta(days=30), by=as_head.user,
    )  # fmt: skip
    (title,) = minded(as_head.user)
    assert "Rahvastikuregister (Riina Rand) lõpeb" in title
    assert "lõpeb peagi" in as_head.get(f"{PAGE}?list=ending").content.decode()
    assert minded(as_specialist.user) == []


def test_who_left_and_still_has_access_is_a_warning_until_it_is_ended(
    as_head: Actor, as_specialist: Actor
) -> None:
    row = access(as_specialist.user, as_head.user)
    as_specialist.user.roles.all().delete()
    page = as_head.get(PAGE).content.decode()
    assert "on alles lahkunul" in page and "lahkunud" in page
    (title,) = minded(as_head.user)
    assert "Riina Rand on lahkunud" in title
    as_head.post(f"{PAGE}{row.pk}/end/", {"on_day": f"{workdays.today():%d.%m.%Y}"})
    row.refresh_from_db()
    assert (row.ended_on, row.ended_by) == (workdays.today(), as_head.user)
    assert minded(as_head.user) == []
    assert "on alles lahkunul" not in as_head.get(PAGE).content.decode()
    with pytest.raises(Refused):
        deeds.end(undertaking=row, on_day=workdays.today(), by=as_head.user)


def test_it_does_not_end_before_it_began_nor_tomorrow(as_head: Actor, as_specialist: Actor) -> None:
    row = access(as_specialist.user, as_head.user)
    for day in (date(2026, 1, 1), workdays.today() + timedelta(days=1)):
        with pytest.raises(Refused):
            deeds.end(undertaking=row, on_day=day, by=as_head.user)


def test_after_its_end_the_same_may_be_given_again(as_head: Actor, as_specialist: Actor) -> None:
    deeds.end(undertaking=access(as_specialist.user, as_head.user), on_day=workdays.today(), by=as_head.user)
    access(as_specialist.user, as_head.user, granted_on=workdays.today())
    assert Undertaking.objects.in_force().count() == 1


def test_specialists_do_not_see_the_list(as_specialist: Actor) -> None:
    assert as_specialist.get(PAGE).status_code == 403
    with pytest.raises(Refused):
        access(as_specialist.user, as_specialist.user)
