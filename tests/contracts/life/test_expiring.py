"""Before a period runs out: a letter a rung, once, to whoever it reaches; nothing where somebody renews."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.actions import ending, expiring
from contracts.life.expiring import rung
from contracts.models import Authorisation, ExpiryNotice
from desk import clock, workdays
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.mail.models import MessageBody
from desk.people.models import Todo
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import accepted, in_portal, power

pytestmark = pytest.mark.slow

LADDER = (60, 30, 7)
DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("left", "found"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_the_nearest_rung_is_climbed(left: int, found: int | None) -> None:
    assert rung(DAY + timedelta(days=left), DAY, LADDER, DAY - timedelta(days=400)) == found


def test_a_rung_before_the_document_began_is_none() -> None:
    assert rung(DAY + timedelta(days=14), DAY, LADDER, DAY) is None
    assert rung(DAY + timedelta(days=7), DAY, LADDER, DAY - timedelta(days=7)) == 7


@pytest.fixture
def expiring_in(ground: Ground) -> Callable[..., Authorisation]:
    """A power in force for a year, of which so many days are left."""

    def make(left: int, **values: Any) -> Authorisation:
        start = workdays.today()
        document = in_portal(ground, power(ground, valid_until=start + timedelta(days=365), **values))
        clock.move(timedelta(days=365 - left))
        return document

    return make


def letters() -> list[tuple[str, str]]:
    found = MessageBody.objects.filter(subject__contains="Aegub").order_by("pk")
    return list(found.values_list("to", "text"))


def steps() -> list[int]:
    return list(ExpiryNotice.objects.order_by("-days").values_list("days", flat=True))


def test_on_each_rung_one_letter_goes(expiring_in: Callable[..., Authorisation]) -> None:
    expiring_in(60)
    for days_on in (0, 30, 23, 6):
        clock.move(timedelta(days=days_on))
        expiring.remind()
        assert expiring.remind() == 0
    assert steps() == [60, 30, 7]
    assert [to for to, _text in letters()] == ["info@tammepuit.example"] * 3


def test_rungs_that_were_missed_are_not_made_up_for(expiring_in: Callable[..., Authorisation]) -> None:
    expiring_in(5)
    assert expiring.remind() == 1
    assert steps() == [7] and len(letters()) == 1


def test_the_letter_says_what_expires_when_and_what_to_do(expiring_in: Callable[..., Authorisation]) -> None:
    document = expiring_in(20)
    expiring.remind()
    ((_to, text),) = letters()
    assert document.valid_until is not None
    assert document.number in text and document.valid_until.strftime("%d.%m.%Y") in text
    assert "24402020080" not in text


def test_on_the_last_rung_the_owner_has_to_ask(
    ground: Ground, expiring_in: Callable[..., Authorisation]
) -> None:
    document = expiring_in(20)
    expiring.remind()
    assert not Todo.objects.exists()
    clock.move(timedelta(days=14))
    expiring.remind()
    todo = Todo.objects.get()
    assert (todo.owner, todo.subject_kind, todo.subject_id) == (ground.user, "authorisation", document.pk)


def test_where_no_address_works_the_owner_asks_instead(
    ground: Ground, expiring_in: Callable[..., Authorisation]
) -> None:
    expiring_in(20)
    clients.fail_contact(contact=ground.email, by=ground.user)
    expiring.remind()
    assert letters() == [] and Todo.objects.filter(kind="contracts.expires").count() == 1
    assert ExpiryNotice.objects.get().message is None


@pytest.mark.parametrize("way", ["drafted", "sent", "in_portal"])
def test_a_renewal_stops_the_ladder(
    ground: Ground, expiring_in: Callable[..., Authorisation], way: str
) -> None:
    document = expiring_in(20)
    assert document.valid_until is not None
    new = power(ground, valid_from=document.valid_until + timedelta(days=1))
    {"drafted": ground.drafted, "sent": ground.sent}.get(way, lambda one: in_portal(ground, one))(new)
    assert expiring.remind() == 0


def test_what_expires_no_later_renews_nothing(
    ground: Ground, expiring_in: Callable[..., Authorisation]
) -> None:
    document = expiring_in(20)
    in_portal(ground, power(ground, valid_until=document.valid_until))
    assert expiring.remind() == 1


def test_the_power_of_another_person_renews_nothing(
    ground: Ground, expiring_in: Callable[..., Authorisation]
) -> None:
    expiring_in(20)
    in_portal(ground, power(ground, person_code="14303030098", person_last_name="Smirnov"))
    assert expiring.remind() == 1


def test_when_the_renewal_is_accepted_nobody_need_ask(
    ground: Ground, expiring_in: Callable[..., Authorisation]
) -> None:
    expiring_in(5)
    expiring.remind()
    accepted(ground, power(ground))
    assert not Todo.objects.filter(kind="contracts.expires", done_at=None).exists()


def test_what_ends_for_another_reason_is_not_reminded_of(
    ground: Ground, expiring_in: Callable[..., Authorisation]
) -> None:
    document = expiring_in(20)
    later = workdays.today() + timedelta(days=10)
    accepted(ground, ground.wanted("mandate_withdrawal", ended_number=document.number, ends_on=later))
    assert expiring.remind() == 0


def test_what_is_over_is_not_reminded_of(expiring_in: Callable[..., Authorisation]) -> None:
    expiring_in(-1)
    assert expiring.remind() == 0
    ending.over()
    assert expiring.remind() == 0


def test_practice_clients_get_no_letter(ground: Ground, expiring_in: Callable[..., Authorisation]) -> None:
    expiring_in(20)
    Client.objects.filter(pk=ground.tamme.pk).update(practice=True)
    assert expiring.remind() == 0
