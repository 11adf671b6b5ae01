"""What comes back: received, checked, and the move that follows from what was found."""

from contracts.actions.returns.by_hand import decide_by_hand, second_said
from contracts.actions.returns.doubts import hold
from contracts.actions.returns.judging import checked, decided, take_up_answers
from contracts.actions.returns.receiving import (
    CONTENT_TYPE,
    not_checked,
    not_decided,
    receive,
    verify,
    verify_again,
)

__all__ = [
    "CONTENT_TYPE",
    "checked",
    "decide_by_hand",
    "decided",
    "hold",
    "not_checked",
    "not_decided",
    "receive",
    "second_said",
    "take_up_answers",
    "verify",
    "verify_again",
]
