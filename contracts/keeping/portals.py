"""Portals' own lists of users, and what the nightly comparisons with them and with the register found."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.enums import ChangeState, DifferenceState
from contracts.keeping.rows import A_YEAR, FIVE_YEARS, Destroy, deleting
from contracts.models import (
    PortalDifference,
    PortalEntry,
    PortalListing,
    RepresentationChange,
)
from desk import clock
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, by_decision, let_go
from desk.records.models import RetentionRule
from desk.records.retention import Store

ENTRIES, DIFFERENCES, CHANGES = "portal_lists", "portal_differences", "representation_changes"


# Portals' lists


def due_lists(before: datetime) -> QuerySet[PortalListing]:
    """Lists taken before then of which lines are still here: nobody has fetched a newer one."""
    lines = PortalEntry.objects.filter(listing=OuterRef("pk"))
    return PortalListing.jobs.filter(Exists(lines), taken_at__lt=before)


@transaction.atomic
def destroy_list(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The lines of one list; that it was taken, and how long it was, stays."""
    if not due_lists(clock.now()).select_for_update(of=("self",)).filter(pk=pk).exists():
        return False
    records.destroy(
        rule=rule, subject=("portal_listing", pk), client_id=None, by=by, kept=[],
        let_go=PortalEntry.objects.filter(listing=pk).delete,
    )  # fmt: skip
    return True


def tell_entries(subject: Subject) -> Iterator[Held]:
    """Each line of a portal's own list that is about the person."""
    for row in _entries(subject).select_related("listing__portal"):
        title = gettext("In the list of the portal %(portal)s") % {"portal": row.listing.portal.name}
        words = (
            row.client_name,
            row.client_code,
            row.first_name,
            row.last_name,
            row.code,
            row.kind,
            row.number,
        )
        yield Held("portal_entry", row.pk, row.listing.taken_at, title, (" ".join(filter(None, words)),))


def erase_entries(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Copies of what the portal holds: they go whatever the ground, and come again if the portal has them."""
    decided = by_decision(retention.rule_of(ENTRIES), erasure)
    for pk in list(_entries(subject).values_list("pk", flat=True)):
        if not erasure.dry:
            records.destroy(
                rule=decided, subject=("portal_entry", pk), client_id=None, by=erasure.by, kept=[],
                let_go=PortalEntry.objects.filter(pk=pk).delete,
            )  # fmt: skip
        yield Outcome("portal_entry", pk, Fate.DESTROYED)


def _entries(subject: Subject) -> QuerySet[PortalEntry]:
    codes = subject.codes - {""}
    return PortalEntry.objects.filter(Q(code__in=codes) | Q(client_code__in=codes)).order_by("pk")


def due_differences(before: datetime) -> QuerySet[PortalDifference]:
    """Differences that were settled before then, by a person or by themselves."""
    return PortalDifference.objects.filter(settled_at__lt=before)


destroy_difference = deleting("portal_difference", due_differences, client="client_id")


def due_changes(before: datetime) -> QuerySet[RepresentationChange]:
    """Changes of representation that were settled before then."""
    return RepresentationChange.objects.filter(settled_at__lt=before)


destroy_change = deleting("representation_change", due_changes, client="client_id")


def erase_found(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What the nights found about the person as a client; what is open is looked at first."""
    first = gettext("Look at what was found, and settle it, first.")
    mine = {"client__in": subject.client_ids}
    open_difference, open_change = DifferenceState.OPEN, ChangeState.OPEN
    found: tuple[tuple[str, str, Destroy, Any, str], ...] = (
        (
            "portal_difference", DIFFERENCES, destroy_difference,
            PortalDifference.objects.filter(**mine), open_difference,
        ),
        (
            "representation_change", CHANGES, destroy_change,
            RepresentationChange.objects.filter(**mine), open_change,
        ),
    )  # fmt: skip
    for kind, store, destroy, rows, waiting in found:
        things = [
            Thing(pk, at or clock.now(), first if state == waiting else "")
            for pk, at, state in rows.order_by("pk").values_list("pk", "settled_at", "state")
        ]
        yield from let_go(
            things, erasure, kind=kind, store=store, destroy=destroy, fate=Fate.DESTROYED
        )  # fmt: skip


def tell_found(subject: Subject) -> Iterator[Held]:
    """The same, in words."""
    for difference in PortalDifference.objects.filter(client__in=subject.client_ids).order_by("pk"):
        lines = tuple(filter(None, (difference.get_what_display(), difference.reference, difference.note)))
        title = gettext("Difference from a portal's list")
        yield Held("portal_difference", difference.pk, difference.found_at, title, lines)
    for change in RepresentationChange.objects.filter(client__in=subject.client_ids).order_by("pk"):
        title = gettext("Changed representation")
        yield Held(
            "representation_change", change.pk, change.found_at, title, tuple(filter(None, (change.note,)))
        )


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "portal_lists", _("Portals' lists"), ("contracts.PortalListing", "contracts.PortalEntry"),
        tell_entries, erase_entries, A_YEAR,
    ),
    Holding(
        "found_at_night", _("What nightly comparisons found"),
        ("contracts.PortalDifference", "contracts.RepresentationChange"), tell_found, erase_found,
        FIVE_YEARS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(ENTRIES, _("Lines of portals' lists"), 365, A_YEAR, due_lists, destroy_list),
    Store(
        DIFFERENCES, _("Differences from portals' lists, settled"), 1826, FIVE_YEARS, due_differences,
        destroy_difference, kind="portal_difference", parts_of={"package": "authorisation__package_id"},
    ),
    Store(
        CHANGES, _("Changes of representation, settled"), 1826, FIVE_YEARS, due_changes, destroy_change,
        kind="representation_change",
    ),
)  # fmt: skip
