"""What people and JIRA do with tickets."""

from tickets.actions.contact import note_contact
from tickets.actions.escalating import comment, escalate, try_again
from tickets.actions.following import note_absence, note_movement
from tickets.actions.line import hurry, open_line, stop_line, try_line, warn_of_token
from tickets.actions.revising import Asked, revise_form
from tickets.actions.telling import (
    answer_by_hand,
    confirm_told,
    note_delivery,
    note_return,
    record_by_hand,
    tell_client,
)

__all__ = [
    "Asked",
    "answer_by_hand",
    "comment",
    "confirm_told",
    "escalate",
    "hurry",
    "note_absence",
    "note_contact",
    "note_delivery",
    "note_movement",
    "note_return",
    "open_line",
    "record_by_hand",
    "revise_form",
    "stop_line",
    "tell_client",
    "try_again",
    "try_line",
    "warn_of_token",
]
