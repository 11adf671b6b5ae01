"""What a call still lacks before it is finished; asked by the page beforehand and by the action."""

from django.utils.translation import gettext as _

from desk.calls.enums import State
from desk.calls.models import Call, CallEnquiry
from desk.enquiries.models import OutcomeCode


def about(call: Call) -> list[CallEnquiry]:
    """What was spoken of, in its order, with what a page shows of it."""
    rows = call.links.select_related("enquiry__topic__parent", "enquiry__outcome", "enquiry__repeats")
    return list(rows.order_by("pk"))


def missing(
    call: Call, outcome: OutcomeCode | None = None, links: list[CallEnquiry] | None = None
) -> list[str]:
    """Texts of what is missing, each naming one thing to do; empty when the call may be finished."""
    texts: list[str] = []
    # Without an exchange nobody tells that it is over: finishing the call says so.
    talking = call.state == State.ANSWERED and call.line_id is not None
    if call.state == State.RINGING or talking:
        texts.append(_("The conversation is not over yet."))
    clients = [link.enquiry.client_id for link in (about(call) if links is None else links)]
    if not clients and not (outcome is not None and outcome.no_enquiry):
        texts.append(_("Choose what the call was about: no enquiry is written down."))
    if outcome is None:
        texts.append(_("Choose how the call ended."))
    elif call.client_id is None and not any(clients) and not outcome.no_client:
        texts.append(_("Choose on whose behalf they called, or an outcome that needs no client."))
    return texts
