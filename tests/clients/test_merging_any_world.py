"""Over small worlds of any make: a merge moves all that may move, and undone it never was."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.clients import actions
from desk.clients.enums import Kind
from desk.clients.models import Client, ContactPoint, Person
from desk.clients.references import movable
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.people.models import User
from tests.clients.test_merging import everything

pytestmark = pytest.mark.django_db

VALUES = ["662 5999", "5550 0009", "info@tammepuit.example", "teine@tammepuit.example"]
NUMBER = st.integers(0, 2)
CONTACTS = st.lists(
    st.tuples(NUMBER, st.booleans(), st.sampled_from(VALUES), st.sampled_from("yn?")), max_size=8
)
ROLES = st.lists(
    st.tuples(NUMBER, NUMBER, st.sampled_from(["juht", "raamatupidaja"]), st.booleans()), max_size=8
)
WORLDS = st.fixed_dictionaries({
    "contacts": CONTACTS,
    "roles": ROLES,
    "enquiries": st.lists(NUMBER, max_size=4),
    "coded": st.sampled_from([None, 0, 1]),
    "unit": st.booleans(),
    "merged_before": st.booleans(),
})  # fmt: skip


def build(world: dict[str, Any], by: User) -> tuple[list[Client], list[Person]]:
    """Three clients and three persons, and between them what the world says."""
    clients = [
        actions.create_client(
            kind=Kind.AGENCY, name=f"Amet {n}", registry_code="70000013" if world["coded"] == n else "", by=by
        )
        for n in range(3)
    ]
    persons = [actions.create_person(first_name="Isik", last_name=f"Nr {n}", by=by) for n in range(3)]
    for number, of_client, value, works in world["contacts"]:
        owner: Any = {"client": clients[number]} if of_client else {"person": persons[number]}
        contact = actions.add_contact(kind="email" if "@" in value else "phone", value=value, by=by, **owner)
        if works == "y":
            actions.confirm_contact(contact=contact, by=by)
        elif works == "n":
            actions.fail_contact(contact=contact, by=by)
    for one, other, name, ended in world["roles"]:
        role = actions.add_role(person=persons[one], client=clients[other], role=name, by=by)
        if ended:
            actions.end_role(role=role, by=by)
    for number in world["enquiries"]:
        asked_by(clients[number], by)
    if world["unit"]:
        actions.create_client(kind=Kind.AGENCY, name="Osakond", parent=clients[0], by=by)
    if world["merged_before"]:
        actions.merge_clients(lost=clients[2], kept=clients[0], by=by)
    return clients, persons


def asked_by(client: Client, by: User) -> None:
    """An enquiry of the client."""
    seed_reference()
    enquiries.open_enquiry(
        topic=Topic.objects.get(code="user-contract"), client=client, person=None, question="", by=by
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS, turned=st.booleans(), of_persons=st.booleans())
@pytest.mark.slow
def test_a_merge_moves_everything_and_undone_it_never_was(
    db: None, world: dict[str, Any], turned: bool, of_persons: bool
) -> None:
    with transaction.atomic():
        by = User.objects.create_user("ühendaja", "yhendaja@abilaud.example", "x")
        clients, persons = build(world, by)
        lost: Any = (persons if of_persons else clients)[int(turned)]
        kept: Any = (persons if of_persons else clients)[1 - int(turned)]
        before = everything()

        if of_persons:
            merge = actions.merge_persons(lost=lost, kept=kept, by=by)
        else:
            merge = actions.merge_clients(lost=lost, kept=kept, by=by)

        left = {each.label: each.to(lost.pk).count() for each in movable(type(lost))}
        # Only what the kept one has already stays with the lost one.
        stayed = {name for name, number in left.items() if number}
        assert stayed <= {"clients.ContactPoint", "clients.ClientRole"}
        reached = ContactPoint.objects.filter(**{"person" if of_persons else "client": kept})
        values = {(row["kind"], row["value"]) for row in before["clients.ContactPoint"]
                  if row["person_id" if of_persons else "client_id"] in {lost.pk, kept.pk}}  # fmt: skip
        assert {(point.kind, point.value) for point in reached} >= values

        assert actions.undo_merge(merge=merge, by=by) == 0
        assert everything() == before
        transaction.set_rollback(True)
