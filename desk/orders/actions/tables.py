"""What becomes of a cohort's table: thrown away with a draft, and destroyed by rule after the order's end."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from desk.orders.models import CohortRow, CohortUpload, Order
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store

STORE = "cohort_table"


def due(before: datetime) -> QuerySet[CohortUpload]:
    """Tables of orders that were over before then, and whose file is still here."""
    return CohortUpload.objects.filter(order__closed_at__lt=before, blob__isnull=False)


@transaction.atomic
def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The file and its rows; what travelled with a row of the order stays there. Whether there was any."""
    upload = CohortUpload.objects.select_for_update(of=("self",)).filter(pk=pk, blob__isnull=False).first()
    if upload is None or upload.blob_id is None:
        return False

    def let_go() -> None:
        CohortRow.objects.filter(upload=upload).delete()
        upload.blob = None
        upload._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
        upload.save()

    records.destroy(
        rule=rule, subject=("order", upload.order_id), client_id=None, by=by,
        kept=Blob.objects.filter(pk=upload.blob_id), let_go=let_go,
    )  # fmt: skip
    return True


def throw_away(order: Order, by: User) -> None:
    """A draft has no use for its table any more: the file goes at once, with proof. Within a transaction."""
    for upload in CohortUpload.objects.filter(order=order):
        destroy(retention.rule_of(STORE), upload.pk, by)
        upload.delete()


# Proposed, to be confirmed by the archivist: the agency's own schedule was not found.
STORES = (
    Store(
        STORE, _("Tables given with follow-ups"), 365,
        "Kinnitada arhivaaril: korralduse tulemus jääb ridadele, tabelit endist ei ole vaja hoida",
        due, destroy, client="order__client_id",
        parts_of={"order": "order_id"},
    ),
)  # fmt: skip
