"""Enquiries in the search box: by number, or by words of the question."""

import re

from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries.models import Enquiry
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.slots import Hit

MOST = 8
SHORTEST_NUMBER = 3  # digits of a number typed without its letter and year


def find_enquiries(user: User, text: str, limit: int = MOST) -> list[Enquiry]:
    """The enquiry of this number (letter, year, zeros may be left out), else the newest with the words.

    What the person may not read is not found.
    """
    text = text.strip()
    rows = Enquiry.objects.readable_by(user).shown().newest_first()
    if numbers := _numbers(text):
        found = list(rows.filter(number__in=numbers)[:limit])
        if found or not text.isdecimal():
            return found
    if len(text) < 3:
        return []
    return list(rows.asking(text)[:limit])


def _numbers(text: str) -> list[str]:
    typed = re.fullmatch(r"([Pp][\s-]*)?(?:(20\d\d)[\s-]+)?(\d{1,6})", text)
    if typed is None or not (typed[1] or typed[2] or len(typed[3]) >= SHORTEST_NUMBER):
        return []
    this = clock.now().year
    years = [int(typed[2])] if typed[2] else [this, this - 1]
    return [f"P-{year}-{int(typed[3]):06d}" for year in years]


def enquiries(user: User, text: str, limit: int = MOST) -> list[Hit]:
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
        for found in find_enquiries(user, text, limit)
    ]
