"""Contacts that do not work, found by rule: letters that came back, wrong numbers met in the order."""

from datetime import timedelta

import pytest

from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.mail import actions as mail
from desk.mail.models import Message, MessageEvent
from desk.orders.models import ItemAttempt, Order
from desk.people.models import User
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor
from tests.orders.cleaning import done, lines, order_of, organisation, tried, undone

MONTH = timedelta(days=30)


@pytest.fixture
def by(as_specialist: Actor) -> User:
    return as_specialist.user


@pytest.fixture
def puit(by: User) -> Client:
    return tamme_puit(by)


@pytest.fixture
def order(as_head: Actor, by: User, puit: Client) -> Order:
    return order_of(as_head.user, by, (puit, []), (organisation("Soo Turvas OÜ", "10000024"), []))


def came_back(to: str, by: User, status: str = "5.1.1") -> None:
    letter = mail.Letter("Pealkiri", "Tekst")
    mail.queue(letter=letter, to=to, language="et", subject=("client", 1), client_id=None, by=by)
    message = Message.objects.latest("pk")
    MessageEvent.objects.create(message=message, kind="bounced", at=clock.now(), detail=status)


def test_an_address_from_which_a_letter_came_back_long_ago(order: Order, by: User, as_head: Actor) -> None:
    clock.move(timedelta(hours=1))
    came_back("Info@TammePuit.example", by)
    came_back("voeras@mujal.example", by)
    clock.move(MONTH)
    assert not lines(tried(order, "dead_contacts", by, rule="bounced", days=10))
    batch = tried(order, "dead_contacts", by, rule="bounced", days=90)
    assert lines(batch) == [("unknown", "no", "planned", "")]
    done(batch, as_head.user)
    assert lines(batch)[0][2] == "done"
    undone(batch, by)
    assert lines(batch)[0][2] == "undone"


def test_a_full_box_is_not_dead(order: Order, by: User) -> None:
    clock.move(timedelta(hours=1))
    came_back("info@tammepuit.example", by, "5.2.2")
    assert not lines(tried(order, "dead_contacts", by, rule="bounced", days=90))


def test_an_address_seen_working_since_is_not_dead(order: Order, by: User, puit: Client) -> None:
    clock.move(timedelta(hours=1))
    came_back("info@tammepuit.example", by)
    clock.move(timedelta(hours=1))
    clients.confirm_contact(contact=puit.contacts.get(), by=by)
    assert not lines(tried(order, "dead_contacts", by, rule="bounced", days=90))


def test_a_wrong_number_of_a_person_who_acts_for_the_client(
    order: Order, by: User, as_head: Actor, puit: Client
) -> None:
    phone = mari_tamm().contacts.get()
    clock.move(timedelta(hours=1))
    item = order.items.get(client=puit)
    ItemAttempt.objects.create(item=item, channel="call", contact=phone, by=by)
    assert not lines(tried(order, "dead_contacts", by, rule="wrong", days=90))
    ItemAttempt.objects.create(item=item, channel="call", contact=phone, wrong=True, by=by)
    batch = tried(order, "dead_contacts", by, rule="wrong", days=90)
    assert [change.client_id for change in batch.changes.all()] == [puit.pk]
    done(batch, as_head.user)
    phone.refresh_from_db()
    assert phone.works == "no"


def test_a_person_who_acts_for_two_clients_of_the_order_is_one_change(
    order: Order, by: User, puit: Client
) -> None:
    turvas = order.items.get(position=2).client
    assert turvas is not None
    clients.add_role(person=mari_tamm(), client=turvas, role="raamatupidaja", by=by)
    other = order_of(order.given_by, by, (puit, ["5550 0001"]), (turvas, ["+372 5550 0001"]))
    batch = tried(other, "dead_contacts", by, rule="column", column=0, heading="A")
    assert [line[2] for line in lines(batch)] == ["planned"] and batch.found == {"same": 1}
