"""Tickets in the search box: by the key of the issue."""

import re

from django.utils.translation import gettext as _

from desk.people.models import User
from desk.slots import Hit
from tickets.models import Escalation
from tickets.permissions import works_on_tickets

MOST = 8


def tickets(user: User, text: str) -> list[Hit]:
    """The search box's share of this room (slot SEARCHES)."""
    key = text.strip().upper()
    if works_on_tickets(user) is not None or not re.fullmatch(r"[A-Z][A-Z0-9_]*-\d+", key):
        return []
    found = Escalation.objects.shown().filter(jira_key=key)[:MOST]
    return [
        Hit(
            _("Tickets"),
            f"{row} · {row.unit.name}",
            str(row.enquiry.client or ""),
            row.get_absolute_url(),
            shown=(("client", row.enquiry.client_id),) if row.enquiry.client_id else (),
        )
        for row in found
    ]
