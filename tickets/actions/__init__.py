"""What people and JIRA do with tickets."""

from tickets.actions.escalating import comment, escalate, try_again
from tickets.actions.following import note_absence, note_contact, note_movement
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
    "note_absence",
    "note_contact",
    "note_delivery",
    "note_movement",
    "note_return",
    "record_by_hand",
    "revise_form",
    "tell_client",
    "try_again",
]
