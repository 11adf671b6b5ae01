"""Open work of absent people in this room, for whoever does it meanwhile (slot HANDOVER)."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from desk.slots import Work
from tickets.enums import State
from tickets.models import Escalation

# The desk's own turn; while the second level has the ticket there is nothing to do here.
OURS = (State.DRAFT, State.ANSWERED)


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """Drafts, and answers that the client waits for; what was returned, refused or lost is a to-do."""
    tickets = Escalation.objects.filter(state__in=OURS).owned_by(*user_ids)
    for ticket in tickets.select_related("enquiry", "promise", "issue").order_by("answered_at", "pk"):
        owner_id = ticket.enquiry.owner_id
        assert owner_id is not None  # these are people's own
        due_at = ticket.promise.due_at if ticket.promise else None
        title = f"{ticket} · {ticket.get_state_display()}"
        url, concerned = ticket.get_absolute_url(), ticket.enquiry.concerns_id
        yield Work(
            _("Tickets"), title, url, due_at, owner_id, kind="ticket", since=ticket.answered_at,
            kept_from=concerned,
        )  # fmt: skip
