"""The link of a ticket as a person of the second level uses it."""

from typing import Any

from django.urls import reverse

from tests.tickets.conftest import drain
from tickets.enums import State
from tickets.models import Escalation

ANSWER = "Nupp on hall, sest eelmine aruanne on kinnitamata. Kinnitage see ja proovige uuesti."


def link(ticket: Escalation) -> str:
    """The address that stands in JIRA."""
    return reverse("tickets:expert", args=[ticket.uuid])


def body(response: Any, status: int = 200) -> str:
    """The page, which must have this status."""
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def at_jira(ticket: Escalation) -> Escalation:
    """The issue is made in JIRA."""
    drain()
    ticket.refresh_from_db()
    assert ticket.state == State.CREATED
    return ticket
