"""Names in lists of what figures count: nobody needs to know which person it was before opening the row."""

from desk.clients.enums import Kind
from desk.clients.models import Client

_PERSONS = (Kind.PERSON, Kind.SOLE_TRADER)


def name_of(client: Client | None) -> str:
    """An organisation's name; of a natural person or sole trader the first letters: `M*** T***`."""
    if client is None:
        return ""
    if client.kind not in _PERSONS:
        return client.name
    return " ".join(part if part == "FIE" else f"{part[:1]}***" for part in client.name.split())
