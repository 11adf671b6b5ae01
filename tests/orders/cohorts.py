"""Clients and a draft of a follow-up, for the tests of cohorts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from desk import clock
from desk.clients.models import Client
from desk.orders.enums import How, OrderKind
from desk.orders.models import Assignment, Order, Selection
from desk.people.models import User

# Codes that pass the check of registry codes.
CODES = ("10000001", "10000018", "10000024", "10000030", "10000047", "10000053", "10000062", "10000076")


def client(name: str, code: str = "", **fields: Any) -> Client:
    return Client.objects.create(kind="organisation", name=name, registry_code=code, **fields)


def draft(by: User, people: Sequence[User] = (), **fields: Any) -> Order:
    """A follow-up that is being written, due in two weeks."""
    number = f"TK-2026-{Order.objects.count() + 1:06d}"
    values = {"kind": OrderKind.FOLLOW_UP, "title": "Järelkontroll", "due_at": clock.now() + timedelta(14)}
    order = Order.objects.create(number=number, given_by=by, **{**values, **fields})
    for person in people:
        Assignment.objects.create(order=order, user=person)
    return order


def step(order: Order, selector: str, how: How = How.ADD, **params: object) -> Selection:
    place = order.selections.count() + 1
    return Selection.objects.create(order=order, position=place, how=how, selector=selector, params=params)
