"""What people do here: change presence and language, plan shifts, add helpers, and how the first comes in."""

from desk.people.actions.accounts import choose_language, open_administrator
from desk.people.actions.presence import set_presence

__all__ = ["choose_language", "open_administrator", "set_presence"]
