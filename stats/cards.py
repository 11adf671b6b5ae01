"""Cards and tiles: figures and charts, each with its table, its formula and the way to the records."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Way:
    """A number of a table with the way to the records that it counts."""

    number: int | str
    url: str


@dataclass(frozen=True)
class Card:
    """One chart of the board; `key` names its region on the page, `rows` are its table."""

    key: str
    title: str
    chart: SafeString
    heads: list[str]
    rows: Sequence[Sequence[str | int | Way]]
    formula: str
    wide: bool = False


@dataclass(frozen=True)
class Tile:
    """One number in large, with the way to what it counts; `formula` says how it is counted.

    `note` says in words what `tone` shows in colour.
    """

    label: str
    value: str
    tone: str = ""
    url: str = ""
    formula: str = ""
    note: str = ""


def records(name: str, **query: str) -> str:
    """Address of a room's list with this filter; empty while the room has no such list."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(query)}" if query else url
