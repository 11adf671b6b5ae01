"""The clean-up of our own data: tried out, looked at by a second person, done, undone."""

from collections.abc import Callable

import pytest

from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.http import Refused
from desk.orders.actions import batches
from desk.orders.models import Batch, ItemAttempt, Order
from desk.people import actions as people
from desk.people.enums import Role
from desk.people.models import Approval, User
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.orders.cleaning import (
    column_to,
    done,
    facts_of,
    lines,
    order_of,
    organisation,
    tried,
    undone,
    worked,
)


@pytest.fixture
def by(as_specialist: Actor) -> User:
    return as_specialist.user


@pytest.fixture
def head(as_head: Actor) -> User:
    return as_head.user


@pytest.fixture
def puit(by: User) -> Client:
    return organisation("Tamme Puit OÜ", "10000001", "vana@tammepuit.example")


@pytest.fixture
def turvas(by: User) -> Client:
    return organisation("Soo Turvas OÜ", "10000024")


@pytest.fixture
def order(head: User, by: User, puit: Client, turvas: Client) -> Order:
    return order_of(
        head, by, (puit, ["uus@tammepuit.example"]), (turvas, ["info@turvas.example"]),
        (None, ["x@y.example"]),
        (organisation("Volga Veod OÜ", "10000076"), [""]),
        (organisation("Kaasiku Kaevandus AS", "10000018"), ["see pole aadress"]),
    )  # fmt: skip


def test_trying_out_shows_every_change_and_changes_nothing(order: Order, by: User, puit: Client) -> None:
    before = facts_of(*Client.objects.all())
    batch = column_to("email", order, by)
    assert lines(batch) == [
        ("vana@tammepuit.example", "uus@tammepuit.example", "planned", ""),
        ("", "info@turvas.example", "planned", ""),
        ("", "x@y.example", "left", "no_client"),
        ("", "see pole aadress", "left", "invalid"),
    ]
    assert batch.state == "dry" and batch.found == {"empty": 1}
    assert facts_of(*Client.objects.all()) == before


def test_what_replaces_something_waits_for_a_second_person(order: Order, by: User, head: User) -> None:
    batch = column_to("email", order, by)
    assert batches.apply(batch=batch, by=by) is False
    worked(batch)
    assert batch.state == "asked" and not [line for line in lines(batch) if line[2] == "done"]

    approval = Approval.objects.waiting().get()
    people.decide_second(approval=approval, approved=True, by=head)
    worked(batch)
    assert batch.state == "applied"
    assert [line[2] for line in lines(batch)] == ["done", "done", "left", "left"]


def test_nobody_is_second_person_to_himself(order: Order, as_head: Actor) -> None:
    batch = column_to("email", order, as_head.user)
    batches.apply(batch=batch, by=as_head.user)
    with pytest.raises(Refused):
        people.decide_second(approval=Approval.objects.get(), approved=True, by=as_head.user)
    assert worked(batch).state == "asked"


def test_only_who_tried_it_out_does_it(order: Order, by: User, head: User) -> None:
    batch = column_to("email", order, by)
    with pytest.raises(Refused):
        batches.apply(batch=batch, by=head)


def test_what_only_adds_needs_no_second_person_unless_the_order_wants_four_eyes(
    head: User, by: User, turvas: Client
) -> None:
    order = order_of(head, by, (turvas, ["info@turvas.example"]))
    assert batches.apply(batch=column_to("email", order, by), by=by) is True

    strict = order_of(head, by, (turvas, ["teine@turvas.example"]), four_eyes=True)
    assert batches.apply(batch=column_to("email", strict, by, replace=False), by=by) is False


def test_a_no_brings_the_plan_back_and_says_so(order: Order, by: User, head: User) -> None:
    batch = column_to("email", order, by)
    batches.apply(batch=batch, by=by)
    people.decide_second(approval=Approval.objects.get(), approved=False, by=head, reason="Vale veerg")
    batch.refresh_from_db()
    assert batch.state == "dry"
    batches.drop(batch=batch, by=by)
    assert worked(Batch.objects.get()).state == "dropped"
    with pytest.raises(Refused):
        batches.apply(batch=batch, by=by)


