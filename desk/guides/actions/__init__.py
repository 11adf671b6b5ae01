"""What people do with guides and instructions; one file a noun."""

from desk.guides.actions.flags import flag, remark, settle
from desk.guides.actions.guides import arrange, put_back, retire, reviewed
from desk.guides.actions.instructions import (
    confirm_reading,
    publish_instruction,
    withdraw_instruction,
    write_instruction,
)
from desk.guides.actions.sweeping import ask_for_reviews, index_again
from desk.guides.actions.versions import Wording, discard, draft, propose, publish

__all__ = [
    "Wording",
    "arrange",
    "ask_for_reviews",
    "confirm_reading",
    "discard",
    "draft",
    "flag",
    "index_again",
    "propose",
    "publish",
    "publish_instruction",
    "put_back",
    "remark",
    "retire",
    "reviewed",
    "settle",
    "withdraw_instruction",
    "write_instruction",
]
