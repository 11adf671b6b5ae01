"""What a call still lacks before it is finished; asked by the page beforehand and by the action."""

from django.utils.translation import gettext as _

from desk.calls.enums import State
from desk.calls.models import Call
from desk.enquiries.models import OutcomeCode


def missing(call: Call, outcome: OutcomeCode | None = None) -> list[str]:
    """Texts of what is missing, each naming one thing to do; empty when the call may be finished."""
    texts: list[str] = []
    # Without an exchange nobody tells that it is over: finishing the call says so.
    talking = call.state == State.ANSWERED and call.line_id is not None
    if call.state == State.RINGING or talking:
        texts.append(_("The conversation is not over yet."))
    links = list(call.links.values_list("enquiry__client_id", flat=True))
    if not links:
        texts.append(_("Choose what the call was about: no enquiry is written down."))
    if outcome is None:
        texts.append(_("Choose how the call ended."))
    elif call.client_id is None and not any(links) and not outcome.no_client:
        texts.append(_("Choose on whose behalf they called, or an outcome that needs no client."))
    return texts
