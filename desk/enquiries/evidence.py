"""Records that could show that the client was told; other rooms offer theirs in the slot EVIDENCE_KINDS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import formats, timezone

from desk import slots
from desk.enquiries.enums import Evidence
from desk.enquiries.models import Promise
from desk.mail.enums import EventKind
from desk.mail.models import Message


@dataclass(frozen=True)
class Candidate:
    """One record a person may point at: `kind` as in `enums.Evidence`, its id, and a line to know it by."""

    kind: str
    pk: int
    text: str


def candidates(promise: Promise) -> Iterator[Candidate]:
    """What happened with the client since the promise was made; callables of the slot take the promise."""
    yield from _messages(promise)
    for find in slots.each("EVIDENCE_KINDS"):
        found: Iterable[Candidate] = find(promise)
        yield from found


def _messages(promise: Promise) -> Iterator[Candidate]:
    """Letters to the promise's client since it was made that a mail server took over and did not return."""
    client_id = promise.enquiry.client_id
    if client_id is None:
        return
    sent = Message.objects.for_client(client_id).filter(
        queued_at__gte=promise.made_at, events__kind__in=[EventKind.ACCEPTED, EventKind.DELIVERED]
    )
    returned = [EventKind.BOUNCED, EventKind.REFUSED]
    for message in sent.exclude(events__kind__in=returned).distinct()[:20]:
        at = formats.date_format(timezone.localtime(message.queued_at), "SHORT_DATETIME_FORMAT")
        yield Candidate(Evidence.MESSAGE, message.pk, at)
