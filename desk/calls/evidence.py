"""Calls that reached the client, as evidence that a promise was kept (slot EVIDENCE_KINDS)."""

from collections.abc import Iterator

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from desk.calls.models import Call
from desk.enquiries.enums import Evidence
from desk.enquiries.evidence import Candidate
from desk.enquiries.models import Promise


def calls(promise: Promise) -> Iterator[Candidate]:
    """Conversations with the promise's client since it was made, the newest first."""
    client_id = promise.enquiry.client_id
    if client_id is None:
        return
    spoken = Call.objects.for_client(client_id).filter(answered_at__gte=promise.made_at).newest_first()
    for call in spoken[:20]:
        at = formats.date_format(timezone.localtime(call.answered_at), "SHORT_DATETIME_FORMAT")
        yield Candidate(Evidence.CALL, call.pk, _("Call %(number)s, %(at)s") % {"number": call, "at": at})
