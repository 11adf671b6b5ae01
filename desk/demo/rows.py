"""Rows of the follow-up, worked for three days: calls, findings, a correction that a picture shows."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image

from desk.clients.models import ContactPoint
from desk.demo.moment import ago
from desk.orders.actions import items
from desk.orders.actions.items import Found
from desk.orders.enums import Channel, ItemResult, OrderKind, OrderState
from desk.orders.models import Order, WorkItem, WorkItemQuerySet
from desk.people.models import User

IN_ORDER = Found(ItemResult.IN_ORDER)
ERROR = Found(ItemResult.ERROR_FOUND, note="Kogused ei ühti loaga, klient parandab ise.")
UNREACHED = Found(ItemResult.UNREACHABLE, note="Kolm korda helistatud, kiri jäi vastuseta.")


def seed(at: datetime) -> None:
    """What two of its people have done since it was given."""
    order = Order.objects.filter(kind=OrderKind.FOLLOW_UP, state=OrderState.GIVEN).order_by("-pk").first()
    if order is None:
        return
    riina, margus = (User.objects.get(username=name) for name in ("spetsialist", "spetsialist2"))
    with ago(timedelta(days=3)):
        _work(order, riina, [IN_ORDER, _corrected(), IN_ORDER])
        _work(order, margus, [IN_ORDER, IN_ORDER])
    with ago(timedelta(days=2)):
        _work(order, riina, [IN_ORDER, ERROR])
        _unreached(order, margus)
    with ago(timedelta(hours=2)):
        row = _rows(order, riina).first()
        if row is not None:
            rests = at + timedelta(days=1)
            items.attempt(
                item=row, channel=Channel.CALL, text="Palus helistada homme", rests_until=rests, by=riina
            )


def _rows(order: Order, user: User) -> WorkItemQuerySet:
    return WorkItem.objects.of_order(order.pk).open().owned_by(user.pk).select_related("order", "client")


def _work(order: Order, user: User, found: list[Found]) -> None:
    for row, each in zip(_rows(order, user)[: len(found)], found, strict=False):
        items.find(item=row, found=each, by=user)


def _unreached(order: Order, user: User) -> None:
    row = _rows(order, user).first()
    if row is None:
        return
    contact = ContactPoint.objects.of_client(row.client_id or 0).first()
    for _number in range(order.attempts_wanted):
        items.attempt(item=row, channel=Channel.CALL, contact=contact, by=user)
    items.find(item=row, found=UNREACHED, by=user)


def _corrected() -> Found:
    picture = BytesIO()
    Image.new("RGB", (320, 180), (238, 242, 247)).save(picture, "PNG")
    return Found(
        ItemResult.CORRECTED, check="Loa number ja käitluskoht on õiged", place="Load › Käitluskoht",
        before="Pärna tee 1", after="Pärna tee 11", picture=(picture.getvalue(), "image/png"),
    )  # fmt: skip
