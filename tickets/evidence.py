"""What the second level wrote, as evidence that it told the client itself (slot EVIDENCE_KINDS)."""

from django.db.models import F, Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from desk.enquiries.enums import Evidence
from desk.enquiries.evidence import Source
from desk.enquiries.models import Promise
from tickets.enums import EventKind
from tickets.models import TicketEvent


def their_words(promise: Promise) -> QuerySet[TicketEvent]:
    """Comments of the second level in the issues of this enquiry's tickets since the promise was made.

    The duty to tell begins when the answer is read, so the comment that brought it may be a little older.
    """
    ticket = Q(issue__escalations__promise=promise, at__gte=F("issue__escalations__created_at"))
    since = Q(at__gte=promise.made_at) | ticket
    theirs = TicketEvent.objects.filter(kind=EventKind.COMMENT, ours=False)
    own = theirs.filter(since, issue__escalations__enquiry=promise.enquiry_id)
    return own.order_by("-at", "-pk").distinct()


def _line(event: TicketEvent) -> str:
    at = formats.date_format(timezone.localtime(event.at), "SHORT_DATETIME_FORMAT")
    return _("%(author)s, %(at)s: “%(text)s”") % {"author": event.author, "at": at, "text": event.text[:80]}


SOURCES = (Source(Evidence.SECOND_LEVEL, their_words, _line, by_owner=True),)
