"""Words of the room, a module a part of it; what other rooms ask for by name is gathered here."""

from django.utils.functional import Promise

from stats.enums import learning, process, quality, reports, signals, staffing
from stats.enums.channels import Channel, Source

_PARTS = (reports, staffing, quality, learning, process, signals)

# Lines of the timeline, what people owe and are told, and where things are shown (desk/wiring.py).
TIMELINE: dict[str, Promise] = {code: text for part in _PARTS for code, text in part.TIMELINE.items()}
OWED: dict[str, Promise] = {code: text for part in _PARTS for code, text in part.OWED.items()}
PAGES: dict[str, str] = {kind: name for part in _PARTS for kind, name in part.PAGES.items()}

__all__ = ["OWED", "PAGES", "TIMELINE", "Channel", "Source"]
