"""Pages of the clean-up: trying out, the plan, the second person, undoing, a correction that stands."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from desk.orders.models import Batch, ItemFinding, Order
from desk.people.enums import Role
from desk.people.models import Approval, Todo, User
from desk.people.words import page_of, sentence
from desk.records.models import AccessLogEntry
from tests.clients.world import questions
from tests.conftest import Actor
from tests.orders.cleaning import column_to, done, order_of, organisation, undone, worked

TRY = {"what": "fields", "column": "0", "field": "email", "replace": "on"}


@pytest.fixture
def order(as_head: Actor, as_specialist: Actor) -> Order:
    puit = organisation("Tamme Puit OÜ", "10000001", "vana@tammepuit.example")
    turvas = organisation("Soo Turvas OÜ", "10000024")
    return order_of(as_head.user, as_specialist.user, (puit, ["uus@tammepuit.example"]), (turvas, ["vigane"]))


def shown(actor: Actor, address: str, **query: str | int) -> str:
    response = actor.get(address, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_from_the_order_to_an_undone_batch(order: Order, as_specialist: Actor, as_head: Actor) -> None:
    assert "new" in shown(as_specialist, reverse("orders:batches_panel", args=[order.pk]))
    form = shown(as_specialist, reverse("orders:new_batch", args=[order.pk]))
    assert 'name="field"' in form and 'name="strength"' in form
    tried = as_specialist.post(reverse("orders:new_batch", args=[order.pk]), TRY)
    batch = Batch.objects.get()
    assert tried.headers["Location"] == batch.get_absolute_url()
    assert "hx-get" in shown(as_specialist, batch.get_absolute_url())
    worked(batch)

    plan = shown(as_specialist, batch.get_absolute_url())
    assert "vana@tammepuit.example" in plan and "uus@tammepuit.example" in plan and "vigane" in plan
    decide = reverse("orders:decide_batch", args=[batch.pk])
    as_specialist.post(decide, {"do": "1"})
    assert page_of("batch", batch.pk) == batch.get_absolute_url()

    second = reverse("people:second_decide", args=[Approval.objects.get().pk])
    assert second in shown(as_head, batch.get_absolute_url())
    assert second not in shown(as_specialist, batch.get_absolute_url())
    as_head.post(second, {"decision": "approve"})
    assert worked(batch).state == "applied"

    as_specialist.post(decide, {"undo": "1", "reason": ""})
    assert worked(batch).state == "applied"
    as_specialist.post(decide, {"undo": "1", "reason": "Vale veerg"})
    assert worked(batch).state == "undone"
    assert "Vale veerg" in shown(as_specialist, batch.get_absolute_url())


def test_a_column_must_be_chosen(order: Order, as_specialist: Actor) -> None:
    page = reverse("orders:new_batch", args=[order.pk])
    assert as_specialist.post(page, {**TRY, "column": ""}).status_code == 422
    assert not Batch.objects.exists()


def test_without_a_table_only_rules_are_offered(as_head: Actor, as_specialist: Actor) -> None:
    order = order_of(as_head.user, as_specialist.user, (organisation("Tamme Puit OÜ"), []))
    order.upload.delete()
    page = shown(as_specialist, reverse("orders:new_batch", args=[order.pk]))
    assert 'name="column"' not in page and 'name="strength"' in page and 'value="column"' not in page


def test_the_pages_of_changes_follow_one_another(as_head: Actor, as_specialist: Actor) -> None:
    firms = [organisation(f"Firma {n:02} OÜ") for n in range(60)]
    order = order_of(
        as_head.user, as_specialist.user, *((firm, [f"f{n}@firma.example"]) for n, firm in enumerate(firms))
    )
    batch = column_to("email", order, as_specialist.user)
    first = shown(as_specialist, batch.get_absolute_url())
    assert "?after=50" in first and "f49@firma.example" in first and "f50@firma.example" not in first
    rest = shown(as_specialist, batch.get_absolute_url(), after=50)
    assert "f50@firma.example" in rest and 'rel="next"' not in rest
    assert not shown(as_specialist, batch.get_absolute_url(), state="left").count("firma.example")


def test_the_plan_asks_as_much_for_one_change_as_for_fifty(as_head: Actor, as_specialist: Actor) -> None:
    firms = [organisation(f"Firma {n:02} OÜ") for n in range(50)]
    rows = [(firm, [f"f{n}@firma.example"]) for n, firm in enumerate(firms)]
    one, many = (order_of(as_head.user, as_specialist.user, *some) for some in (rows[:1], rows))
    batches = [column_to("email", each, as_specialist.user) for each in (one, many)]
    numbers = [questions(as_specialist, batch.get_absolute_url()) for batch in batches]
    assert numbers[0] == numbers[1] <= 20


def test_who_looked_at_whose_data_is_written_down(order: Order, as_specialist: Actor) -> None:
    batch = column_to("email", order, as_specialist.user)
    shown(as_specialist, batch.get_absolute_url())
    client = order.items.get(position=1).client
    assert client is not None
    looked = AccessLogEntry.objects.filter(shown_kind="client", shown_id=client.pk)
    assert looked.get().purpose == f"order:{order.pk}"


def test_strangers_see_neither_plan_nor_form(
    order: Order, as_specialist: Actor, someone: Callable[..., User]
) -> None:
    batch = column_to("email", order, as_specialist.user)
    stranger = Actor()
    stranger.force_login(someone("keegi", Role.SPECIALIST))
    for address in (
        batch.get_absolute_url(), reverse("orders:new_batch", args=[order.pk]),
        reverse("orders:batches_panel", args=[order.pk]), reverse("orders:batch_progress", args=[batch.pk]),
    ):  # fmt: skip
        assert stranger.get(address).status_code == 403
    assert stranger.post(reverse("orders:decide_batch", args=[batch.pk]), {"drop": "1"}).status_code == 403


def test_whoever_may_be_the_second_person_sees_the_plan_while_it_is_asked(
    order: Order, as_specialist: Actor, someone: Callable[..., User]
) -> None:
    batch = column_to("email", order, as_specialist.user)
    as_specialist.post(reverse("orders:decide_batch", args=[batch.pk]), {"do": "1"})
    colleague = Actor()
    colleague.force_login(someone("keegi", Role.SPECIALIST))
    assert "uus@tammepuit.example" in shown(colleague, batch.get_absolute_url())


def test_a_correction_that_stands_leads_to_what_was_corrected(
    order: Order, as_specialist: Actor, as_head: Actor
) -> None:
    batch = done(column_to("email", order, as_specialist.user), as_head.user)
    ItemFinding.objects.create(
        item=order.items.get(position=1), result="corrected", place="Kontaktid", before="vana", after="uus",
        link="https://portaal.example/1", by=as_specialist.user,
    )  # fmt: skip
    undone(batch, as_head.user)
    todo = Todo.objects.get()
    assert order.number in sentence(todo.kind, todo.params)
    page = shown(as_specialist, page_of(todo.subject_kind, todo.subject_id))
    assert "Kontaktid" in page and "https://portaal.example/1" in page
    assert "to-do" in shown(as_head, batch.get_absolute_url()).lower() or "ülesan" in shown(
        as_head, batch.get_absolute_url()
    )


def test_a_batch_without_a_change_cannot_be_done(as_head: Actor, as_specialist: Actor) -> None:
    order = order_of(as_head.user, as_specialist.user, (organisation("Tamme Puit OÜ"), [""]))
    batch = column_to("email", order, as_specialist.user)
    as_specialist.post(reverse("orders:decide_batch", args=[batch.pk]), {"do": "1"})
    assert worked(batch).state == "dry"
    as_specialist.post(reverse("orders:decide_batch", args=[batch.pk]), {"drop": "1"})
    assert worked(batch).state == "dropped"
