"""Working material that was replaced: pictures of pages that went, a document that was made anew.

Nothing was ever proved by it, so no proof of its end is kept; what came in goes by `records.actions.destroy`.
"""

from collections.abc import Iterable

from django.db import transaction

from desk.records import blobs, retention
from desk.records.models import Blob


@transaction.atomic
def shed(pks: Iterable[int | None]) -> None:
    """Those of these bytes go at which nothing points any more (inside an action that let go of them)."""
    held = list(Blob.objects.filter(pk__in=[pk for pk in pks if pk is not None]))
    blobs.hold(*(blob.sha256 for blob in held))
    for blob in held:
        if not retention.is_held(blob):
            rows = Blob.objects.filter(pk=blob.pk)
            rows._raw_delete(rows.db)
            transaction.on_commit(lambda sha256=blob.sha256: blobs.forget(sha256))  # type: ignore[misc]
