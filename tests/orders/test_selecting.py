"""Whom a follow-up is about: selectors, and how their steps are put together."""

from datetime import timedelta

import pytest

from desk import clock, slots, workdays
from desk.clients.models import ClientRole, ContactPoint, Person
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.orders import selecting
from desk.orders.enums import How
from desk.orders.models import Order, Selection
from tests.conftest import Actor
from tests.orders.cohorts import client, draft, step


@pytest.fixture
def order(as_head: Actor) -> Order:
    return draft(as_head.user)


def names(order: Order) -> list[str]:
    return sorted(selecting.members(order).values_list("name", flat=True))


def test_steps_add_keep_only_and_leave_out_in_their_order(order: Order) -> None:
    client("Aas OÜ", legal_form="OÜ", language="ru")
    client("Berg AS", legal_form="AS", language="ru")
    client("Cedar OÜ", legal_form="OÜ", language="et")

    step(order, "orders.legal_form", forms="OÜ, as")
    assert names(order) == ["Aas OÜ", "Berg AS", "Cedar OÜ"]
    step(order, "orders.language", How.ONLY, languages=["ru"])
    assert names(order) == ["Aas OÜ", "Berg AS"]
    step(order, "orders.legal_form", How.WITHOUT, forms="AS")
    assert names(order) == ["Aas OÜ"]
    step(order, "orders.language", languages=["et"])
    assert names(order) == ["Aas OÜ", "Cedar OÜ"]


def test_without_steps_it_is_about_nobody(order: Order) -> None:
    client("Aas OÜ")
    assert names(order) == []


def test_a_first_step_that_keeps_only_begins_with_everybody(order: Order) -> None:
    client("Aas OÜ", legal_form="OÜ")
    client("Berg AS", legal_form="AS")
    step(order, "orders.legal_form", How.ONLY, forms="AS")
    assert names(order) == ["Berg AS"]


def test_merged_ended_and_practice_clients_never_get_in(order: Order) -> None:
    kept = client("Aas OÜ")
    client("Vana Aas OÜ", merged_into=kept)
    client("Lõpetanud OÜ", status="ended")
    client("Harjutus OÜ", practice=True)
    step(order, "orders.everybody")
    assert names(order) == ["Aas OÜ"]


def test_counts_say_what_each_step_has_and_what_is_left_after_it(
    order: Order, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    client("Aas OÜ", legal_form="OÜ", language="ru")
    client("Berg AS", legal_form="AS", language="ru")
    client("Cedar OÜ", legal_form="OÜ")
    step(order, "orders.legal_form", forms="OÜ")
    step(order, "orders.language", languages=["ru"])
    step(order, "orders.legal_form", How.WITHOUT, forms="AS")
    steps = selecting.steps_of(order)
    with django_assert_num_queries(1):  # type: ignore[operator]
        counts = selecting.counted(steps)
    assert [(each.own, each.after) for each in counts] == [(2, 2), (2, 3), (1, 2)]


def test_nobody_can_be_reached_when_every_contact_is_dead(order: Order, as_head: Actor) -> None:
    dead, works, through_a_person = client("Aas OÜ"), client("Berg AS"), client("Cedar OÜ")
    client("Ilma kontaktita OÜ")
    ContactPoint.objects.create(client=dead, kind="phone", value="+3725550001", works="no", **tried(as_head))
    ContactPoint.objects.create(client=works, kind="phone", value="+3725550002")
    person = Person.objects.create(first_name="Mari", last_name="Tamm")
    ClientRole.objects.create(person=person, client=through_a_person, role="raamatupidaja")
    ContactPoint.objects.create(person=person, kind="email", value="mari@raamat.example")

    only = step(order, "orders.no_working_contact", trust="dead", channel="")
    assert names(order) == ["Aas OÜ", "Ilma kontaktita OÜ"]
    Selection.objects.filter(pk=only.pk).update(params={"trust": "dead", "channel": "phone"})
    assert names(order) == ["Aas OÜ", "Cedar OÜ", "Ilma kontaktita OÜ"]
    Selection.objects.filter(pk=only.pk).update(params={"trust": "confirmed", "channel": ""})
    assert len(names(order)) == 4


def tried(actor: Actor) -> dict[str, object]:
    return {"verified_at": clock.now(), "verified_by": actor.user}


def test_contacts_confirmed_since_then_keep_a_client_out(order: Order, as_head: Actor) -> None:
    fresh, old = client("Aas OÜ"), client("Berg AS")
    for owner, days in ((fresh, 3), (old, 300)):
        ContactPoint.objects.create(
            client=owner, kind="phone", value=f"+372555000{days}", works="yes",
            verified_at=clock.now() - timedelta(days=days), verified_by=as_head.user,
        )  # fmt: skip
    since = (workdays.today() - timedelta(days=30)).isoformat()
    step(order, "orders.not_verified", since=since)
    assert names(order) == ["Berg AS"]


def test_who_asked_about_a_topic_in_the_period(order: Order) -> None:
    seed_reference()
    charges = Topic.objects.get(code="declaration")
    access = Topic.objects.get(code="user-contract")
    early, late, other = client("Aas OÜ"), client("Berg AS"), client("Cedar OÜ")
    for number, (who, topic, days) in enumerate(
        ((early, charges, 60), (late, charges, 5), (other, access, 5)), start=1
    ):
        Enquiry.objects.create(
            number=f"P-{number}", topic=topic, client=who, opened_at=clock.now() - timedelta(days=days)
        )
    first = (workdays.today() - timedelta(days=10)).isoformat()
    only = step(order, "orders.enquired", topic="declaration", first=first, last="")
    assert names(order) == ["Berg AS"]
    Selection.objects.filter(pk=only.pk).update(params={"topic": "charges", "first": "", "last": ""})
    assert names(order) == ["Aas OÜ", "Berg AS"]


def test_every_selector_answers_with_a_query_of_ids(order: Order) -> None:
    """Also those of the rooms above; none of them asks the database before it is put into a statement."""
    seed_reference()
    client("Aas OÜ")
    for code, selector in selecting.registered().items():
        assert code.partition(".")[0] in {"orders", "contracts", "registry", "tickets"}
        params = {each.name: _answer(each) for each in selector.params}
        for how in How:
            Selection.objects.filter(order=order).delete()
            step(order, "orders.everybody")
            step(order, code, how, **params)
            assert selecting.members(order).count() in {0, 1}, code
            counts = selecting.counted(selecting.steps_of(order))
            assert counts[-1].after == selecting.members(order).count(), code


def _answer(param: selecting.Param) -> object:
    initial = param.begins_with(None)
    if param.ask is selecting.Ask.CHOICES:
        return [value for value, _label in param.choices()]
    if param.ask is selecting.Ask.DATE:
        return workdays.today().isoformat()
    return initial


def test_codes_of_selectors_are_unique_and_begin_with_their_room(db: None) -> None:
    codes = [each.code for found in slots.each("COHORT_SELECTORS") for each in found]
    assert len(codes) == len(set(codes))


def test_a_step_whose_room_has_gone_finds_nobody(order: Order, as_head: Actor) -> None:
    client("Aas OÜ")
    step(order, "vana.valik")
    assert names(order) == []
