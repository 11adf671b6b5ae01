"""Orders with rows for the clean-up, made by their models, and a worker that goes through to the end."""

from datetime import timedelta
from typing import Any

from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.orders.actions import batches
from desk.orders.models import Assignment, Batch, BatchChange, CohortUpload, Order, WorkItem
from desk.people import actions as people
from desk.people.models import Approval, User


def organisation(name: str, code: str = "", email: str = "", **facts: Any) -> Client:
    """A client, with its address if it has one."""
    client = clients.create_client(kind="organisation", name=name, registry_code=code, by=None, **facts)
    if email:
        clients.add_contact(kind="email", value=email, client=client, by=None)
    return client


def order_of(head: User, person: User, *rows: tuple[Client | None, list[str]], **facts: Any) -> Order:
    """A given order with these rows; the columns of its table are called A, B …"""
    now = clock.now()
    order = Order.objects.create(
        number=f"TK-26-{Order.objects.count() + 1}", kind="follow_up", state="given", title="Järelkontroll",
        due_at=now + timedelta(days=20), given_by=head, given_at=now, **facts,
    )  # fmt: skip
    Assignment.objects.create(order=order, user=person)
    width = max((len(values) for _client, values in rows), default=0)
    columns = [chr(65 + place) for place in range(width)]
    CohortUpload.objects.create(
        order=order, name="kohort.csv", columns=columns, rows_count=len(rows), by=head
    )
    WorkItem.objects.bulk_create(
        WorkItem(
            order=order, position=position, client=client, owner=person, values=values,
            code=client.registry_code if client else "10009999",
        )
        for position, (client, values) in enumerate(rows, 1)
    )  # fmt: skip
    return order


def tried(order: Order, what: str, by: User, **params: Any) -> Batch:
    """A batch tried out to the end."""
    batch = batches.try_out(order=order, what=what, params=params, by=by)
    return worked(batch)


def column_to(field: str, order: Order, by: User, *, replace: bool = True, column: int = 0) -> Batch:
    """A batch that puts a column into a field, tried out."""
    return tried(order, "fields", by, column=column, heading="A", field=field, replace=replace)


def worked(batch: Batch) -> Batch:
    """The worker has gone through with it."""
    batches.work(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def done(batch: Batch, second: User) -> Batch:
    """Applied, with a second person's yes where one is needed."""
    if not batches.apply(batch=batch, by=batch.by):
        approval = Approval.objects.waiting().get(subject_kind="batch", subject_id=batch.pk)
        people.decide_second(approval=approval, approved=True, by=second)
    return worked(batch)


def undone(batch: Batch, by: User) -> Batch:
    """Undone to the end."""
    batches.undo(batch=batch, reason="Vale veerg", by=by)
    return worked(batch)


def lines(batch: Batch) -> list[tuple[str, str, str, str]]:
    """(before, after, state, why) of each change in its order."""
    return list(
        BatchChange.objects.filter(batch=batch).order_by("position")
        .values_list("before", "after", "state", "why")
    )  # fmt: skip


def facts_of(*clients_: Client) -> list[Any]:
    """All of these clients as the database has them, for before and after."""
    columns = [field.attname for field in Client._meta.concrete_fields]
    rows = Client.objects.filter(pk__in=[client.pk for client in clients_]).order_by("pk")
    return [
        (row, sorted(map(repr, client.contacts.values())))
        for row, client in zip(rows.values(*columns), rows, strict=True)
    ]
