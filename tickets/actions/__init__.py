"""What people and JIRA do with tickets."""

from tickets.actions.answering import answer_as_expert, refuse_as_expert, return_as_expert
from tickets.actions.by_hand import answer_by_hand, record_by_hand
from tickets.actions.closing import confirm_closed, note_closing
from tickets.actions.contact import note_contact
from tickets.actions.drafting import (
    SavedMeanwhile,
    attach,
    draft,
    escalate,
    place_file,
    refused_by_jira,
    throw_away,
)
from tickets.actions.duties import open_missing
from tickets.actions.escalating import comment, try_again
from tickets.actions.fault_issues import draft_for_fault, gather, link_for_fault, note_solved, part, solves
from tickets.actions.files import add_files, hand_over, take_away
from tickets.actions.following import note_absence, note_movement
from tickets.actions.line import hurry, open_line, stop_line, try_line, warn_of_token
from tickets.actions.linking import join, join_by_key, join_issue, leave, link
from tickets.actions.mapping import map_status
from tickets.actions.overriding import ask_override
from tickets.actions.returning import ask_again, dismiss, hand_on, supply, take_up, tell_refusal
from tickets.actions.revising import Asked, revise_form
from tickets.actions.stranded import free_stranded
from tickets.actions.telling import (
    Conversation,
    confirm_told,
    note_delivery,
    note_kept,
    note_return,
    tell_by_phone,
    tell_client,
    tell_otherwise,
)
from tickets.actions.unsent import done_by_hand, give_up
from tickets.actions.wording import Doubts, KeptMeanwhile, save_wording

__all__ = [
    "Asked",
    "Conversation",
    "Doubts",
    "KeptMeanwhile",
    "SavedMeanwhile",
    "add_files",
    "answer_as_expert",
    "answer_by_hand",
    "ask_again",
    "ask_override",
    "attach",
    "comment",
    "confirm_closed",
    "confirm_told",
    "dismiss",
    "done_by_hand",
    "draft",
    "draft_for_fault",
    "escalate",
    "free_stranded",
    "gather",
    "give_up",
    "hand_on",
    "hand_over",
    "hurry",
    "join",
    "join_by_key",
    "join_issue",
    "leave",
    "link",
    "link_for_fault",
    "map_status",
    "note_absence",
    "note_closing",
    "note_contact",
    "note_delivery",
    "note_kept",
    "note_movement",
    "note_return",
    "note_solved",
    "open_line",
    "open_missing",
    "part",
    "place_file",
    "record_by_hand",
    "refuse_as_expert",
    "refused_by_jira",
    "return_as_expert",
    "revise_form",
    "save_wording",
    "solves",
    "stop_line",
    "supply",
    "take_away",
    "take_up",
    "tell_by_phone",
    "tell_client",
    "tell_otherwise",
    "tell_refusal",
    "throw_away",
    "try_again",
    "try_line",
    "warn_of_token",
]
