"""How it goes between the desk and JIRA: when it was last heard, and since when it is not."""

import math
from datetime import datetime, timedelta

from django.db import transaction

from desk import clock
from tickets.models import Contact

FIRST = timedelta(days=1)  # how far back the very first poll asks
FARTHEST = timedelta(days=60)
COVERS = timedelta(hours=6)  # a longer silence than this, and every issue is compared
MARGIN = 5  # minutes


@transaction.atomic
def note_contact(
    *, trouble: str = "", asked_at: datetime | None = None, skew_s: float | None = None
) -> Contact:
    """The poll that was begun at `asked_at` reached JIRA, or did not and why (a code of the gateway).

    After a silence longer than the poll can be trusted with, every issue is to be compared.
    """
    contact = _held()
    if trouble:
        contact.trouble_since = contact.trouble_since or clock.now()
    else:
        asked_at = asked_at or clock.now()
        if contact.polled_at is None or asked_at - contact.polled_at > COVERS:
            contact.compare_from = asked_at
        contact.polled_at, contact.trouble_since = asked_at, None
        contact.skew_s = contact.skew_s if skew_s is None else skew_s
    contact.trouble = trouble
    contact.save()
    return contact


@transaction.atomic
def plan_comparison() -> None:
    """Every issue is to be compared with JIRA from now on; one that is under way goes on to its end."""
    contact = _held()
    if not under_way(contact):
        contact.compare_from = clock.now()
        contact.save()


@transaction.atomic
def end_comparison(*, of: datetime) -> None:
    """The comparison that was planned at `of` came to its end; another may have been planned since."""
    Contact.objects.filter(pk=1, compare_from=of).update(compared_at=clock.now())


def under_way(contact: Contact | None) -> bool:
    """Whether a comparison was planned that has not come to its end."""
    if contact is None or contact.compare_from is None:
        return False
    return contact.compared_at is None or contact.compared_at < contact.compare_from


def minutes_to_ask(contact: Contact | None) -> int:
    """How far back the poll asks: since the last answer, and a margin in which the clocks may differ.

    The index of JIRA lags behind too; the gateway adds that.
    """
    if contact is None or contact.polled_at is None:
        passed = FIRST
    else:
        passed = min(clock.now() - contact.polled_at, FARTHEST)
    skew = abs((contact and contact.skew_s) or 0.0)
    return math.floor(passed.total_seconds() / 60) + MARGIN + math.ceil(skew / 60)


def _held() -> Contact:
    Contact.objects.get_or_create(pk=1)
    return Contact.objects.select_for_update().get(pk=1)
