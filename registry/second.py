"""What of this room a second person looks at (slot SECOND_EYES)."""

from desk.people.approvals import Kind

KINDS: dict[str, Kind] = {}
