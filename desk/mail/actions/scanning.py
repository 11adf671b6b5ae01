"""Attachments that wait for the virus scanner are looked at again, out of the letter as it came."""

from django.db import transaction

from desk.mail.actions.receiving import ours
from desk.mail.enums import FileVerdict
from desk.mail.models import Attachment, Incoming
from desk.mail.reading import read
from desk.records import blobs, filecheck


def scan_waiting(*, limit: int = 20, by: None = None) -> int:
    """Check the attachments of the oldest letters that wait; how many got a verdict."""
    waiting = Attachment.objects.filter(verdict=FileVerdict.WAITING, incoming__raw__isnull=False)
    pks = list(waiting.order_by("incoming_id").values_list("incoming_id", flat=True).distinct()[:limit])
    settled = 0
    for row in Incoming.objects.filter(pk__in=pks).select_related("raw").order_by("pk"):
        found = _scan(row)
        settled += found
        if not found:  # the scanner is still away
            break
    return settled


def _scan(row: Incoming) -> int:
    assert row.raw is not None
    files = read(blobs.read(row.raw), ours(), size=row.size).files
    settled = 0
    for attachment in row.attachments.filter(verdict=FileVerdict.WAITING):
        file = files[attachment.position]
        verdict = filecheck.check(file.data, file.name, file.declared_type)
        if verdict.outcome == filecheck.Outcome.WAITING:
            return settled
        taken = verdict.outcome == filecheck.Outcome.TAKEN
        with transaction.atomic():
            settled += Attachment.objects.filter(pk=attachment.pk, verdict=FileVerdict.WAITING).update(
                verdict=FileVerdict(verdict.outcome.value),
                reason=verdict.reason,
                blob=blobs.store(file.data, verdict.content_type, "attachment") if taken else None,
            )
    return settled
