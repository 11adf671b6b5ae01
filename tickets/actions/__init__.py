"""What people and JIRA do with tickets."""

from tickets.actions.escalating import comment, escalate, try_again
from tickets.actions.following import note_absence, note_contact, note_movement
from tickets.actions.telling import answer_by_hand, note_delivery, record_by_hand, tell_client

__all__ = [
    "answer_by_hand",
    "comment",
    "escalate",
    "note_absence",
    "note_contact",
    "note_delivery",
    "note_movement",
    "record_by_hand",
    "tell_client",
    "try_again",
]
