"""A worker that dies in the middle of a batch, two at the same instant, and people who work meanwhile."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from desk import outbox
from desk.clients import actions as clients
from desk.clients.models import Client, ContactPoint, Merge
from desk.http import Refused
from desk.orders.actions import batches
from desk.orders.cleanup import planned, standing, undoing
from desk.orders.models import Batch, Order
from desk.orders.tasks import wake_batches
from desk.people.models import Todo, User
from tests.conftest import Actor
from tests.orders.cleaning import column_to, done, facts_of, lines, order_of, organisation, tried, worked

ROWS = 8


class Killed(BaseException):
    """Like SIGKILL: nothing of ours catches it."""


@pytest.fixture
def by(as_specialist: Actor) -> User:
    return as_specialist.user


@pytest.fixture
def head(as_head: Actor) -> User:
    return as_head.user


@pytest.fixture
def order(head: User, by: User) -> Order:
    firms = [organisation(f"Firma {n} OÜ", "", f"vana{n}@firma.example") for n in range(ROWS)]
    return order_of(head, by, *((firm, [f"uus{n}@firma.example"]) for n, firm in enumerate(firms)))


def dying(deed: Callable[..., Any], after: int, *, late: bool) -> Callable[..., Any]:
    """The deed, killed at its call number `after`: before anything was done, or with all of it done."""
    calls = {"left": after}

    def run(*args: Any, **kwargs: Any) -> Any:
        calls["left"] -= 1
        if not calls["left"] and not late:
            raise Killed
        answer = deed(*args, **kwargs)
        if not calls["left"]:
            raise Killed
        return answer

    return run


def begun(batch: Batch) -> Batch:
    """On its way, and the worker has not come yet."""
    Batch.objects.filter(pk=batch.pk).update(state="applying")
    batch.refresh_from_db()
    return batch


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("late", [False, True])
def test_a_batch_that_was_killed_goes_on_and_does_each_change_once(
    order: Order, by: User, head: User, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    batch = begun(column_to("email", order, by))
    with monkeypatch.context() as dead:
        dead.setattr(clients, "change_contact", dying(clients.change_contact, 4, late=late))
        with pytest.raises(Killed):
            batches.work(batch_id=batch.pk)
    assert [line[2] for line in lines(batch)] == ["done"] * 3 + ["planned"] * (ROWS - 3)

    assert worked(batch).state == "applied"
    assert {line[2] for line in lines(batch)} == {"done"}
    assert ContactPoint.objects.count() == ROWS
    assert ContactPoint.objects.filter(value__startswith="uus").count() == ROWS


@pytest.mark.django_db(transaction=True)
def test_undoing_that_was_killed_goes_on_and_lists_corrections_once(
    order: Order, by: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = facts_of(*Client.objects.all())
    batch = done(column_to("email", order, by), head)
    item = order.items.get(position=2)
    item.findings.create(
        result="corrected", place="Kontaktid", after="uus", link="https://portaal.example/", by=by
    )
    batches.undo(batch=batch, reason="Vale veerg", by=by)
    with monkeypatch.context() as dead:
        dead.setattr(clients, "put_back_contact", dying(clients.put_back_contact, 3, late=True))
        with pytest.raises(Killed):
            batches.work(batch_id=batch.pk)
    assert [line[2] for line in lines(batch)].count("undone") == 2
    with monkeypatch.context() as dead:
        listed = standing.list_portal_corrections
        dead.setattr(standing, "list_portal_corrections", dying(listed, 1, late=True))
        with pytest.raises(Killed):
            batches.work(batch_id=batch.pk)
    assert not Todo.objects.exists()

    assert worked(batch).state == "undone"
    assert facts_of(*Client.objects.all()) == before
    assert Todo.objects.get().subject_id == item.findings.get().pk


@pytest.mark.django_db(transaction=True)
def test_trying_out_that_was_killed_begins_anew(
    order: Order, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = {"column": 0, "heading": "A", "field": "email", "replace": True}
    batch = batches.try_out(order=order, what="fields", params=params, by=by)
    with monkeypatch.context() as dead:
        dead.setattr(planned.Planned, "row", dying(planned.Planned.row, 5, late=True))
        with pytest.raises(Killed):
            batches.work(batch_id=batch.pk)
    assert not lines(batch)
    assert len(lines(worked(batch))) == ROWS


def test_a_batch_left_behind_is_woken_every_minute(
    order: Order, by: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(outbox, "wake", lambda task, pk, seconds=0: woken.append(pk))
    batch = begun(column_to("email", order, by))
    woken.clear()
    wake_batches()
    assert woken == [batch.pk]
    worked(batch)
    woken.clear()
    wake_batches()
    assert not woken


def test_a_run_that_lasts_pauses_and_is_woken_again(
    order: Order, by: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begun(column_to("email", order, by))
    woken: list[int] = []
    monkeypatch.setattr(outbox, "wake", lambda task, pk, seconds=0: woken.append(pk))
    monkeypatch.setattr(batches, "PORTION", 0.0)
    assert worked(batch).state == "applying"
    assert woken == [batch.pk]


def test_a_batch_undone_while_it_is_being_done_goes_back_from_where_it_is(
    order: Order, by: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = facts_of(*Client.objects.all())
    batch = begun(column_to("email", order, by))
    for _time in range(3):
        assert batches._do_next(batch.pk)
    batches.undo(batch=batch, reason="Vale veerg", by=by)
    assert worked(batch).state == "undone"
    assert [line[2] for line in lines(batch)] == ["undone"] * 3 + ["planned"] * (ROWS - 3)
    assert facts_of(*Client.objects.all()) == before


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Run all deeds in threads that begin together; their answers, or refusals, in order."""
    answers: list[Any] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(number: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[number] = deed()
        except Refused as refused:
            answers[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_change_once(order: Order, by: User, head: User) -> None:
    batch = begun(column_to("email", order, by))
    at_once(*[lambda: batches.work(batch_id=batch.pk)] * 3)
    assert worked(batch).state == "applied"
    assert {line[2] for line in lines(batch)} == {"done"}
    assert ContactPoint.history.filter(history_type="+", value__startswith="uus").count() == ROWS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_undo_at_once_undo_once(order: Order, by: User, head: User) -> None:
    before = facts_of(*Client.objects.all())
    batch = done(column_to("email", order, by), head)
    said = at_once(*[lambda: batches.undo(batch=batch, reason="Vale veerg", by=by)] * 2)
    assert sum(isinstance(answer, Refused) for answer in said) == 1
    at_once(*[lambda: batches.work(batch_id=batch.pk)] * 2)
    worked(batch)
    assert facts_of(*Client.objects.all()) == before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_batches_on_the_same_clients_at_once_end_in_one_of_their_values(
    order: Order, by: User, head: User
) -> None:
    first = begun(column_to("email", order, by))
    second = begun(column_to("email", order, by))
    at_once(lambda: batches.work(batch_id=first.pk), lambda: batches.work(batch_id=second.pk))
    worked(first)
    worked(second)
    for one, other in zip(lines(first), lines(second), strict=True):
        assert sorted([one[2], other[2]]) == ["done", "skipped"]
    assert ContactPoint.objects.count() == ROWS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_person_edits_while_the_batch_runs_and_loses_nothing(order: Order, by: User, head: User) -> None:
    batch = begun(column_to("email", order, by))
    contacts = list(ContactPoint.objects.order_by("-pk"))

    def edit() -> None:
        for contact in contacts:
            try:
                clients.confirm_contact(contact=ContactPoint.objects.get(pk=contact.pk), by=head)
            except (ContactPoint.DoesNotExist, Refused):  # the batch was there first
                return

    at_once(lambda: batches.work(batch_id=batch.pk), edit)
    worked(batch)
    confirmed = ContactPoint.objects.filter(value__startswith="vana")
    assert {line[2:] for line in lines(batch)} <= {("done", ""), ("skipped", "changed")}
    assert confirmed.count() == [line[2] for line in lines(batch)].count("skipped")
    assert all(contact.works == "yes" for contact in confirmed)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_batch_of_merges_and_a_person_who_merges_the_same_at_once(by: User, head: User) -> None:
    pairs = [(organisation(f"Firma {n}", f"1000{n:04}"), organisation(f"Firma {n} OÜ")) for n in range(4)]
    order = order_of(head, by, *((kept, [f"#{lost.pk}"]) for kept, lost in pairs))
    batch = begun(tried(order, "merge", by, rule="column", column=0, heading="A"))

    def merge() -> None:
        for kept, lost in reversed(pairs):
            try:
                clients.merge_clients(lost=lost, kept=kept, by=head)
            except Refused:
                return

    at_once(lambda: batches.work(batch_id=batch.pk), merge)
    worked(batch)
    assert Merge.objects.standing().count() == 4
    assert {line[2:] for line in lines(batch)} <= {
        ("done", ""),
        ("skipped", "merged"),
        ("skipped", "refused"),
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_merge_whose_rows_somebody_holds_is_undone_later(by: User, head: User) -> None:
    kept, lost = organisation("Tamme Puit OÜ", "10000001"), organisation("Tamme Puit", "", "a@puit.example")
    order = order_of(head, by, (kept, [f"#{lost.pk}"]))
    batch = done(tried(order, "merge", by, rule="column", column=0, heading="A"), head)
    batches.undo(batch=batch, reason="Ei ole sama", by=by)
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            ContactPoint.objects.select_for_update().get(value="a@puit.example")
            held.set()
            free.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    assert worked(batch).state == "undoing"
    assert batch.changes.get().kept["tried"] == 1
    free.set()
    holder.join(10)
    time.sleep(0.05)
    assert worked(batch).state == "undone"
    assert lines(batch)[0][2] == "undone"


def test_what_stands_in_the_way_for_long_is_kept_and_listed(
    by: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, lost = organisation("Tamme Puit OÜ", "10000001"), organisation("Tamme Puit")
    order = order_of(head, by, (kept, [f"#{lost.pk}"]))
    batch = done(tried(order, "merge", by, rule="column", column=0, heading="A"), head)

    def refuse(**_said: Any) -> int:
        raise Refused("ei saa")

    monkeypatch.setattr(clients, "undo_merge", refuse)
    batches.undo(batch=batch, reason="Ei ole sama", by=by)
    for _time in range(undoing.TRIES):
        worked(batch)
    assert lines(worked(batch))[0][2:] == ("kept", "in_the_way")


def test_a_rule_that_refuses_stops_no_batch(
    order: Order, by: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begun(column_to("email", order, by))

    def refuse(**_said: Any) -> None:
        raise Refused("ei saa")

    monkeypatch.setattr(clients, "change_contact", refuse)
    assert worked(batch).state == "applied"
    assert {line[2:] for line in lines(batch)} == {("skipped", "refused")}
