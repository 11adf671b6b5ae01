"""Visits as evidence that a promise was kept (slot EVIDENCE_KINDS): the client was told at the desk."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from desk.counter.enums import VisitState
from desk.counter.models import Period, Visit, VisitEnquiry
from desk.enquiries.enums import Evidence
from desk.enquiries.evidence import Source
from desk.enquiries.models import Promise


def visits(promise: Promise) -> QuerySet[Visit]:
    """Visits in which the promise's enquiry was spoken of, served since it was made."""
    served = Period.objects.filter(
        visit=OuterRef("pk"), state=VisitState.SERVING, started_at__gte=promise.made_at
    )
    spoken = VisitEnquiry.objects.filter(visit=OuterRef("pk"), enquiry=promise.enquiry_id)
    return Visit.objects.filter(Exists(spoken), Exists(served)).newest_first()


def _line(visit: Visit) -> str:
    at = formats.date_format(timezone.localtime(visit.arrived_at), "SHORT_DATETIME_FORMAT")
    return _("Visit %(number)s, %(at)s") % {"number": visit, "at": at}


SOURCES = (Source(Evidence.VISIT, visits, _line),)
