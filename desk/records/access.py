"""Whose data a page shows: the view names them, the middleware writes the log after the response."""

from dataclasses import dataclass

from django.http import HttpRequest

MACHINE = 0  # stands for the person where another system asked; its view and purpose say which
REFUSED = "refused"  # the purpose of one who was turned away


@dataclass(frozen=True)
class Shown:
    kind: str
    pk: int
    client_id: int | None
    purpose: str


def shows(request: HttpRequest, kind: str, pk: int, client_id: int | None = None, purpose: str = "") -> None:
    """Say that this page shows the data of a person or client; once for each of them.

    `purpose` is where the right to look comes from: "call:12", "enquiry:7", or a reason that was asked.
    """
    shown: dict[tuple[str, int], Shown] = request.__dict__.setdefault("shown", {})
    shown.setdefault((kind, pk), Shown(kind, pk, client_id, purpose))


def shown_by(request: HttpRequest) -> list[Shown]:
    """Everyone that the page said it shows."""
    return list(request.__dict__.get("shown", {}).values())


def turned_away(request: HttpRequest, kind: str, pk: int) -> None:
    """Say that somebody asked for this and may not see it: that is written down whatever the page answers."""
    tried: list[Shown] = request.__dict__.setdefault("turned_away", [])
    tried.append(Shown(kind, pk, None, REFUSED))


def turned_away_from(request: HttpRequest) -> list[Shown]:
    """Everything that the page said it refuses to show."""
    return list(request.__dict__.get("turned_away", []))
