"""An order is questioned or declined with its ground, and answered; what both sides said is kept."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from desk.http import Refused
from desk.orders.actions import changing, objections, orders, reporting
from desk.orders.enums import Answered, Ground, ItemState, ObjectionKind, OrderKind, OrderState
from desk.orders.handover import work
from desk.orders.models import Objection, Order, WorkItem
from desk.orders.purpose import open_order
from desk.orders.views.lists import todo
from desk.people.enums import Role
from desk.people.models import User
from tests.conftest import Actor
from tests.orders.cohorts import client, draft, step
from tests.orders.world import MONDAY, at, away, given, on, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(db: None) -> None:
    on(MONDAY)


@pytest.fixture
def margus(someone: Callable[..., User]) -> User:
    return someone("margus", Role.SPECIALIST, first_name="Margus", last_name="Mets")


def declined(order: Order, by: User) -> Objection:
    return objections.decline(order=order, ground=Ground.CONFLICT, text="Olen kapi omaniku vend.", by=by)


def answered(objection: Objection, by: User, answer: str = Answered.STANDS, **more: object) -> Objection:
    said = "Kapp on ametiasutuse oma."
    return objections.answer(objection=objection, answered=answer, text=said, by=by, **more)  # type: ignore[arg-type]


def test_an_order_is_declined_and_answered_on_its_pages(as_head: Actor, as_specialist: Actor) -> None:
    order, riina = given(as_head.user, as_specialist.user), as_specialist.user
    address = f"{order.get_absolute_url()}object/"
    without = as_specialist.post(address, {"kind": "decline", "text": "Ei tee.", "ground": ""})
    assert without.status_code == 422
    as_specialist.post(
        address, {"kind": "decline", "ground": "unlawful", "text": "Kaustad on säilitustähtajaga."}
    )
    objection = Objection.objects.get()
    assert (objection.ground, objection.by) == (Ground.UNLAWFUL, riina)
    assert told(as_head.user) == ["orders.objected"]
    assert order.number in as_head.get("/orders/?list=waits").content.decode()
    as_head.post(
        f"/orders/objections/{objection.pk}/",
        {"answered": "stands", "answer": "Tähtaeg lõppes 2025. aastal.", "day": "", "hour": ""},
    )
    page = as_specialist.get(order.get_absolute_url()).content.decode()
    assert "Kaustad on säilitustähtajaga." in page
    assert "Tähtaeg lõppes 2025. aastal." in page
    assert told(riina)[-1] == "orders.answered.stands"


def test_while_a_refusal_is_open_the_person_owes_nothing(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    puit = client("Tamme Puit OÜ")
    order.items.update(client=puit)
    assert open_order(margus, [puit.pk]) == f"order:{order.pk}"
    objection = declined(order, margus)
    assert not list(work([margus.pk]))
    assert not todo(margus)
    assert open_order(margus, [puit.pk]) == ""
    with pytest.raises(Refused):
        reporting.report(order=order, text="", by=margus)
    answered(objection, as_head.user)
    assert [each.owner_id for each in work([margus.pk])] == [margus.pk]
    assert open_order(margus, [puit.pk]) == f"order:{order.pk}"
    reporting.report(order=order, text="", by=margus)


def test_a_question_leaves_the_order_with_the_person(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    asked = objections.question(order=order, text="Kumb kapp?", by=margus)
    assert list(work([margus.pk]))
    (waits,) = work([as_head.user.pk])
    assert order.number in waits.title
    answered(asked, as_head.user)
    assert told(margus)[-1] == "orders.answered.stands"
    assert not list(work([as_head.user.pk]))


def test_what_was_said_can_be_neither_changed_nor_deleted(as_head: Actor, margus: User) -> None:
    objection = declined(given(as_head.user, margus), margus)
    rows = Objection.objects.filter(pk=objection.pk)
    for change in (lambda: rows.update(text="Muu"), lambda: rows.update(ground=Ground.OTHER), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    answered(objection, as_head.user)
    for change in (lambda: rows.update(answer="Muu"), lambda: rows.update(answered="released")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(Refused):
        answered(objection, as_head.user)


def test_where_the_order_is_changed_its_deadline_moves(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    objection = objections.decline(order=order, ground=Ground.NO_TIME, text="Olen õppusel.", by=margus)
    with pytest.raises(Refused):
        answered(objection, as_head.user, Answered.CHANGED)
    due_at = at("2027-02-15 16:00")
    answered(objection, as_head.user, Answered.CHANGED, due_at=due_at)
    order.refresh_from_db()
    assert (order.due_at, order.state) == (due_at, OrderState.GIVEN)
    assert told(margus)[-2:] == ["orders.due_changed", "orders.answered.changed"]


def test_a_change_made_before_the_answer_counts(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    objection = objections.question(order=order, text="Kas jõuan?", by=margus)
    changing.change_due(order=order, due_at=at("2027-02-15 16:00"), reason="Õppus", by=as_head.user)
    assert answered(objection, as_head.user, Answered.CHANGED).answered == Answered.CHANGED


def test_an_order_of_which_nobody_is_left_is_declined(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    answered(declined(order, margus), as_head.user, Answered.RELEASED)
    order.refresh_from_db()
    assert (order.state, order.items.get().state) == (OrderState.DECLINED, ItemState.DROPPED)
    assert not list(work([margus.pk, as_head.user.pk]))


def test_another_does_it_instead(as_head: Actor, as_specialist: Actor, margus: User) -> None:
    order = given(as_head.user, margus)
    answered(declined(order, margus), as_head.user, Answered.RELEASED, instead=as_specialist.user)
    order.refresh_from_db()
    assert (order.state, order.items.get().owner) == (OrderState.GIVEN, as_specialist.user)
    assert told(as_specialist.user) == ["orders.given"]
    assert told(margus)[-1] == "orders.answered.released"


def test_the_rows_of_a_follow_up_go_to_the_others(as_head: Actor, as_specialist: Actor, margus: User) -> None:
    for number in range(6):
        client(f"Klient {number} OÜ")
    order = draft(as_head.user, [as_specialist.user, margus])
    step(order, "orders.everybody")
    orders.give(order=order, by=as_head.user)
    assert WorkItem.objects.owned_by(margus.pk).count() == 3
    answered(declined(order, margus), as_head.user, Answered.RELEASED)
    assert WorkItem.objects.owned_by(as_specialist.user.pk).open().count() == 6
    assert told(as_specialist.user)[-1] == "orders.rows_added"
    assert order.kind == OrderKind.FOLLOW_UP


def test_only_the_person_declines_and_only_the_giver_answers(
    as_head: Actor, as_specialist: Actor, margus: User
) -> None:
    order = given(as_head.user, margus)
    with pytest.raises(Refused):
        declined(order, as_specialist.user)
    away(margus, as_specialist.user)
    with pytest.raises(Refused):
        declined(order, as_specialist.user)
    objection = declined(order, margus)
    assert as_specialist.get(f"/orders/objections/{objection.pk}/").status_code == 404
    for by in (as_specialist.user, margus):
        with pytest.raises(Refused):
            answered(objection, by)
    with pytest.raises(Refused):
        objections.question(order=order, text="Veel üks asi?", by=margus)


def test_the_giver_who_does_it_too_does_not_answer_himself(as_head: Actor, margus: User) -> None:
    order = given(as_head.user, as_head.user, margus)
    asked = objections.question(order=order, text="Kes alustab?", by=as_head.user)
    assert asked.kind == ObjectionKind.QUESTION
    with pytest.raises(Refused):
        answered(asked, as_head.user)
