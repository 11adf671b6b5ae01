"""Records that show that the client was told: each kind has its rule, and no record passes beside its rule.

Rooms above offer their kinds in the slot EVIDENCE_KINDS, as tuples of Source. A kind that nobody offers yet
(a visit, before there is a counter) has no records, so nothing is kept by it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from desk import slots
from desk.enquiries.enums import Evidence
from desk.enquiries.models import LastLetter, Promise
from desk.mail.enums import EventKind
from desk.mail.models import Incoming, Message, MessageEvent
from desk.outbox import JobState
from desk.people import deputies
from desk.people.models import User

MOST = 20  # records of one kind that a person is shown to choose from


@dataclass(frozen=True)
class Candidate:
    """One record a person may point at: `kind` as in `enums.Evidence`, its id, and a line to know it by."""

    kind: str
    pk: int
    text: str


@dataclass(frozen=True)
class Source:
    """Records of one kind: `rows` gives those that show it for this promise, the newest first.

    The rule is in `rows`: of this client, not older than the promise, and the client was reached. `text` is
    the line of one. `by_owner`: only who answers for the enquiry may confirm it.
    """

    kind: str
    rows: Callable[[Promise], QuerySet[Any]]
    text: Callable[[Any], str]
    by_owner: bool = False


def sources() -> Iterator[Source]:
    """The kinds that there are records of: this room's own, and those that rooms above offer."""
    yield from (
        Source(Evidence.MESSAGE, delivered, _when_queued),
        Source(Evidence.WROTE, _letters_in, _when_received),
        Source(Evidence.UNREACHABLE, _last_letters, _when_written),
    )
    for offered in slots.each("EVIDENCE_KINDS"):
        yield from offered


def candidates(promise: Promise) -> Iterator[Candidate]:
    """What happened with the client since the promise was made, and shows that it was kept."""
    for source in sources():
        for record in source.rows(promise)[:MOST]:
            yield Candidate(source.kind, record.pk, source.text(record))


def refusal(promise: Promise, evidence: tuple[str, int | None], by: User | None, said_by: str) -> str:
    """Why this does not show that the client was told, as a text; empty when it does."""
    kind, pk = evidence
    if kind == Evidence.WITHDRAWN:
        return "" if said_by.strip() else _("Say who told us that it is no longer needed.")
    if not kind or pk is None:
        return _("Say what shows that the client was told.")
    of_kind = [source for source in sources() if source.kind == kind]
    if any(source.by_owner for source in of_kind) and not _answers_for(by, promise):
        return _("Only the person responsible for the enquiry confirms this.")
    if any(source.rows(promise).filter(pk=pk).exists() for source in of_kind):
        return ""
    if kind == Evidence.MESSAGE and (letter := on_the_way(promise).filter(pk=pk).first()):
        return _("The letter is sent; until %(time)s it may still come back.") % {"time": _until(letter)}
    return _("This record does not show that this client was told after the promise was made.")


def _answers_for(by: User | None, promise: Promise) -> bool:
    owner_id = promise.enquiry.owner_id
    return by is not None and (by.pk == owner_id or deputies.in_place_of(by, owner_id) is not None)


def belongs(promise: Promise, message: Message) -> bool:
    """Whether the promise may wait for this letter: it is about this client or enquiry, and not older."""
    about = message.client_id is not None and message.client_id == promise.enquiry.client_id
    here = (message.subject_kind, message.subject_id) == ("enquiry", promise.enquiry_id)
    nobodys = message.client_id is None and promise.enquiry.client_id is None
    return (about or here or nobodys) and message.queued_at >= promise.made_at


def _letters(promise: Promise) -> QuerySet[Message]:
    """Letters of this promise's client, or about its enquiry, since it was made."""
    client_id = promise.enquiry.client_id
    ours = Q(subject_kind="enquiry", subject_id=promise.enquiry_id)
    if client_id is not None:
        ours |= Q(client_id=client_id)
    if promise.awaits_id is not None:
        ours |= Q(pk=promise.awaits_id)
    return Message.objects.filter(ours, queued_at__gte=promise.made_at).order_by("-queued_at", "-pk")


def _happened(*kinds: EventKind) -> Exists:
    return Exists(MessageEvent.objects.filter(message=OuterRef("pk"), kind__in=kinds))


def delivered(promise: Promise) -> QuerySet[Message]:
    """Letters that did not come back in their waiting time, nor since."""
    return _letters(promise).filter(_happened(EventKind.DELIVERED)).exclude(_happened(EventKind.BOUNCED))


def on_the_way(promise: Promise) -> QuerySet[Message]:
    """Letters that were sent, and of which it is not known yet whether they come back."""
    gone = [JobState.PENDING, JobState.SENDING, JobState.SENT]
    settled = _happened(EventKind.DELIVERED, EventKind.BOUNCED)
    return _letters(promise).filter(state__in=gone).exclude(settled)


def _letters_in(promise: Promise) -> QuerySet[Incoming]:
    """What the client, or whoever asked in this enquiry, has written to us since."""
    ours = Q(subject_kind="enquiry", subject_id=promise.enquiry_id)
    if promise.enquiry.client_id is not None:
        ours |= Q(client_id=promise.enquiry.client_id)
    written = Incoming.objects.letters().filter(ours, received_at__gte=promise.made_at)
    return written.order_by("-received_at", "-pk")


def _last_letters(promise: Promise) -> QuerySet[LastLetter]:
    """Approved letters to this promise's client that were posted, or delivered and did not come back."""
    message = MessageEvent.objects.filter(message=OuterRef("message"))
    reached = Q(Exists(message.filter(kind=EventKind.DELIVERED)))
    reached &= ~Q(Exists(message.filter(kind=EventKind.BOUNCED)))
    return promise.last_letters.filter(Q(posted_at__isnull=False) | reached).order_by("-written_at", "-pk")


def _short(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _until(letter: Message) -> str:
    return formats.time_format(timezone.localtime(letter.quiet_until)) if letter.quiet_until else "…"


def _when_queued(letter: Message) -> str:
    return _short(letter.queued_at)


def _when_received(letter: Incoming) -> str:
    return _short(letter.received_at)


def _when_written(letter: LastLetter) -> str:
    return _short(letter.written_at)


def waiting_line(letter: Message) -> str:
    """A letter on its way, to choose from: sent, and until when it may come back."""
    words = {"at": _short(letter.queued_at), "time": _until(letter)}
    if letter.quiet_until is None:
        return _("%(at)s, in the mail") % words
    return _("%(at)s, sent; waits until %(time)s whether it comes back") % words
