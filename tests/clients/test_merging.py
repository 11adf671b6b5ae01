"""Two records of one client become one in the chosen direction, and two again when it was a mistake."""

from typing import Any

import pytest
from django.apps import apps

from desk.clients import actions
from desk.clients.enums import Kind, Works
from desk.clients.models import Client, ClientRole, ContactPoint, Merge, Moved, Person
from desk.clients.references import counted, movable
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.mail.models import Message
from desk.people.models import User
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor
from tests.enquiries.world import asked


def twin(by: User, **facts: Any) -> Client:
    """The same company, written down a second time by somebody in a hurry."""
    return actions.create_client(kind=Kind.ORGANISATION, name="OÜ TAMME PUIT", by=by, **facts)


def everything() -> dict[str, list[Any]]:
    """All rows of all tables, without histories, records of what was done or is to be counted, and merges."""
    found = {}
    for model in apps.get_models():
        name = model._meta.label
        past = ("records.", "sessions.", "stats.Touched")
        if "Historical" in name or model in {Merge, Moved} or name.startswith(past):
            continue
        found[name] = list(model._default_manager.order_by("pk").values())
    return found


@pytest.fixture
def pair(as_specialist: Actor) -> tuple[Client, Client]:
    by = as_specialist.user
    kept, lost = tamme_puit(by), twin(by)
    actions.add_contact(kind="phone", value="662 5999", client=lost, by=by)
    return lost, kept


