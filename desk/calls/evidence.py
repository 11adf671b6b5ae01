"""Calls as evidence that a promise was kept (slot EVIDENCE_KINDS): we told, or the client said so."""

from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from desk.calls.models import Call, CallEnquiry
from desk.enquiries.enums import Evidence
from desk.enquiries.evidence import Source
from desk.enquiries.models import Promise


def conversations(promise: Promise) -> QuerySet[Call]:
    """Conversations with the promise's client, or about its enquiry, that began since it was made."""
    enquiry = promise.enquiry
    calls = CallEnquiry.objects.filter(enquiry=enquiry).values_list("call", flat=True)
    theirs = Q(pk__in=list(calls))
    if enquiry.client_id is not None:
        theirs |= Q(client=enquiry.client_id)
    spoken = Call.objects.filter(theirs, answered_at__gte=promise.made_at, training=enquiry.practice)
    return spoken.newest_first()


def _line(call: Call) -> str:
    at = formats.date_format(timezone.localtime(call.answered_at), "SHORT_DATETIME_FORMAT")
    return _("Call %(number)s, %(at)s") % {"number": call, "at": at}


SOURCES = (Source(Evidence.CALL, conversations, _line), Source(Evidence.SAID, conversations, _line))
