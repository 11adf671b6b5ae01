"""What people do with enquiries, promises, and what belongs to them; one file a noun."""

from desk.enquiries.actions.awaited import follow_letters, wait_for
from desk.enquiries.actions.correspondence import (
    ALL_FILES,
    SavedMeanwhile,
    Written,
    enclose,
    follow_bounces,
    glance,
    leave,
    leave_ripe,
    save_draft,
    send_draft,
    take_back,
    take_out,
    throw_draft_away,
)
from desk.enquiries.actions.deadlines import change_deadline
from desk.enquiries.actions.enquiries import (
    assign,
    attach,
    close,
    close_many,
    describe,
    move,
    open_enquiry,
    reopen,
)
from desk.enquiries.actions.fault_ties import Telling, close_told, prove, tell_clients, tie, untie
from desk.enquiries.actions.faults import change_fault, declare_over, open_fault
from desk.enquiries.actions.favourites import favour, order_favourites
from desk.enquiries.actions.guides import guide_misled, tick_steps, unuse_guide, use_guide
from desk.enquiries.actions.kinds import change_kind, hold_off, prolong
from desk.enquiries.actions.promises import (
    TELLS,
    break_overdue,
    keep,
    postpone,
    promise,
    reopen_promise,
)
from desk.enquiries.actions.reaching import post_letter, try_to_reach, write_last_letter
from desk.enquiries.actions.sorting import (
    confirm_sender,
    give_letter,
    join_letter,
    return_letter,
    set_letter_aside,
    sort_letters,
    take_letter,
)
from desk.enquiries.actions.succession import succeed
from desk.enquiries.actions.waiting import pause, resume

__all__ = [
    "ALL_FILES",
    "TELLS",
    "SavedMeanwhile",
    "Telling",
    "Written",
    "assign",
    "attach",
    "break_overdue",
    "change_deadline",
    "change_fault",
    "change_kind",
    "close",
    "close_many",
    "close_told",
    "confirm_sender",
    "declare_over",
    "describe",
    "enclose",
    "favour",
    "follow_bounces",
    "follow_letters",
    "give_letter",
    "glance",
    "guide_misled",
    "hold_off",
    "join_letter",
    "keep",
    "leave",
    "leave_ripe",
    "move",
    "open_enquiry",
    "open_fault",
    "order_favourites",
    "pause",
    "post_letter",
    "postpone",
    "prolong",
    "promise",
    "prove",
    "reopen",
    "reopen_promise",
    "resume",
    "return_letter",
    "save_draft",
    "send_draft",
    "set_letter_aside",
    "sort_letters",
    "succeed",
    "take_back",
    "take_letter",
    "take_out",
    "tell_clients",
    "throw_draft_away",
    "tick_steps",
    "tie",
    "try_to_reach",
    "untie",
    "unuse_guide",
    "use_guide",
    "wait_for",
    "write_last_letter",
]
