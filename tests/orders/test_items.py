"""Rows of an order: the client is sought, what was found is written down, and the last row ends the work."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from desk import clock
from desk.clients.models import Client, ContactPoint
from desk.http import Refused
from desk.mail.models import Message
from desk.orders.actions import items, orders
from desk.orders.actions.items import Found
from desk.orders.enums import Channel, ItemResult, ItemState, OrderState
from desk.orders.models import ItemAttempt, ItemFinding, Order, WorkItem
from desk.people.enums import Role
from desk.people.models import User
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.orders.cohorts import CODES, client, draft, step
from tests.orders.world import MONDAY, on

pytestmark = pytest.mark.django_db

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(autouse=True)
def monday(db: None) -> None:
    on(MONDAY)


@pytest.fixture
def order(as_head: Actor, as_specialist: Actor) -> Order:
    """A follow-up of four clients, all of them this specialist's."""
    for number, code in enumerate(CODES[:4], start=1):
        client(f"Ettevõte {number} OÜ", code)
    made = draft(as_head.user, [as_specialist.user], checks=["Kontakt töötab"], attempts_wanted=2)
    step(made, "orders.kind", kinds=["organisation"])
    return orders.give(order=made, by=as_head.user)


def row(order: Order, position: int = 1) -> WorkItem:
    return WorkItem.objects.select_related("order", "client").get(order=order, position=position)


def fixed(**said: str) -> dict[str, str]:
    return {
        "result": "corrected", "check_name": "Kontakt töötab", "place": "Minu andmed", "before": "vana",
        "after": "uus", "link": "https://portaal.example/1", **said,
    }  # fmt: skip


def test_rows_are_worked_one_after_another_until_the_order_is_reported(
    order: Order, as_specialist: Actor, as_head: Actor
) -> None:
    address = order.get_absolute_url()
    page = as_specialist.get(f"{address}rows/1/").content.decode()
    assert "Kontakt töötab" in page and "Ettevõte 1 OÜ" in page
    answer = as_specialist.post(f"{address}rows/1/find/", {"result": "in_order"})
    assert answer["Location"] == f"{address}rows/2/"
    answer = as_specialist.post(f"{address}rows/2/find/", fixed())
    assert answer["Location"] == f"{address}rows/3/"
    as_specialist.post(f"{address}rows/3/find/", {"result": "error_found", "note": "Puudub luba"})
    answer = as_specialist.post(f"{address}rows/4/find/", {"result": "in_order"})
    assert answer["Location"] == address
    order.refresh_from_db()
    assert order.state == OrderState.REPORTED
    report = as_head.get(f"{address}result/").content.decode()
    assert "Minu andmed" in report and "Ettevõte 3 OÜ" in report


