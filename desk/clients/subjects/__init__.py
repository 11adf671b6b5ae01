"""One person's data over every room: who it is, what is kept, and how it is let go of."""

from desk.clients.subjects.erasing import erase, erase_again
from desk.clients.subjects.finding import Unknown, find, of_row
from desk.clients.subjects.telling import Chapter, Report, report

__all__ = ["Chapter", "Report", "Unknown", "erase", "erase_again", "find", "of_row", "report"]
