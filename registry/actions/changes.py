"""The register's daily list of changed organisations: whom of our clients the night should ask about first.

Only an order: whatever happens to the list, the night asks about everyone.
"""

from collections.abc import Collection
from datetime import timedelta

from desk import clock, outbox, workdays
from desk.clients.models import Client
from registry.actions.refreshing import plan_refresh
from registry.enums import RefreshKind
from registry.models import ChangedOrganisation, Refresh

DAYS = 7  # so far back a missed day is caught up
KEPT = timedelta(days=30)
# The list of a day is asked for on the evening after it, at this time of Tallinn.
_READY = timedelta(hours=21, minutes=30)


def plan_changes() -> list[Refresh]:
    """Every day of the last week whose list was not fetched: planned, or tried again if it was given up."""
    newest = workdays.day_of(clock.now() - _READY) - timedelta(days=1)
    days = [newest - timedelta(days=back) for back in range(DAYS)]
    planned = [plan_refresh(what=RefreshKind.CHANGES, day=day) for day in reversed(days)]
    for refresh in Refresh.jobs.stuck().filter(what=RefreshKind.CHANGES, day__in=days):
        if outbox.retry(refresh):
            outbox.wake("registry.fetch", refresh.pk)
    return [refresh for refresh in planned if refresh is not None]


def changes_fetched(refresh: Refresh, codes: Collection[str]) -> None:
    """The list came (inside the outbox's transaction); of others than our clients nothing is kept."""
    ours = Client.objects.distinct_ones().filter(registry_code__in=codes, practice=False)
    found = sorted(set(ours.values_list("registry_code", flat=True)))
    ChangedOrganisation.objects.bulk_create(
        [ChangedOrganisation(day=refresh.day, code=code) for code in found], ignore_conflicts=True
    )
    ChangedOrganisation.objects.filter(day__lt=refresh.day - KEPT).delete()
    refresh.done_at, refresh.rows, refresh.new = clock.now(), len(codes), len(found)
    refresh.save(update_fields=["done_at", "rows", "new"])
