"""The enquiry waits for the client, and goes on: two moves under the names that people use."""

from desk.enquiries.actions.enquiries import move
from desk.enquiries.enums import State
from desk.enquiries.models import Enquiry, PauseReason
from desk.people.models import User


def pause(*, enquiry: Enquiry, reason: PauseReason, by: User | None) -> Enquiry:
    """Wait for the client: the deadline stands still until the enquiry leaves this state."""
    return move(enquiry=enquiry, to=State.WAITING, by=by, reason=reason)


def resume(*, enquiry: Enquiry, by: User | None) -> Enquiry:
    """The client has answered: in work again, with the time of the pause added to the deadline."""
    return move(enquiry=enquiry, to=State.IN_WORK, by=by)
