"""What the administrator sets for this room; enquiries themselves are not shown here. One file a noun."""

from desk.enquiries.admin import outcomes, topics

__all__ = ["outcomes", "topics"]
