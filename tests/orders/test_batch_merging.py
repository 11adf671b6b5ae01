"""Duplicates merged by a batch; two rows of one order whose clients turn out to be the same."""

from datetime import timedelta

import pytest

from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client, Merge, Pair
from desk.http import Refused
from desk.orders.models import ItemFinding, Order, WorkItem
from desk.orders.surplus import findings_of
from desk.people.models import Todo, User
from tests.conftest import Actor
from tests.orders.cleaning import column_to, done, facts_of, lines, order_of, organisation, tried, undone


@pytest.fixture
def by(as_specialist: Actor) -> User:
    return as_specialist.user


@pytest.fixture
def head(as_head: Actor) -> User:
    return as_head.user


@pytest.fixture
def puit(by: User) -> Client:
    return organisation("Tamme Puit OÜ", "10000001", "info@tammepuit.example")


@pytest.fixture
def double(by: User) -> Client:
    return organisation("TAMME PUIT", "", "info2@tammepuit.example")


@pytest.fixture
def order(head: User, by: User, puit: Client, double: Client) -> Order:
    return order_of(head, by, (puit, [f"#{double.pk}"]), (double, [""]))


def found(item: WorkItem, by: User, result: str = "corrected") -> ItemFinding:
    """What somebody wrote down about the row; corrected in the portal unless said otherwise."""
    portal = {"place": "Kontaktid", "before": "vana", "after": "uus", "link": "https://portaal.example/1"}
    said = portal if result == "corrected" else {}
    return ItemFinding.objects.create(item=item, result=result, by=by, **said)


def finish(item: WorkItem, by: User) -> None:
    item.state, item.result, item.done_at, item.done_by = "done", "in_order", clock.now(), by
    item.save()


def states(order: Order) -> list[str]:
    return list(order.items.order_by("position").values_list("state", flat=True))


def test_pairs_that_look_alike_are_merged_and_stand_apart_again(
    order: Order, by: User, head: User, puit: Client, double: Client
) -> None:
    Pair.objects.create(first_client=puit, second_client=double, strength=80, reasons=["name"])
    before = facts_of(puit, double)
    assert not lines(tried(order, "merge", by, rule="alike", strength=100))
    batch = tried(order, "merge", by, rule="alike", strength=70)
    assert lines(batch) == [("TAMME PUIT", "Tamme Puit OÜ (10000001)", "planned", "")]
    assert facts_of(puit, double) == before

    done(batch, head)
    double.refresh_from_db()
    assert double.merged_into == puit and puit.contacts.count() == 2
    undone(batch, by)
    assert facts_of(puit, double) == before


def test_the_pair_that_a_column_names_by_our_number(order: Order, by: User, puit: Client) -> None:
    batch = tried(order, "merge", by, rule="column", column=0, heading="A")
    assert [line[:3] for line in lines(batch)] == [("TAMME PUIT", "Tamme Puit OÜ (10000001)", "planned")]
    assert batch.found == {"empty": 1}


def test_what_cannot_be_one_is_left(head: User, by: User, puit: Client) -> None:
    other = organisation("Soo Turvas OÜ", "10000024")
    person = clients.create_client(kind="person", name="Mari Tamm", by=by)
    order = order_of(head, by, (puit, ["10000024"]), (other, [f"/clients/{person.pk}/"]), (person, ["99"]))
    batch = tried(order, "merge", by, rule="column", column=0, heading="A")
    assert [line[3] for line in lines(batch)] == ["conflict", "conflict", "not_a_client"]


def test_of_a_chain_only_the_first_pair_is_merged_at_once(head: User, by: User, puit: Client) -> None:
    one, two = organisation("Tamme Puit", ""), organisation("Tammepuit", "")
    order = order_of(head, by, (one, [f"#{puit.pk}"]), (two, [f"#{one.pk}"]))
    batch = tried(order, "merge", by, rule="column", column=0, heading="A")
    assert [line[2:] for line in lines(batch)] == [("planned", ""), ("left", "in_another_pair")]


def test_those_said_to_be_two_since_are_left_alone(
    order: Order, by: User, head: User, puit: Client, double: Client
) -> None:
    batch = tried(order, "merge", by, rule="column", column=0, heading="A")
    pair = Pair.objects.create(first_client=puit, second_client=double, strength=80, reasons=["name"])
    clients.say_different(pair=pair, by=head)
    assert lines(done(batch, head))[0][2:] == ("skipped", "told_apart")


def test_those_merged_by_somebody_since_are_left_alone(
    order: Order, by: User, head: User, puit: Client, double: Client
) -> None:
    batch = tried(order, "merge", by, rule="column", column=0, heading="A")
    clients.merge_clients(lost=double, kept=puit, by=head)
    assert lines(done(batch, head))[0][2:] == ("skipped", "merged")


