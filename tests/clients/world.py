"""A client of the demo world, with the people who speak for it, for tests of every room below calls."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.clients import actions
from desk.clients.enums import Kind
from desk.clients.models import Client, Person
from desk.people.models import User
from tests.conftest import Actor


def tamme_puit(by: User) -> Client:
    """Tamme Puit OÜ with its address, and Mari Tamm of its board with her phone."""
    client = actions.create_client(
        kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001", by=by
    )
    mari = actions.create_person(first_name="Mari", last_name="Tamm", personal_code="24503120016", by=by)
    actions.add_role(person=mari, client=client, role="juhatuse liige", by=by)
    actions.add_contact(kind="phone", value="5550 0001", person=mari, by=by)
    actions.add_contact(kind="email", value="info@tammepuit.example", client=client, by=by)
    return client


def mari_tamm() -> Person:
    """The person whom `tamme_puit` made."""
    return Person.objects.get(personal_code="24503120016")


def give_reason(actor: Actor, client: Client) -> None:
    """The actor says why the client's data are opened."""
    actor.post(f"/clients/reason/client/{client.pk}/", {"reason": "contact"})


def fragment(actor: Actor, address: str, **query: int) -> str:
    """What htmx gets at the address."""
    return actor.get(address, query, headers={"HX-Request": "true"}).content.decode()


def questions(actor: Actor, address: str) -> int:
    """How many statements the page asks the database, without the measuring of the clock."""
    with CaptureQueriesContext(connection) as asked:
        assert actor.get(address).status_code == 200
    return sum("records_clock" not in query["sql"] for query in asked)
