"""Addresses from which our letters came back: found in mail's events, whichever room wrote the letter."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from desk import clock
from desk.clients.enums import Works
from desk.clients.models import ContactPoint
from desk.mail.enums import EventKind
from desk.mail.models import MessageEvent

LOOKED_BACK = timedelta(days=7)
AT_ONCE = 500
# Enhanced status codes (RFC 3463) of what lies not in the address: a full box, a letter too big, a server's
# own trouble, its rules. 4.x.x is passing by itself.
_NOT_THE_ADDRESS = re.compile(r"4\.|5\.2\.[234]|5\.3\.|5\.4\.[3567]|5\.[567]\.")


def hard(status: str) -> bool:
    """Whether this status says that the address is dead; a bare refusal for good says so too."""
    return not _NOT_THE_ADDRESS.match(status)


def dead_contacts() -> list[ContactPoint]:
    """Contacts at the very address of a letter that came back, and not seen working since."""
    returned = MessageEvent.objects.filter(kind=EventKind.BOUNCED, at__gte=clock.now() - LOOKED_BACK)
    newest = returned.order_by("-pk").values_list("message__body__to", "detail", "at")
    last = _last(newest[:AT_ONCE])
    found = ContactPoint.objects.emails().exclude(works=Works.NO).filter(value__in=last)
    return [contact for contact in found if (contact.verified_at or contact.created_at) < last[contact.value]]


def returned_since(since: datetime) -> dict[str, datetime]:
    """Addresses from which a letter came back for good since then, each with the last time."""
    returned = MessageEvent.objects.filter(kind=EventKind.BOUNCED, at__gte=since).order_by("-pk")
    return _last(returned.values_list("message__body__to", "detail", "at").iterator())


def _last(returned: Iterable[tuple[str, str, datetime]]) -> dict[str, datetime]:
    last: dict[str, datetime] = {}
    for to, status, at in returned:
        if to and hard(status):
            last.setdefault(to.lower(), at)
    return last
