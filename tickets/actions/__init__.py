"""What people and JIRA do with tickets."""

from tickets.actions.answering import answer_as_expert, refuse_as_expert, return_as_expert
from tickets.actions.contact import note_contact
from tickets.actions.drafting import (
    SavedMeanwhile,
    attach,
    draft,
    escalate,
    refused_by_jira,
    throw_away,
)
from tickets.actions.escalating import comment, try_again
from tickets.actions.files import add_files, hand_over, take_away
from tickets.actions.following import note_absence, note_movement
from tickets.actions.line import hurry, open_line, stop_line, try_line, warn_of_token
from tickets.actions.overriding import ask_override
from tickets.actions.linking import join, join_by_key, join_issue, leave, link
from tickets.actions.returning import ask_again, dismiss, hand_on, supply, take_up, tell_refusal
from tickets.actions.revising import Asked, revise_form
from tickets.actions.telling import (
    answer_by_hand,
    confirm_told,
    note_delivery,
    note_return,
    record_by_hand,
    tell_client,
)
from tickets.actions.unsent import done_by_hand, give_up

__all__ = [
    "Asked",
    "SavedMeanwhile",
    "add_files",
    "answer_as_expert",
    "answer_by_hand",
    "ask_again",
    "ask_override",
    "attach",
    "comment",
    "confirm_told",
    "dismiss",
    "done_by_hand",
    "draft",
    "escalate",
    "give_up",
    "hand_on",
    "hand_over",
    "hurry",
    "join",
    "join_by_key",
    "join_issue",
    "leave",
    "link",
    "note_absence",
    "note_contact",
    "note_delivery",
    "note_movement",
    "note_return",
    "open_line",
    "record_by_hand",
    "refuse_as_expert",
    "refused_by_jira",
    "return_as_expert",
    "revise_form",
    "stop_line",
    "supply",
    "take_away",
    "take_up",
    "tell_client",
    "tell_refusal",
    "throw_away",
    "try_again",
    "try_line",
    "warn_of_token",
]