def test_what_pointed_at_the_lost_one_points_at_the_kept_one(
    as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    lost, kept = pair
    enquiry = asked(as_specialist.user, lost)

    actions.merge_clients(lost=lost, kept=kept, by=as_specialist.user)

    enquiry.refresh_from_db()
    lost.refresh_from_db()
    assert enquiry.client == kept
    assert lost.merged_into == kept
    assert kept.contacts.phones().exists()
    assert list(Client.objects.distinct_ones()) == [kept]
    assert enquiry.history.count() == 2


def test_the_direction_is_chosen(as_specialist: Actor, pair: tuple[Client, Client]) -> None:
    lost, kept = pair

    actions.merge_clients(lost=kept, kept=lost, by=as_specialist.user)

    lost.refresh_from_db()
    assert (lost.name, lost.registry_code) == ("OÜ TAMME PUIT", "10000001")
    assert list(Client.objects.with_code("10000001")) == [lost]
    assert lost.roles.get().person == mari_tamm()


def test_two_different_codes_are_two_organisations(as_specialist: Actor) -> None:
    kept, lost = tamme_puit(as_specialist.user), twin(as_specialist.user, registry_code="10000024")
    with pytest.raises(Refused):
        actions.merge_clients(lost=lost, kept=kept, by=as_specialist.user)
    assert not Merge.objects.exists()


def test_the_same_contact_and_role_of_both_stand_once_and_teach_the_kept_one(
    as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    lost, kept = pair
    by = as_specialist.user
    actions.add_role(person=mari_tamm(), client=lost, role="juhatuse liige", by=by)
    same = actions.add_contact(kind="email", value="info@tammepuit.example", client=lost, by=by)
    actions.confirm_contact(contact=same, by=by)

    actions.merge_clients(lost=lost, kept=kept, by=by)

    assert kept.contacts.emails().get().works == Works.YES
    assert kept.roles.get().role == "juhatuse liige"
    assert list(Client.objects.of_person(mari_tamm().pk)) == [kept]


@pytest.mark.slow
def test_a_merge_that_is_undone_leaves_everything_as_it_was(
    as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    lost, kept = pair
    by = as_specialist.user
    actions.add_role(person=mari_tamm(), client=lost, role="juhatuse liige", by=by)
    actions.confirm_contact(
        contact=actions.add_contact(kind="email", value="info@tammepuit.example", client=lost, by=by), by=by
    )
    asked(by, lost)
    before = everything()

    merge = actions.merge_clients(lost=lost, kept=kept, by=by)
    assert everything() != before
    later = actions.undo_merge(merge=merge, by=by)

    assert everything() == before
    assert later == 0


def test_what_was_changed_later_stays_and_is_counted(
    as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    lost, kept = pair
    by = as_specialist.user
    third = actions.create_client(kind=Kind.ORGANISATION, name="Kolmas OÜ", by=by)
    enquiry = asked(by, lost)
    merge = actions.merge_clients(lost=lost, kept=kept, by=by)
    Enquiry.objects.filter(pk=enquiry.pk).update(client=third)

    assert actions.undo_merge(merge=merge, by=by) == 1

    enquiry.refresh_from_db()
    assert enquiry.client == third
    assert lost.contacts.phones().exists()


def test_a_merge_is_undone_once_and_the_last_first(as_specialist: Actor, pair: tuple[Client, Client]) -> None:
    lost, kept = pair
    by = as_specialist.user
    third = twin(by)
    first = actions.merge_clients(lost=lost, kept=third, by=by)
    second = actions.merge_clients(lost=third, kept=kept, by=by)
    lost.refresh_from_db()
    assert lost.merged_into == kept

    with pytest.raises(Refused):
        actions.undo_merge(merge=first, by=by)
    actions.undo_merge(merge=second, by=by)
    actions.undo_merge(merge=first, by=by)
    with pytest.raises(Refused):
        actions.undo_merge(merge=first, by=by)

    assert Client.objects.distinct_ones().count() == 3


def test_a_row_that_came_to_the_lost_one_later_follows(
    as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    lost, kept = pair
    by = as_specialist.user
    merge = actions.merge_clients(lost=lost, kept=kept, by=by)
    assert actions.unfollowed() == []
    enquiry = asked(by, lost)

    assert actions.unfollowed() == [merge.pk]
    assert actions.follow(merge_id=merge.pk) == 1

    enquiry.refresh_from_db()
    assert enquiry.client == kept
    assert actions.unfollowed() == []
    actions.undo_merge(merge=merge, by=by)
    enquiry.refresh_from_db()
    assert enquiry.client == lost


def test_units_belong_to_the_kept_authority(as_specialist: Actor) -> None:
    by = as_specialist.user
    lost = actions.create_client(kind=Kind.AGENCY, name="Näidisvald", by=by)
    kept = actions.create_client(
        kind=Kind.AGENCY, name="Näidisvalla Valitsus", registry_code="70000013", by=by
    )
    unit = actions.create_client(kind=Kind.AGENCY, name="Keskkonnaosakond", parent=lost, by=by)

    with pytest.raises(Refused):
        actions.merge_clients(lost=unit, kept=lost, by=by)
    actions.merge_clients(lost=lost, kept=kept, by=by)

    unit.refresh_from_db()
    assert unit.parent == kept


def test_persons_are_merged_with_their_roles_and_numbers(as_specialist: Actor) -> None:
    by = as_specialist.user
    client = tamme_puit(by)
    lost = actions.create_person(first_name="Mari", last_name="Tam", by=by)
    actions.add_role(person=lost, client=client, role="raamatupidaja", by=by)
    actions.add_contact(kind="phone", value="55500001", person=lost, by=by)
    before = everything()

    merge = actions.merge_persons(lost=lost, kept=mari_tamm(), by=by)
    assert {role.role for role in ClientRole.objects.filter(person=mari_tamm())} == {
        "juhatuse liige",
        "raamatupidaja",
    }
    assert list(Person.objects.distinct_ones()) == [mari_tamm()]
    actions.undo_merge(merge=merge, by=by)

    assert everything() == before


def test_letters_without_a_key_move_too(as_specialist: Actor, pair: tuple[Client, Client]) -> None:
    lost, kept = pair
    assert Message in {each.model for each in movable(Client)}
    assert not {"IdentityCheck", "DisclosureDecision"} & {each.model.__name__ for each in movable(Client)}
    asked(as_specialist.user, lost)
    told = counted(Client, lost.pk, kept.pk)
    assert [number for _what, number in told[lost.pk]] == [1]
    assert told[kept.pk] == []


def test_a_contact_left_behind_matches_no_call(as_specialist: Actor, pair: tuple[Client, Client]) -> None:
    lost, kept = pair
    by = as_specialist.user
    actions.add_contact(kind="phone", value="6625999", client=kept, by=by)
    actions.merge_clients(lost=lost, kept=kept, by=by)
    assert [row.client for row in ContactPoint.objects.matching("6625999")] == [kept]
