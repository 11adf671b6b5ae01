"""What people do with documents; one file a stage."""

from contracts.actions.drafting import Wanted, complete, draft, recall
from contracts.actions.publication import accept, confirm_added, register, try_again
from contracts.actions.sending import ask_again, send

__all__ = [
    "Wanted",
    "accept",
    "ask_again",
    "complete",
    "confirm_added",
    "draft",
    "recall",
    "register",
    "send",
    "try_again",
]
