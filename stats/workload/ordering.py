"""In which order people stand: the alphabet. Another order is asked for by the head, each time anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.people.enums import Role
from desk.people.models import User
from stats.figures import FIGURES
from stats.workload.people import Row

ALPHABET = ""
ORDERS: dict[str, Promise] = {
    ALPHABET: _("by the alphabet"),
    "done_calls": FIGURES["done_calls"].label,
    "handle": FIGURES["handle"].label,
    "occupancy": FIGURES["occupancy"].label,
    "planned": FIGURES["planned"].label,
}


@dataclass(frozen=True)
class Order:
    """One order with its address."""

    code: str
    label: str
    url: str


def asked(code: str, user: User) -> str:
    """The order that was asked for, if this person may ask for it; else the alphabet."""
    return code if code in ORDERS and user.holds(Role.HEAD) else ALPHABET


def offered(user: User, kept: str) -> list[Order]:
    """The orders that this person may ask for; nothing where there is only one."""
    if not user.holds(Role.HEAD):
        return []
    return [Order(code, str(label), f"?{kept}&sort={code}") for code, label in ORDERS.items()]


def put(rows: Sequence[Row], order: str) -> list[Row]:
    """The rows in this order, the most first; who has no such figure stands last."""
    if order == ALPHABET:
        return list(rows)
    figure = FIGURES[order]
    return sorted(rows, key=lambda row: -(figure.of(row.sums) or 0))
