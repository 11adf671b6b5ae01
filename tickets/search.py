"""Tickets in the search box: by the key of the issue, also by one that it had before it was moved."""

import re

from django.utils.translation import gettext as _

from desk.people.models import User
from desk.slots import Hit, by_number
from tickets.models import Escalation, Issue, JiraOperation, Unit
from tickets.permissions import works_on_tickets

MOST = 8
SHORTEST_NUMBER = 3  # digits of a number typed without its project


@by_number
def tickets(user: User, text: str, limit: int = MOST) -> list[Hit]:
    """The search box's share (slot SEARCHES): "kt 12" as well as "KT-12", or the number alone."""
    typed = re.fullmatch(r"(?:([A-Z][A-Z0-9_]*)[\s-]+)?(\d+)", text.strip().upper())
    if typed is None or works_on_tickets(user) is not None:
        return []
    if not typed[1] and len(typed[2]) < SHORTEST_NUMBER:
        return []
    projects = [typed[1]] if typed[1] else set(Unit.objects.values_list("jira_project", flat=True))
    keys = [f"{project}-{int(typed[2])}" for project in projects]
    readable = Escalation.objects.readable_by(user).shown()
    # Asked apart, so that each question goes by its own index; a key of before a move finds it too.
    issues = list(Issue.objects.known_as(*keys).values_list("pk", flat=True)[:limit])
    found = readable.filter(pk__in=_waiting_for(issues)).order_by("-pk")[:limit] if issues else []
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


def _waiting_for(issues: list[int]) -> set[int]:
    """Tickets on these issues, and those that were moved off them onto another."""
    on_them = Escalation.objects.filter(issue__in=issues).values_list("pk", flat=True)
    moved = JiraOperation.objects.filter(issue__in=issues).values_list("escalation", flat=True)
    return {*on_them, *moved}
