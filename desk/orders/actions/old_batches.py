"""What stood before and after a clean-up: destroyed by rule once the order is long over, with proof."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from desk.orders.enums import BatchState
from desk.orders.models import Batch, BatchChange
from desk.people.models import User
from desk.records import actions as records
from desk.records.models import Destruction, RetentionRule
from desk.records.retention import Store

STORE = "batch_changes"
AT_REST = (BatchState.DRY, BatchState.APPLIED, BatchState.UNDONE, BatchState.DROPPED)
EMPTY = Q(before="", after="", kept={})


def due(before: datetime) -> QuerySet[Batch]:
    """Batches at rest of orders that were over before then, and of which anything is still kept."""
    kept = BatchChange.objects.filter(~EMPTY, batch=OuterRef("pk"))
    return Batch.objects.filter(Exists(kept), order__closed_at__lt=before, state__in=AT_REST)


@transaction.atomic
def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The data of clients in its changes; that there were so many, and what became of them, stays."""
    batch = Batch.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=AT_REST).first()
    if batch is None:
        return False
    rows = BatchChange.objects.filter(~EMPTY, batch=batch)
    records.destroy(
        rule=rule, subject=("batch", pk), client_id=None, by=by, kept=[],
        let_go=lambda: rows.update(before="", after="", kept={}),
    )  # fmt: skip
    return True


def is_destroyed(batch: Batch) -> bool:
    """Whether what stood there before is no longer known, so that nothing can be put back."""
    return Destruction.objects.filter(store=STORE, subject_kind="batch", subject_id=batch.pk).exists()


# Proposed, to be confirmed by the archivist: the agency's own schedule was not found.
STORES = (
    Store(
        STORE, _("What clean-ups changed: before and after"), 365,
        "Kinnitada arhivaaril: parandus jääb kliendi andmetesse, varasemat väärtust ei ole vaja hoida",
        due, destroy, kind="batch", client="order__client_id",
        parts_of={"order": "order_id"},
    ),
)  # fmt: skip
