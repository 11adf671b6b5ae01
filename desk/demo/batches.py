"""A follow-up from a table, with one batch of our own data done and one only tried out."""

from datetime import datetime, timedelta

from desk import clock
from desk.demo.moment import ago
from desk.orders.actions import batches, cohorts, orders
from desk.orders.enums import CleanUp, ItemResult, ItemState, OrderKind
from desk.orders.models import Batch, Order
from desk.people.models import User

TABLE = (
    "Registrikood;Õiguslik vorm;Uus e-post\r\n"
    "10000001;OÜ;kontor@tammepuit.example\r\n"
    "10000018;AS;\r\n"
    "10000024;OÜ;soo.turvas(at)turvas.example\r\n"
    "10000076;;veod@volga.example\r\n"
    "10009996;OÜ;info@tundmatu.example\r\n"
)
CHECKS = ["Kontaktandmed portaalis", "Peakasutaja on olemas", "Veekasutuse aruanne on esitatud"]


def seed(at: datetime) -> None:
    """By the acts that the desk itself has; the worker's part is done at once."""
    head, person = User.objects.get(username="juht"), User.objects.get(username="spetsialist")
    with ago(timedelta(days=2)):
        order = _given(head, person)
    with ago(timedelta(days=1)):
        done = _tried(order, person, column=0, heading="Õiguslik vorm", field="legal_form")
        batches.apply(batch=done, by=person)
        batches.work(batch_id=done.pk)
    _tried(order, person, column=1, heading="Uus e-post", field="email")
    _corrected(order, person)


def _given(head: User, person: User) -> Order:
    wanted = orders.Wanted(
        title="Kontaktandmete järelkontroll pärast III kvartali deklareerimist",
        text="Kontrolli, kas kontaktandmed meil ja portaalis on õiged, ja paranda need.",
        due_at=clock.now() + timedelta(days=16), people={person.pk: 100}, kind=OrderKind.FOLLOW_UP,
        checks=CHECKS,
    )  # fmt: skip
    order = orders.draft(wanted=wanted, by=head)
    cohorts.take_table(order=order, name="jarelkontroll.csv", data=TABLE.encode("utf-8-sig"), by=head)
    return orders.give(order=order, by=head)


def _tried(order: Order, person: User, **params: object) -> Batch:
    batch = batches.try_out(order=order, what=CleanUp.FIELDS, params={"replace": True, **params}, by=person)
    batches.work(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def _corrected(order: Order, person: User) -> None:
    """One row is done: its contacts were corrected in the portal."""
    item = order.items.filter(client__isnull=False).order_by("position").first()
    if item is None:
        return
    item.findings.create(
        result=ItemResult.CORRECTED, check_name=CHECKS[0], place="Minu andmed > Kontaktid", by=person,
        before="info@tammepuit.example", after="kontor@tammepuit.example",
        link="https://eteenus.example/kontaktid", at=clock.now(),
    )  # fmt: skip
    item.state, item.result = ItemState.DONE, ItemResult.CORRECTED
    item.done_at, item.done_by = clock.now(), person
    item.save()
