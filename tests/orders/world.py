"""What tests of orders begin with: a working morning, who leads, who works, and an order of theirs."""

from datetime import datetime, timedelta
from typing import Any

from desk import clock, workdays
from desk.orders.actions import orders
from desk.orders.actions.orders import Wanted
from desk.orders.models import Order
from desk.people.actions import enter_absence
from desk.people.models import Notice, User

MONDAY = "2027-01-11 09:00"


def on(moment: str) -> datetime:
    """Move the clock to this wall-clock time in Tallinn, such as `2027-01-12 10:05`."""
    at = datetime.fromisoformat(moment).replace(tzinfo=workdays.TALLINN)
    clock.move(at - clock.now())
    return at


def at(moment: str) -> datetime:
    """This wall-clock time in Tallinn."""
    return datetime.fromisoformat(moment).replace(tzinfo=workdays.TALLINN)


def written(by: User, *people: User, days: int = 7, **said: Any) -> Order:
    """A draft of a one-off order for these people."""
    facts: dict[str, Any] = {
        "title": "Korrasta arhiivikapp", "text": "Vii vanad kaustad keldrisse.",
        "due_at": clock.now() + timedelta(days=days), "people": {person.pk: 100 for person in people},
    }  # fmt: skip
    return orders.draft(wanted=Wanted(**{**facts, **said}), by=by)


def given(by: User, *people: User, **said: Any) -> Order:
    """The same, given."""
    return orders.give(order=written(by, *people, **said), by=by)


def away(person: User, deputy: User | None = None) -> None:
    """The person is away today and tomorrow."""
    today = workdays.today()
    enter_absence(user=person, first_day=today, last_day=today + timedelta(days=1), deputy=deputy, by=person)


def told(person: User) -> list[str]:
    """The kinds of notices that the person was sent, in their order."""
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))
