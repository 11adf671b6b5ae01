"""What people do with documents; one file a stage."""

from contracts.actions.adding import confirm_added
from contracts.actions.drafting import Wanted, draft, refill
from contracts.actions.many import draft_for_many
from contracts.actions.publication import accept, try_again
from contracts.actions.recalling import recall, recall_one
from contracts.actions.registering import register
from contracts.actions.sending import ask_again, send
from contracts.actions.telling import tell_again

__all__ = [
    "Wanted",
    "accept",
    "ask_again",
    "confirm_added",
    "draft",
    "draft_for_many",
    "recall",
    "recall_one",
    "refill",
    "register",
    "send",
    "tell_again",
    "try_again",
]