def test_a_correction_says_where_and_shows_it(order: Order, as_specialist: Actor) -> None:
    address = f"{order.get_absolute_url()}rows/1/find/"
    for missing in ("place", "after", "link"):
        assert as_specialist.post(address, fixed(**{missing: ""})).status_code == 422, missing
    picture = SimpleUploadedFile("pilt.png", PNG, "image/png")
    assert as_specialist.post(address, fixed(link="") | {"screenshot": picture}).status_code == 302
    finding = ItemFinding.objects.get()
    shown = as_specialist.get(f"{order.get_absolute_url()}rows/1/shown/{finding.pk}/")
    assert shown.content == PNG
    assert shown["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"


def test_a_page_is_no_screenshot(order: Order, as_specialist: Actor) -> None:
    page = SimpleUploadedFile("pilt.png", b"<html><script>alert(1)</script></html>", "image/png")
    address = f"{order.get_absolute_url()}rows/1/find/"
    assert as_specialist.post(address, fixed(link="") | {"screenshot": page}).status_code == 422
    assert not ItemFinding.objects.exists()


def test_who_was_not_sought_often_enough_is_not_unreachable(
    order: Order, as_specialist: Actor, someone: Callable[..., User]
) -> None:
    first, riina = row(order), as_specialist.user
    unreachable = Found(ItemResult.UNREACHABLE, note="Number ei vasta")
    items.attempt(item=first, channel=Channel.CALL, by=riina)
    with pytest.raises(Refused):
        items.find(item=first, found=unreachable, by=riina)
    items.attempt(item=first, channel=Channel.CALL, by=riina)
    items.find(item=first, found=unreachable, by=riina)
    assert row(order).result == ItemResult.UNREACHABLE
    # A senior of the order may say sooner that it is enough, and why.
    senior = someone("siiri", Role.SENIOR)
    order.assignments.create(user=senior, share=100)
    second = row(order, 2)
    with pytest.raises(Refused):
        items.find(item=second, found=Found(ItemResult.UNREACHABLE), by=senior)
    items.find(item=second, found=unreachable, by=senior)


def test_a_call_that_reached_the_client_does_not_count_as_a_vain_attempt(
    order: Order, as_specialist: Actor
) -> None:
    first = row(order)
    items.attempt(item=first, channel=Channel.CALL, reached=True, by=as_specialist.user)
    assert row(order).attempts == 0
    assert ItemAttempt.objects.get().reached


def test_a_row_rests_until_the_client_is_there(order: Order, as_specialist: Actor) -> None:
    later = clock.now() + timedelta(hours=5)
    items.attempt(item=row(order), channel=Channel.CALL, rests_until=later, by=as_specialist.user)
    address = f"{order.get_absolute_url()}rows/"
    assert "Ettevõte 1 OÜ" not in as_specialist.get(address).content.decode()
    assert "Ettevõte 1 OÜ" in as_specialist.get(f"{address}?show=resting").content.decode()
    clock.move(timedelta(hours=6))
    assert "Ettevõte 1 OÜ" in as_specialist.get(address).content.decode()


def test_the_number_of_another_client_is_not_noted(order: Order, as_specialist: Actor) -> None:
    other = Client.objects.create(kind="organisation", name="Võõras OÜ")
    theirs = ContactPoint.objects.create(client=other, kind="phone", value="+37255500009")
    with pytest.raises(Refused):
        items.attempt(item=row(order), channel=Channel.CALL, contact=theirs, by=as_specialist.user)


def test_a_letter_goes_from_the_row_in_the_clients_language(order: Order, as_specialist: Actor) -> None:
    first = row(order)
    assert first.client is not None
    Client.objects.filter(pk=first.client.pk).update(language="ru")
    to = ContactPoint.objects.create(client=first.client, kind="email", value="info@ettevote.example")
    page = as_specialist.get(first.get_absolute_url()).content.decode()
    assert "Уважаемый клиент" in page
    said = {"contact": str(to.pk), "subject": "Вопрос", "text": "Просим позвонить нам."}
    as_specialist.post(f"{first.get_absolute_url()}letter/", said)
    message = Message.objects.get(subject_kind="order")
    assert (message.language, message.body.to) == ("ru", "info@ettevote.example")
    assert ItemAttempt.objects.get().message == message
    assert row(order).attempts == 1


def test_a_wrong_result_is_taken_back_and_stays_in_sight(order: Order, as_specialist: Actor) -> None:
    first = row(order)
    items.find(item=first, found=Found(ItemResult.IN_ORDER), by=as_specialist.user)
    with pytest.raises(Refused):
        items.find(item=row(order), found=Found(ItemResult.IN_ORDER), by=as_specialist.user)
    as_specialist.post(f"{first.get_absolute_url()}again/", {"reason": "Vale klient"})
    assert (row(order).state, row(order).result) == (ItemState.OPEN, "")
    page = as_specialist.get(first.get_absolute_url()).content.decode()
    assert "Vale klient" in page
    assert [each.result for each in first.findings.all()] == [ItemResult.IN_ORDER, ItemResult.TAKEN_BACK]


def test_an_error_may_be_corrected_later(order: Order, as_specialist: Actor) -> None:
    items.find(item=row(order), found=Found(ItemResult.ERROR_FOUND), by=as_specialist.user)
    said = Found(ItemResult.CORRECTED, place="Load", after="uus", link="https://portaal.example/2")
    items.find(item=row(order), found=said, by=as_specialist.user)
    assert row(order).result == ItemResult.CORRECTED


def test_what_was_found_is_never_changed(order: Order, as_specialist: Actor) -> None:
    items.find(item=row(order), found=Found(ItemResult.IN_ORDER), by=as_specialist.user)
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemFinding.objects.update(note="muudetud")


def test_a_stranger_does_nothing_with_a_row(order: Order, someone: Callable[..., User]) -> None:
    stranger = someone("margus", Role.SPECIALIST)
    with pytest.raises(Refused):
        items.find(item=row(order), found=Found(ItemResult.IN_ORDER), by=stranger)
    with pytest.raises(Refused):
        items.attempt(item=row(order), channel=Channel.CALL, by=stranger)


def test_rows_of_an_order_that_is_over_stand_as_they_are(
    order: Order, as_head: Actor, as_specialist: Actor
) -> None:
    orders.withdraw(order=order, reason="Pole vaja", by=as_head.user)
    with pytest.raises(Refused):
        items.find(item=row(order), found=Found(ItemResult.IN_ORDER), by=as_specialist.user)
    assert as_specialist.get(row(order).get_absolute_url()).status_code == 200


def test_the_clients_page_tells_of_its_rows(order: Order, as_specialist: Actor) -> None:
    first = row(order)
    items.find(item=first, found=Found(ItemResult.IN_ORDER), by=as_specialist.user)
    assert f"{order.number}/1" in as_specialist.get(f"/orders/client/{first.client_id}/").content.decode()
    entry = TimelineEntry.objects.get(kind="orders.row.in_order")
    assert (entry.client_id, entry.params) == (first.client_id, {"number": order.number, "row": 1})


def test_the_worklist_asks_as_much_for_many_rows_as_for_one(order: Order, as_specialist: Actor) -> None:
    address = f"{order.get_absolute_url()}rows/?show=all"

    def statements() -> int:
        as_specialist.get(address)
        with CaptureQueriesContext(connection) as asked:
            as_specialist.get(address)
        return len(asked)

    many = statements()
    WorkItem.objects.filter(order=order, position__gt=1).update(state=ItemState.DROPPED)
    assert statements() == many