def test_the_question_is_taken_back_by_who_asked(order: Order, by: User, head: User) -> None:
    batch = column_to("email", order, by)
    batches.apply(batch=batch, by=by)
    with pytest.raises(Refused):
        batches.take_back(batch=batch, by=head)
    batches.take_back(batch=batch, by=by)
    batch.refresh_from_db()
    assert batch.state == "dry" and not Approval.objects.waiting().exists()


def test_an_applied_batch_tells_the_clients_story(order: Order, by: User, head: User, puit: Client) -> None:
    done(column_to("email", order, by), head)
    assert puit.contacts.get().value == "uus@tammepuit.example"
    told = TimelineEntry.objects.get(kind="clients.contact_changed.email", client_id=puit.pk)
    assert told.by == by


def test_undoing_brings_everything_back_exactly(order: Order, by: User, head: User) -> None:
    before = facts_of(*Client.objects.all())
    batch = done(column_to("email", order, by), head)
    assert facts_of(*Client.objects.all()) != before
    undone(batch, by)
    assert facts_of(*Client.objects.all()) == before
    assert batch.state == "undone" and batch.undone_reason == "Vale veerg"
    assert [line[2] for line in lines(batch)] == ["undone", "undone", "left", "left"]


def test_undoing_needs_a_reason(order: Order, by: User, head: User) -> None:
    batch = done(column_to("email", order, by), head)
    with pytest.raises(Refused):
        batches.undo(batch=batch, reason=" ", by=by)


def test_a_persons_edit_between_trying_out_and_doing_is_left_alone(
    order: Order, by: User, head: User, puit: Client
) -> None:
    batch = column_to("email", order, by)
    clients.confirm_contact(contact=puit.contacts.get(), by=head)
    done(batch, head)
    assert lines(batch)[0] == ("vana@tammepuit.example", "uus@tammepuit.example", "skipped", "changed")
    assert puit.contacts.get().value == "vana@tammepuit.example"


def test_a_persons_edit_after_the_batch_is_kept_and_listed(
    order: Order, by: User, head: User, puit: Client
) -> None:
    batch = done(column_to("email", order, by), head)
    clients.confirm_contact(contact=puit.contacts.get(), by=head)
    undone(batch, by)
    assert lines(batch)[0][2:] == ("kept", "changed_since")
    assert puit.contacts.get().value == "uus@tammepuit.example"
    assert lines(batch)[1][2] == "undone"


def test_two_batches_on_the_same_client_are_undone_in_their_reverse_order_only(
    head: User, by: User, puit: Client
) -> None:
    before = facts_of(puit)
    order = order_of(head, by, (puit, ["teine@tammepuit.example", "kolmas@tammepuit.example"]))
    first = done(column_to("email", order, by), head)
    second = done(column_to("email", order, by, column=1), head)
    undone(first, by)
    assert lines(first)[0][2:] == ("kept", "changed_since")

    assert lines(undone(second, by))[0][2] == "undone"
    assert puit.contacts.get().value == "teine@tammepuit.example"
    assert facts_of(puit) != before


def test_two_batches_undone_the_last_first_bring_the_first_state_back(
    head: User, by: User, puit: Client
) -> None:
    before = facts_of(puit)
    order = order_of(head, by, (puit, ["teine@tammepuit.example", "kolmas@tammepuit.example"]))
    first = done(column_to("email", order, by), head)
    second = done(column_to("email", order, by, column=1), head)
    undone(second, by)
    undone(first, by)
    assert facts_of(puit) == before


def test_a_client_merged_meanwhile_is_left_alone(order: Order, by: User, head: User, turvas: Client) -> None:
    batch = column_to("email", order, by)
    clients.merge_clients(lost=turvas, kept=organisation("Soo Turvas Grupp OÜ"), by=head)
    done(batch, head)
    assert lines(batch)[1][2:] == ("skipped", "merged")


