"""Letters out (queued, sent, failed, delivered) and letters in; one file a direction."""

from desk.mail.actions.fetching import Busy, fetch
from desk.mail.actions.outgoing import Letter, deliver, failed, queue, sent, try_again
from desk.mail.actions.receiving import Outcome, receive
from desk.mail.actions.scanning import scan_waiting
from desk.mail.actions.sorting import retarget, set_aside, take_back_aside

__all__ = [
    "Busy",
    "Letter",
    "Outcome",
    "deliver",
    "failed",
    "fetch",
    "queue",
    "receive",
    "retarget",
    "scan_waiting",
    "sent",
    "set_aside",
    "take_back_aside",
    "try_again",
]
