"""What the pages of differences show: rows beside the lines of the list, portals beside their last lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from contracts.enums import REASONS, DifferenceState, DifferenceWhat, PortalMode
from contracts.life.standing import Span, span
from contracts.models import Portal, PortalDifference, PortalEntry, PortalListing
from contracts.portal import wire
from contracts.portal.listing import COLUMNS
from contracts.portal.users import Line
from desk.outbox import JobState

SHOWN = ("open", "settled", "gone")
COLOURS = {
    DifferenceWhat.STILL_THERE: "bad", DifferenceWhat.MISSING_THERE: "warn",
    DifferenceWhat.UNKNOWN_HERE: "warn", DifferenceWhat.OTHER_PERIOD: "info",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A difference with both sides, as far as they are known still."""

    row: PortalDifference
    line: Line | None

    @property
    def colour(self) -> str:
        return COLOURS[DifferenceWhat(self.row.what)]

    @property
    def ours(self) -> Span | None:
        return span(self.row.authorisation, self.row.person) if self.row.authorisation else None

    @property
    def client(self) -> str:
        if self.row.client:
            return str(self.row.client)
        return " ".join(filter(None, (self.line.client_name, self.line.client_code))) if self.line else "–"

    @property
    def person(self) -> str:
        if self.row.person:
            return str(self.row.person)
        return f"{self.line.first_name} {self.line.last_name}".strip() if self.line else ""


@dataclass(frozen=True)
class Listed:
    """A portal, the last list that was compared, and the one that is on its way or was given up."""

    portal: Portal
    newest: PortalListing | None
    latest: PortalListing | None
    open: int
    by_interface: bool

    @property
    def waits(self) -> bool:
        return self.latest is not None and self.latest.state in {JobState.PENDING, JobState.SENDING}

    @property
    def trouble(self) -> str:
        """Why the last try was given up, or what it is waiting for."""
        if self.latest is None or self.latest.state == JobState.SENT:
            return ""
        return str(REASONS.get(self.latest.reason, self.latest.reason))


def portals() -> list[Listed]:
    """Every portal in use. As many questions for one as for ten."""
    offered = Portal.objects.offered().annotate(
        differences_open=Count("differences", Q(differences__state=DifferenceState.OPEN))
    )
    latest = PortalListing.jobs.order_by("portal_id", "-pk").distinct("portal_id")
    taken = latest.filter(taken_at__isnull=False)
    last = {each.portal_id: each for each in latest}
    newest = {each.portal_id: each for each in taken.select_related("wanted_by")}
    return [
        Listed(
            each, newest.get(each.pk), last.get(each.pk),
            each.differences_open,  # type: ignore[attr-defined]  # annotated
            by_interface=each.mode == PortalMode.HTTP and each.lists_users and wire.configured(),
        )
        for each in offered
    ]  # fmt: skip


def listed(show: str, what: str, portal: str) -> QuerySet[PortalDifference]:
    """Differences of this state, kind and portal, the newest first."""
    rows = PortalDifference.objects.filter(state=show if show in SHOWN else DifferenceState.OPEN)
    if what in DifferenceWhat.values:
        rows = rows.filter(what=what)
    if portal:
        rows = rows.filter(portal__code=portal)
    return whole(rows).order_by("-pk")


def whole(rows: QuerySet[PortalDifference]) -> QuerySet[PortalDifference]:
    return rows.select_related(
        "portal", "client", "authorisation__kind", "authorisation__package", "person", "settled_by"
    )


def with_lines(rows: Sequence[PortalDifference], key_of: Any) -> list[Row]:
    """Each with its line of the list, while that is kept; `key_of` gives the key of an unknown line."""
    entries = PortalEntry.objects.filter(
        listing__in={row.listing_id for row in rows}, reference__in={row.reference for row in rows} - {""}
    )
    by_reference: dict[tuple[int, str], list[Line]] = {}
    for listing, *values in entries.values_list("listing", *COLUMNS) if rows else []:
        line = Line(**dict(zip(COLUMNS, values, strict=True)))
        by_reference.setdefault((listing, line.reference), []).append(line)
    return [
        Row(row, _line(row, by_reference.get((row.listing_id, row.reference), []), key_of)) for row in rows
    ]


def _line(row: PortalDifference, lines: Iterable[Line], key_of: Any) -> Line | None:
    if row.what == DifferenceWhat.UNKNOWN_HERE:
        return next((line for line in lines if key_of(line) == row.key), None)
    code = row.person.code if row.person else ""
    return next((line for line in lines if line.code == code), None)
