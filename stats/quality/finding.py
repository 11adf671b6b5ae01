"""Which piece of work a number means, as people write it: K-12, an enquiry's, a document's, a ticket's."""

import re

from contracts.models import Authorisation
from desk.enquiries.models import Enquiry
from stats.enums.quality import WorkKind
from stats.quality.subjects import Candidate, contacts_of, one
from tickets.models import Escalation

_CALL = re.compile(r"K-?\s*(\d{1,18})\Z", re.IGNORECASE)


def call_number(text: str) -> int | None:
    """The id of a call from K-12 as people write it; None for anything else."""
    found = _CALL.match(text.strip())
    return int(found[1]) if found else None


def by_number(text: str) -> Candidate | None:
    """The finished work of this number; of an enquiry the contact in which it was dealt with last."""
    text = text.strip()
    if (call := call_number(text)) is not None:
        return one(WorkKind.CALL, call)
    enquiry = Enquiry.objects.filter(number__iexact=text).first()
    if enquiry is not None:
        return contacts_of([enquiry.pk]).get(enquiry.pk)
    document = Authorisation.objects.filter(number__iexact=text).exclude(number="").first()
    if document is not None:
        return one(WorkKind.DOCUMENT, document.package_id)
    ticket = Escalation.objects.filter(issue__jira_key__iexact=text).exclude(issue__jira_key="").first()
    return one(WorkKind.TICKET, ticket.pk) if ticket is not None else None
