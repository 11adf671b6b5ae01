"""What happens to calls: told by the exchange, done by people, decided by the rotation."""

from desk.calls.actions.caller import confirm_email, new_caller, new_client
from desk.calls.actions.conversation import (
    answer,
    choose,
    close,
    hang_up,
    link_enquiry,
    log_call,
    refuse,
    take_enquiry,
    write_notes,
)
from desk.calls.actions.exchange import Told, answered, hash_of, hung_up, open_line, rang, sweep

__all__ = [
    "Told",
    "answer",
    "answered",
    "choose",
    "close",
    "confirm_email",
    "hang_up",
    "hash_of",
    "hung_up",
    "link_enquiry",
    "log_call",
    "new_caller",
    "new_client",
    "open_line",
    "rang",
    "refuse",
    "sweep",
    "take_enquiry",
    "write_notes",
]