def test_a_merge_that_somebody_undid_before_is_no_trouble(order: Order, by: User, head: User) -> None:
    batch = done(tried(order, "merge", by, rule="column", column=0, heading="A"), head)
    clients.undo_merge(merge=Merge.objects.get(), by=head)
    assert lines(undone(batch, by))[0][2:] == ("undone", "undone_before")


def test_a_merge_on_which_another_was_built_is_kept(
    order: Order, by: User, head: User, puit: Client, double: Client
) -> None:
    batch = done(tried(order, "merge", by, rule="column", column=0, heading="A"), head)
    clients.merge_clients(lost=puit, kept=organisation("Tamme Puit Grupp OÜ"), by=head)
    assert lines(undone(batch, by))[0][2:] == ("kept", "merged_since")


def test_of_two_open_rows_the_kept_clients_is_worked_on(
    order: Order, by: User, puit: Client, double: Client
) -> None:
    found(order.items.get(client=double), by, "error_found")
    merge = clients.merge_clients(lost=double, kept=puit, by=by)
    assert states(order) == ["open", "dropped"]
    assert [each.result for each in findings_of(order.items.get(client=puit))] == ["error_found"]
    clients.undo_merge(merge=merge, by=by)
    assert states(order) == ["open", "open"]


def test_a_row_that_is_done_stands_and_its_open_twin_is_dropped(
    order: Order, by: User, puit: Client, double: Client
) -> None:
    finish(order.items.get(client=double), by)
    merge = clients.merge_clients(lost=double, kept=puit, by=by)
    assert states(order) == ["dropped", "done"]
    clients.undo_merge(merge=merge, by=by)
    assert states(order) == ["open", "done"]


def test_two_rows_that_are_done_both_stand(order: Order, by: User, puit: Client, double: Client) -> None:
    for item in order.items.all():
        finish(item, by)
    merge = clients.merge_clients(lost=double, kept=puit, by=by)
    assert states(order) == ["done", "done"]
    clients.undo_merge(merge=merge, by=by)
    assert states(order) == ["done", "done"]


def test_a_twin_that_nobody_works_on_any_more_leaves_the_open_row(
    order: Order, by: User, puit: Client, double: Client
) -> None:
    order.items.filter(client=puit).update(state="dropped")
    clients.merge_clients(lost=double, kept=puit, by=by)
    assert states(order) == ["dropped", "open"]


def test_a_row_alone_in_its_order_moves_with_its_client(
    head: User, by: User, puit: Client, double: Client
) -> None:
    order = order_of(head, by, (double, []))
    merge = clients.merge_clients(lost=double, kept=puit, by=by)
    assert order.items.get().client == puit
    clients.undo_merge(merge=merge, by=by)
    assert order.items.get().client == double


def test_a_row_done_since_is_not_opened_by_undoing(
    order: Order, by: User, puit: Client, double: Client
) -> None:
    merge = clients.merge_clients(lost=double, kept=puit, by=by)
    finish(order.items.get(client=puit), by)
    clients.undo_merge(merge=merge, by=by)
    assert states(order) == ["done", "open"]


def test_an_order_that_is_over_gets_no_open_row_back(order: Order, by: User, head: User) -> None:
    batch = done(tried(order, "merge", by, rule="column", column=0, heading="A"), head)
    finish(order.items.get(position=1), by)
    Order.objects.filter(pk=order.pk).update(state="closed", closed_at=clock.now())
    undone(batch, by)
    assert states(order) == ["done", "dropped"]


def test_corrections_in_the_portal_are_to_dos_of_who_made_them(
    order: Order, by: User, head: User, puit: Client, double: Client
) -> None:
    batch = done(tried(order, "merge", by, rule="column", column=0, heading="A"), head)
    mine = found(order.items.get(client=puit), by)
    theirs = found(order.items.get(position=2), head)
    found(order.items.get(client=puit), by, "error_found")
    other = order_of(head, by, (puit, []))
    found(other.items.get(), by)
    undone(batch, by)
    todos = Todo.objects.filter(kind="orders.portal_stands").order_by("subject_id")
    assert [(todo.subject_id, todo.owner) for todo in todos] == [(mine.pk, by), (theirs.pk, head)]
    assert todos[0].params == {"order": order.number, "batch": 1, "row": 1}


def test_a_correction_of_a_client_that_the_batch_left_alone_is_nobodys_to_do(
    head: User, by: User, puit: Client, double: Client
) -> None:
    order = order_of(head, by, (puit, ["uus@tammepuit.example"]), (double, [""]))
    batch = done(column_to("email", order, by), head)
    found(order.items.get(position=2), by)
    undone(batch, by)
    assert not Todo.objects.filter(kind="orders.portal_stands").exists()


def test_a_to_do_that_was_done_is_not_given_anew(order: Order, by: User, head: User, puit: Client) -> None:
    clock.move(timedelta(minutes=1))
    batch = done(tried(order, "merge", by, rule="column", column=0, heading="A"), head)
    found(order.items.get(client=puit), by)
    undone(batch, by)
    with pytest.raises(Refused):
        undone(batch, by)
    assert Todo.objects.count() == 1
