"""Enquiries in the search box: by number, or by words of the question."""

import re

from django.utils.translation import gettext as _

from desk.enquiries.models import Enquiry
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.slots import Hit

MOST = 8


def find_enquiries(text: str, limit: int = MOST) -> list[Enquiry]:
    """The enquiry of this number (also without its zeros), else the newest whose question holds the words."""
    rows = Enquiry.objects.shown().newest_first()
    if number := re.fullmatch(r"[Pp]-(\d{4})-(\d{1,6})", text.strip()):
        return list(rows.filter(number=f"P-{number[1]}-{int(number[2]):06d}"))
    if len(text.strip()) < 3:
        return []
    return list(rows.asking(text)[:limit])


def enquiries(user: User, text: str) -> list[Hit]:
    """The search box's share of this room (slot SEARCHES)."""
    if at_the_desk(user) is not None:
        return []
    return [
        Hit(
            _("Enquiries"),
            f"{found.number} · {found.topic.name}",
            str(found.client or ""),
            found.get_absolute_url(),
            shown=(("client", found.client_id),) if found.client_id else (),
        )
        for found in find_enquiries(text)
    ]
