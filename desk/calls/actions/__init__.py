"""What happens to calls: told by the exchange, done by people, decided by the rotation."""

from desk.calls.actions.abuse import end_abuse, open_abuse, put_away_abuse, rest_after, warn
from desk.calls.actions.caller import confirm_email, new_caller, new_client
from desk.calls.actions.conversation import (
    NotesChanged,
    answer,
    choose,
    correct_topic,
    hang_up,
    link_enquiry,
    mark_of,
    refuse,
    reopen,
    take_enquiry,
    unlink_enquiry,
    write_notes,
)
from desk.calls.actions.exchange import Told, answered, held, hung_up, rang, resumed
from desk.calls.actions.faults import tie_fault, untie_fault
from desk.calls.actions.finishing import close
from desk.calls.actions.help import come, end_unanswered_hands, present, put_down, raise_hand
from desk.calls.actions.identity import check, decide, decide_anew, refuse_identity, show_all
from desk.calls.actions.lines import hash_of, open_line
from desk.calls.actions.log import log_call
from desk.calls.actions.many import take_for_many
from desk.calls.actions.reports import reported
from desk.calls.actions.sweeping import sweep

__all__ = [
    "NotesChanged",
    "Told",
    "answer",
    "answered",
    "check",
    "choose",
    "close",
    "come",
    "confirm_email",
    "correct_topic",
    "decide",
    "decide_anew",
    "end_abuse",
    "end_unanswered_hands",
    "hang_up",
    "hash_of",
    "held",
    "hung_up",
    "link_enquiry",
    "log_call",
    "mark_of",
    "new_caller",
    "new_client",
    "open_abuse",
    "open_line",
    "present",
    "put_away_abuse",
    "put_down",
    "raise_hand",
    "rang",
    "refuse",
    "refuse_identity",
    "reopen",
    "reported",
    "rest_after",
    "resumed",
    "show_all",
    "sweep",
    "take_enquiry",
    "take_for_many",
    "tie_fault",
    "unlink_enquiry",
    "untie_fault",
    "warn",
    "write_notes",
]