def test_what_was_used_stays_as_not_working_when_it_is_undone(head: User, by: User, turvas: Client) -> None:
    order = order_of(head, by, (turvas, ["info@turvas.example"]))
    batch = done(column_to("email", order, by), head)
    item, contact = order.items.get(), turvas.contacts.get()
    ItemAttempt.objects.create(item=item, channel="email", contact=contact, by=by)
    undone(batch, by)
    contact.refresh_from_db()
    assert contact.works == "no" and lines(batch)[0][2] == "undone"


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("name", "  Tamme   Puit Grupp OÜ ", "Tamme Puit Grupp OÜ"), ("language", "vene", "ru"),
        ("language", "en", "en"), ("channel", "Telefon", "phone"), ("status", "ended", "ended"),
        ("legal_form", "OÜ", "OÜ"),
    ],
)  # fmt: skip
def test_facts_are_put_in_as_people_write_them(
    head: User, by: User, puit: Client, field: str, said: str, kept: str
) -> None:
    before = facts_of(puit)
    batch = done(column_to(field, order_of(head, by, (puit, [said])), by), head)
    puit.refresh_from_db()
    assert getattr(puit, field) == kept
    undone(batch, by)
    assert facts_of(puit) == before


@pytest.mark.parametrize(
    ("field", "said", "why"),
    [
        ("language", "saksa", "invalid"), ("name", "x" * 201, "invalid"), ("status", "suletud?", "invalid"),
        ("phone", "12", "invalid"),
    ],
)  # fmt: skip
def test_a_value_that_the_field_does_not_take_is_left(
    head: User, by: User, puit: Client, field: str, said: str, why: str
) -> None:
    batch = column_to(field, order_of(head, by, (puit, [said])), by)
    assert [line[2:] for line in lines(batch)] == [("left", why)]


def test_a_person_has_no_legal_form(head: User, by: User) -> None:
    person = clients.create_client(kind="person", name="Mari Tamm", personal_code="24503120016", by=by)
    batch = column_to("legal_form", order_of(head, by, (person, ["OÜ"])), by)
    assert lines(batch)[0][3] == "not_of_kind"


def test_of_several_addresses_the_preferred_one_is_replaced_and_none_without_it(
    head: User, by: User, puit: Client
) -> None:
    second = clients.add_contact(kind="email", value="teine@tammepuit.example", client=puit, by=by)
    order = order_of(head, by, (puit, ["uus@tammepuit.example"]))
    assert lines(column_to("email", order, by))[0][3] == "several"
    clients.prefer_contact(contact=second, by=by)
    assert lines(column_to("email", order, by))[0][0] == "teine@tammepuit.example"


def test_contacts_named_in_a_column_are_marked_dead_and_come_back(
    head: User, by: User, puit: Client, turvas: Client
) -> None:
    contact = clients.confirm_contact(contact=puit.contacts.get(), by=head)
    clients.prefer_contact(contact=contact, by=head)
    before = facts_of(puit)
    order = order_of(head, by, (puit, [" Vana@tammepuit.example"]), (turvas, ["info@turvas.example"]))
    batch = tried(order, "dead_contacts", by, rule="column", column=0, heading="A")
    assert lines(batch) == [("yes", "no", "planned", ""), ("", "info@turvas.example", "left", "not_found")]
    done(batch, head)
    assert puit.contacts.get().works == "no" and not puit.contacts.get().preferred
    undone(batch, by)
    assert facts_of(puit) == before


def test_strangers_to_the_order_try_nothing_out(order: Order, someone: Callable[..., User]) -> None:
    stranger = someone("keegi", Role.SPECIALIST)
    with pytest.raises(Refused):
        batches.try_out(order=order, what="fields", params={}, by=stranger)


def test_nothing_is_tried_out_once_the_order_is_over(order: Order, by: User) -> None:
    Order.objects.filter(pk=order.pk).update(state="closed", closed_at=clock.now())
    with pytest.raises(Refused):
        batches.try_out(order=order, what="fields", params={}, by=by)
