"""Bytes at which nothing points any more: what a room forgot to let go of."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from desk.people.models import User
from desk.records import actions, blobs, retention
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store

_BASIS = "Fail, millele ükski kirje ei viita, ei ole enam vajalik"


def due(before: datetime) -> QuerySet[Blob]:
    """Stored before then, and nothing points at them."""
    rows = Blob.objects.filter(stored_at__lt=before)
    for model, field in retention.pointing_at_blobs():
        rows = rows.exclude(Exists(model._base_manager.filter(**{field: OuterRef("pk")})))
    return rows


@transaction.atomic
def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Whoever stores the same bytes at this moment holds them until his row that points at them is there."""
    blob = Blob.objects.filter(pk=pk).first()
    if blob is None:
        return False
    blobs.hold(blob.sha256)
    if retention.is_held(blob):
        return False
    actions.destroy(
        rule=rule, subject=("blob", pk), client_id=None, kept=[blob], by=by, let_go=lambda: None
    )  # fmt: skip
    return True


STORES = (Store("orphans", _("Files that nothing points at"), 30, _BASIS, due, destroy),)
