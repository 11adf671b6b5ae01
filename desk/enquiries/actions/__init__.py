"""What people do with enquiries, promises, and what belongs to them; one file a noun."""

from desk.enquiries.actions.enquiries import (
    assign,
    attach,
    close,
    describe,
    move,
    open_enquiry,
    reopen,
)
from desk.enquiries.actions.favourites import favour, order_favourites
from desk.enquiries.actions.promises import break_overdue, keep, promise

__all__ = [
    "assign",
    "attach",
    "break_overdue",
    "close",
    "describe",
    "favour",
    "keep",
    "move",
    "open_enquiry",
    "order_favourites",
    "promise",
    "reopen",
]
