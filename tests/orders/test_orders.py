"""An order from draft to closed, what its people owe meanwhile, and that nobody edits it once it is given."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from desk import clock
from desk.http import Refused
from desk.orders.actions import changing, orders, reporting, sweeping
from desk.orders.enums import ItemState, OrderKind, OrderState
from desk.orders.handover import work
from desk.orders.models import Order
from desk.orders.tasks import sweep
from desk.people.enums import Role
from desk.people.models import User
from desk.people.owed import owed_by
from tests.conftest import Actor
from tests.orders.world import MONDAY, at, away, given, on, told, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(db: None) -> None:
    on(MONDAY)


@pytest.fixture
def margus(someone: Callable[..., User]) -> User:
    return someone("margus", Role.SPECIALIST, first_name="Margus", last_name="Mets")


def test_an_order_goes_from_draft_to_closed_on_its_pages(as_head: Actor, as_specialist: Actor) -> None:
    riina = as_specialist.user
    said = {
        "kind": "one_off", "title": "Korrasta arhiivikapp", "text": "Vii vanad kaustad keldrisse.",
        "day": "20.01.2027", "hour": "15:00", "attempts_wanted": "3", f"person_{riina.pk}": "on",
        f"share_{riina.pk}": "100",
    }  # fmt: skip
    as_head.post("/orders/new/", said)
    order = Order.objects.get()
    assert order.number == "TK-2027-000001"
    assert (order.state, order.due_at) == (OrderState.DRAFT, at("2027-01-20 15:00"))
    assert as_specialist.get(order.get_absolute_url()).status_code == 404
    as_head.post(f"{order.get_absolute_url()}give/")
    assert told(riina) == ["orders.given"]
    page = as_specialist.get(order.get_absolute_url()).content.decode()
    assert "Vii vanad kaustad keldrisse." in page
    as_specialist.post(f"{order.get_absolute_url()}take/")
    as_specialist.post(f"{order.get_absolute_url()}report/", {"text": "Kapp on tühi."})
    order.refresh_from_db()
    assert (order.state, order.conclusion) == (OrderState.REPORTED, "Kapp on tühi.")
    assert told(as_head.user) == ["orders.reported"]
    as_head.post(f"{order.get_absolute_url()}close/", {"text": "Aitäh!"})
    order.refresh_from_db()
    assert (order.state, order.closed_at is not None) == (OrderState.CLOSED, True)
    page = as_specialist.get(order.get_absolute_url()).content.decode()
    assert "Aitäh!" in page and "Kapp on tühi." in page


def test_the_draft_of_a_senior_is_given_by_the_head(as_senior: Actor, as_head: Actor, margus: User) -> None:
    order = written(as_senior.user, margus)
    with pytest.raises(Refused):
        orders.give(order=order, by=as_senior.user)
    assert as_senior.post(f"{order.get_absolute_url()}give/").status_code == 403
    as_senior.post(f"{order.get_absolute_url()}propose/")
    assert told(as_head.user) == ["orders.to_give"]
    assert order.number in as_head.get("/orders/waiting/").content.decode()
    orders.give(order=order, by=as_head.user)
    assert order.given_by == as_head.user


def test_a_specialist_neither_drafts_nor_gives(as_specialist: Actor, as_head: Actor) -> None:
    assert as_specialist.get("/orders/new/").status_code == 403
    with pytest.raises(Refused):
        written(as_specialist.user, as_head.user)


def test_nobody_gives_an_order_to_himself_alone(as_head: Actor, margus: User) -> None:
    with pytest.raises(Refused) as refused:
        given(as_head.user, as_head.user)
    assert refused.value.texts == ["Korraldus ainult iseendale on ülesanne: kirjuta see oma tegemiste hulka."]
    assert given(as_head.user, as_head.user, margus).state == OrderState.GIVEN


def test_what_is_wrong_with_an_order_is_said_at_once(as_head: Actor, someone: Callable[..., User]) -> None:
    gone = someone("läinud")
    with pytest.raises(Refused) as refused:
        given(as_head.user, gone, days=-1)
    assert len(refused.value.texts) == 2


def test_an_order_has_one_row_a_person_and_waits_for_the_last(
    as_head: Actor, as_specialist: Actor, margus: User
) -> None:
    order = given(as_head.user, as_specialist.user, margus)
    assert order.items.count() == 2
    reporting.report(order=order, text="Tehtud.", by=margus)
    assert order.state == OrderState.GIVEN
    with pytest.raises(Refused):
        reporting.report(order=order, text="", by=margus)
    reporting.report(order=order, text="Minul ka.", by=as_specialist.user)
    assert (order.state, order.conclusion) == (OrderState.REPORTED, "Tehtud.\n\nMinul ka.")


def test_what_is_owed_is_one_thing_an_order(as_head: Actor, as_specialist: Actor, margus: User) -> None:
    order = given(as_head.user, as_specialist.user, margus)
    (owed,) = [one for one in owed_by(margus, margus) if one.kind == "order"]
    assert (owed.title, owed.due_at) == (f"{order.number} · Korrasta arhiivikapp", order.due_at)
    reporting.report(order=order, text="", by=margus)
    assert not list(work([margus.pk]))
    reporting.report(order=order, text="", by=as_specialist.user)
    (waits,) = work([as_head.user.pk])
    assert order.number in waits.title


def test_a_deputy_does_the_order_of_an_absent_person(
    as_head: Actor, as_specialist: Actor, margus: User
) -> None:
    order = given(as_head.user, margus)
    assert as_specialist.get(order.get_absolute_url()).status_code == 404
    away(margus, as_specialist.user)
    as_specialist.user.__dict__.pop("_works_for", None)
    assert as_specialist.get(order.get_absolute_url()).status_code == 200
    assert order.number in as_specialist.get("/orders/").content.decode()
    reporting.report(order=order, text="Tegin ära.", by=as_specialist.user)
    assert order.items.get().done_by == as_specialist.user


def test_a_given_order_is_not_edited(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    wanted = orders.Wanted("Muu", "", order.due_at, {margus.pk: 100})
    with pytest.raises(Refused):
        orders.change_draft(order=order, wanted=wanted, by=as_head.user)
    for change in ({"title": "Muu"}, {"text": "Muu"}, {"four_eyes": True}, {"state": OrderState.DRAFT}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Order.objects.filter(pk=order.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        order.changes.all().delete()


def test_a_draft_is_changed_and_thrown_away(as_head: Actor, as_specialist: Actor, margus: User) -> None:
    order = written(as_head.user, margus)
    wanted = orders.Wanted("Loe läbi", "", order.due_at, {as_specialist.user.pk: 50})
    orders.change_draft(order=order, wanted=wanted, by=as_head.user)
    assert [(each.user, each.share) for each in order.assignments.all()] == [(as_specialist.user, 50)]
    as_head.post(f"{order.get_absolute_url()}discard/")
    assert not Order.objects.exists()


def test_another_deadline_has_a_reason_and_is_told(as_head: Actor, margus: User) -> None:
    order, before = given(as_head.user, margus), clock.now() + timedelta(days=7)
    with pytest.raises(Refused):
        changing.change_due(order=order, due_at=clock.now() + timedelta(days=9), reason=" ", by=as_head.user)
    as_head.post(
        f"{order.get_absolute_url()}due/", {"day": "25.01.2027", "hour": "12:00", "reason": "Kelder remondis"}
    )
    change = order.changes.get(what="due")
    assert (change.text, change.due_at) == ("Kelder remondis", at("2027-01-25 12:00"))
    assert change.due_before is not None
    assert abs(change.due_before - before) < timedelta(minutes=1)
    assert told(margus) == ["orders.given", "orders.due_changed"]


def test_people_are_added_and_released_with_a_reason(
    as_head: Actor, as_specialist: Actor, margus: User
) -> None:
    order, riina = given(as_head.user, margus), as_specialist.user
    with pytest.raises(Refused):
        changing.release(order=order, person=margus, reason="Haige", by=as_head.user)
    changing.release(order=order, person=margus, reason="Haige", instead=riina, by=as_head.user)
    row = order.items.get()
    assert (row.owner, row.state) == (riina, ItemState.OPEN)
    assert told(margus)[-1] == "orders.person_released"
    assert told(riina) == ["orders.given"]
    changing.add_person(order=order, person=margus, reason="Tagasi", by=as_head.user)
    assert sorted(str(item.owner) for item in order.items.filter(state=ItemState.OPEN)) == [
        "Margus Mets", "Riina Rand",
    ]  # fmt: skip
    as_head.post(f"{order.get_absolute_url()}release/", {"person": riina.pk, "reason": "Aitab Margusest"})
    assert order.items.get(state=ItemState.OPEN).owner == margus


def test_what_was_reported_is_sent_back_with_what_is_missing(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    reporting.report(order=order, text="Valmis.", by=margus)
    said = {"reason": "Võti on puudu", "day": "29.01.2027", "hour": ""}
    as_head.post(f"{order.get_absolute_url()}send-back/", said)
    order.refresh_from_db()
    assert (order.state, order.conclusion, order.items.get().state) == (OrderState.GIVEN, "", ItemState.OPEN)
    assert order.due_at == at("2027-01-29 17:00")
    reporting.report(order=order, text="Võti ka.", by=margus)
    assert order.conclusion == "Võti ka."


def test_an_order_is_withdrawn_with_a_reason(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    with pytest.raises(Refused):
        orders.withdraw(order=order, reason="", by=as_head.user)
    as_head.post(f"{order.get_absolute_url()}withdraw/", {"reason": "Kapp viidi ära"})
    order.refresh_from_db()
    assert (order.state, order.reason) == (OrderState.WITHDRAWN, "Kapp viidi ära")
    assert not list(work([margus.pk]))
    with pytest.raises(Refused):
        reporting.report(order=order, text="", by=margus)


def test_a_stranger_to_the_order_does_nothing_with_it(
    as_head: Actor, as_specialist: Actor, margus: User
) -> None:
    order, riina = given(as_head.user, margus), as_specialist.user
    deeds: list[Callable[[], object]] = [
        lambda: reporting.report(order=order, text="", by=riina),
        lambda: reporting.close(order=order, by=riina),
        lambda: orders.withdraw(order=order, reason="Ei", by=riina),
        lambda: changing.release(order=order, person=margus, reason="Ei", by=riina),
        lambda: changing.change_due(order=order, due_at=at("2027-02-01 12:00"), reason="Ei", by=margus),
    ]
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    assert as_specialist.post(f"{order.get_absolute_url()}report/").status_code == 404


def test_soon_due_and_late_are_told_once(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus, days=4)  # Friday
    sweep()
    assert told(margus) == ["orders.given"]
    clock.move(timedelta(days=3))
    sweep()
    sweep()
    assert told(margus) == ["orders.given", "orders.due_soon"]
    clock.move(timedelta(days=2))
    sweep()
    sweep()
    assert told(margus) == ["orders.given", "orders.due_soon", "orders.late"]
    assert told(as_head.user) == ["orders.late_with_others"]
    assert order.number in as_head.get("/orders/?list=all&late=on").content.decode()
    changing.change_due(order=order, due_at=clock.now() + timedelta(days=10), reason="Lumi", by=as_head.user)
    clock.move(timedelta(days=11))
    sweeping.tell_of_deadlines()
    assert told(margus)[-1] == "orders.late"


def test_lists_hold_what_is_whose(as_head: Actor, as_specialist: Actor, margus: User) -> None:
    mine = given(as_head.user, as_specialist.user)
    theirs = given(as_head.user, margus, title="Loe määrus läbi")
    page = as_specialist.get("/orders/").content.decode()
    assert mine.number in page and theirs.number not in page
    assert "list=all" not in page
    everything = as_head.get("/orders/?list=all").content.decode()
    assert mine.number in everything and theirs.number in everything
    narrowed = as_head.get(f"/orders/?list=all&person={margus.pk}&kind={OrderKind.ONE_OFF}").content.decode()
    assert theirs.number in narrowed and mine.number not in narrowed


def test_a_long_list_goes_on_where_it_stopped(as_head: Actor, margus: User) -> None:
    numbers = [given(as_head.user, margus, title=f"Töö {n}").number for n in range(27)]
    first = as_head.get("/orders/?list=all")
    assert first.context is not None
    following = first.context["following"]
    second = as_head.get(f"/orders/?{following}").content.decode()
    shown = [number for number in numbers if number in first.content.decode()]
    assert len(shown) == 25
    assert [number for number in numbers if number in second] == sorted(set(numbers) - set(shown))


def test_an_order_page_costs_the_same_for_one_person_and_many(
    as_head: Actor, someone: Callable[..., User], django_assert_max_num_queries: Callable[..., object]
) -> None:
    people = [someone(f"inimene{n}", Role.SPECIALIST, last_name=f"Mets{n}") for n in range(8)]
    order = given(as_head.user, *people)
    as_head.get(order.get_absolute_url())
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        as_head.get(order.get_absolute_url())
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        as_head.get("/orders/?list=all")


def test_who_has_not_logged_in_sees_nothing(as_stranger: Client) -> None:
    assert as_stranger.get("/orders/").status_code == 302
