"""The waiting room's screen: numbers and desks for whoever has the address, and nothing about anybody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock
from desk.counter.actions import screens, serving, visits
from desk.counter.models import Desk, Office
from desk.people.models import User
from tests.conftest import Actor
from tests.house.pages import policy_faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(office: Office, as_administrator: Actor) -> str:
    return screens.open_screen(office=office, by=as_administrator.user)


def test_the_screen_shows_the_number_and_the_desk_and_nothing_else(
    as_stranger: Client, key: str, office: Office, desks: list[Desk], riina: User
) -> None:
    visits.arrive(office=office, reason="Kasutusleping", visitor="Mari Tamm", by=riina)
    visits.arrive(office=office, reason="Tähtaeg", visitor="Jaan Kask", by=riina)
    serving.call_next(office=office, desk=desks[1], by=riina)
    page = as_stranger.get(reverse("counter:screen", args=[key]))
    text = page.content.decode()
    assert "<td>A-1</td><td>2</td>" in text
    assert not [word for word in ("A-2", "Mari", "Kasutusleping", "Riina", "Rand", "csrf") if word in text]
    assert policy_faults({name.lower(): value for name, value in page.headers.items()}) == []
    assert page["Cache-Control"] == "no-store"


def test_a_wrong_key_is_nothing_and_an_old_one_is_closed_by_the_new(
    as_stranger: Client, key: str, office: Office, as_administrator: Actor
) -> None:
    for address in ("counter:screen", "counter:screen_numbers"):
        assert as_stranger.get(reverse(address, args=[key])).status_code == 200
        assert as_stranger.get(reverse(address, args=["x" * 43])).status_code == 404
    fresh = screens.open_screen(office=office, by=as_administrator.user)
    assert as_stranger.get(reverse("counter:screen", args=[key])).status_code == 404
    screens.close_screen(office=office, by=as_administrator.user)
    assert as_stranger.get(reverse("counter:screen", args=[fresh])).status_code == 404


def test_what_is_asked_every_few_seconds_costs_two_statements(
    as_stranger: Client,
    key: str,
    office: Office,
    desks: list[Desk],
    riina: User,
    django_assert_num_queries: object,
) -> None:
    visits.arrive(office=office, by=riina)
    serving.call_next(office=office, desk=desks[0], by=riina)
    as_stranger.get(reverse("counter:screen_numbers", args=[key]))
    with CaptureQueriesContext(connection) as queries:
        page = as_stranger.get(reverse("counter:screen_numbers", args=[key]))
    assert b"<html" not in page.content
    plain = [q for q in queries if "records_clock" not in q["sql"] and q["sql"].startswith("SELECT")]
    assert len(plain) == 2


def test_a_number_goes_when_its_visitor_has_been_at_the_desk_for_a_minute(
    as_stranger: Client, key: str, office: Office, desks: list[Desk], riina: User
) -> None:
    visit = visits.arrive(office=office, by=riina)
    serving.call(visit=visit, desk=desks[0], by=riina)
    serving.serve(visit=visit, by=riina)
    address = reverse("counter:screen_numbers", args=[key])
    assert b"A-1" in as_stranger.get(address).content
    clock.move(timedelta(minutes=2))
    assert b"A-1" not in as_stranger.get(address).content


def test_a_number_that_was_taken_back_is_not_called(
    as_stranger: Client, key: str, office: Office, desks: list[Desk], riina: User
) -> None:
    visit = visits.arrive(office=office, by=riina)
    serving.call(visit=visit, desk=desks[0], by=riina)
    serving.take_back(visit=visit, by=riina)
    assert b"A-1" not in as_stranger.get(reverse("counter:screen_numbers", args=[key])).content


def test_the_administrator_makes_the_address_and_sees_it_once(
    as_administrator: Actor, as_specialist: Actor, as_stranger: Client, office: Office
) -> None:
    address = reverse("counter:open_screen", args=[office.code])
    assert as_specialist.post(address).status_code == 403
    page = as_administrator.post(address, follow=True)
    made = page.content.decode().split('<a href="http')[1].split('"')[0]
    path = "/" + made.split("/", 3)[3]
    assert as_stranger.get(path).status_code == 200
    assert path not in as_administrator.get(reverse("counter:screens")).content.decode()
