"""What the administrator sets for this room; enquiries themselves are not shown here. One file a noun."""

from desk.enquiries.admin import deadlines, outcomes, texts, topics

__all__ = ["deadlines", "outcomes", "texts", "topics"]
