"""A colleague is asked for help, does it or declines with a ground; nobody approves of it."""

from collections.abc import Callable

import pytest

from desk.clients.models import Client
from desk.enquiries.reference import seed_reference
from desk.http import Refused
from desk.orders.actions import helping, objections, reporting
from desk.orders.enums import Ground, OrderKind, OrderState
from desk.orders.models import Order
from desk.orders.purpose import open_order
from desk.people.enums import Role
from desk.people.models import User
from tests.conftest import Actor
from tests.enquiries.world import asked
from tests.orders.cohorts import client
from tests.orders.world import MONDAY, at, on, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(db: None) -> None:
    on(MONDAY)


@pytest.fixture
def margus(someone: Callable[..., User]) -> User:
    return someone("margus", Role.SPECIALIST, first_name="Margus", last_name="Mets")


@pytest.fixture
def puit(db: None) -> Client:
    return client("Tamme Puit OÜ")


def helped(by: User, helper: User, **more: object) -> Order:
    due_at = at("2027-01-12 17:00")
    return helping.ask(helper=helper, title="Vaata volikiri üle", due_at=due_at, by=by, **more)  # type: ignore[arg-type]


def test_help_is_asked_from_a_client_and_done(as_specialist: Actor, margus: User, puit: Client) -> None:
    address = f"/orders/help/?kind=client&id={puit.pk}"
    assert puit.get_absolute_url() in as_specialist.get(address).content.decode()
    said = {
        "helper": margus.pk,
        "title": "Vaata volikiri üle",
        "text": "",
        "day": "12.01.2027",
        "hour": "12:00",
    }
    as_specialist.post(address, said)
    order = Order.objects.get()
    assert (order.kind, order.state, order.client_id) == (OrderKind.HELP, OrderState.GIVEN, puit.pk)
    assert told(margus) == ["orders.help_asked"]
    # Whoever helps has a reason to look at the client while it is open.
    assert open_order(margus, [puit.pk]) == f"order:{order.pk}"
    assert puit.name in as_specialist.get(order.get_absolute_url()).content.decode()
    panel = as_specialist.get(f"/orders/help/client/{puit.pk}/").content.decode()
    assert order.number in panel
    reporting.take(order=order, by=margus)
    reporting.report(order=order, text="Volikiri on korras.", by=margus)
    assert (order.state, order.conclusion) == (OrderState.CLOSED, "Volikiri on korras.")
    assert told(as_specialist.user) == ["orders.taken", "orders.helped"]
    assert open_order(margus, [puit.pk]) == ""


def test_help_is_declined_with_a_ground_and_over(as_specialist: Actor, margus: User) -> None:
    order = helped(as_specialist.user, margus)
    objections.decline(order=order, ground=Ground.NO_TIME, text="Olen koolitusel.", by=margus)
    assert order.state == OrderState.DECLINED
    assert told(as_specialist.user) == ["orders.help_declined"]
    assert "Olen koolitusel." in as_specialist.get(order.get_absolute_url()).content.decode()
    assert not as_specialist.get("/orders/?list=waits").context["rows"]


def test_help_is_about_an_enquiry_by_its_link(as_specialist: Actor, margus: User) -> None:
    seed_reference()
    enquiry = asked(as_specialist.user)
    order = helped(as_specialist.user, margus, subject=("enquiry", enquiry.pk))
    page = as_specialist.get(order.get_absolute_url()).content.decode()
    assert enquiry.number in page
    assert order.number in as_specialist.get(f"/orders/help/enquiry/{enquiry.pk}/").content.decode()


def test_what_help_is_about_must_be_there(as_specialist: Actor, margus: User) -> None:
    for subject in (("client", 999_999), ("nothing of ours", 1)):
        with pytest.raises(Refused):
            helped(as_specialist.user, margus, subject=subject)


def test_nobody_asks_himself_or_who_is_not_at_the_desk(
    as_specialist: Actor, as_registrar: Actor, margus: User
) -> None:
    for helper in (as_specialist.user, as_registrar.user):
        with pytest.raises(Refused):
            helped(as_specialist.user, helper)
    assert as_registrar.get("/orders/help/").status_code == 403


def test_help_is_taken_back_by_who_asked_and_by_nobody_else(
    as_specialist: Actor, as_head: Actor, margus: User
) -> None:
    order = helped(as_specialist.user, margus)
    address = f"{order.get_absolute_url()}withdraw/"
    assert as_head.post(address, {"reason": "Ei"}).status_code == 422
    as_specialist.post(address, {"reason": "Sain ise aru"})
    order.refresh_from_db()
    assert order.state == OrderState.WITHDRAWN
