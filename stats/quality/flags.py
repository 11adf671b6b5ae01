"""Events after which a contact is worth a review. What happened lately is found by the histories' dates."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import OuterRef, Subquery

from desk.enquiries.enums import Kind, PromiseState, State
from desk.enquiries.models import ClosingOverride, Enquiry, Promise
from stats.enums.quality import Why
from stats.quality.subjects import Candidate, complained_of, contacts_of


def raised(since: datetime) -> Iterator[tuple[Why, Candidate]]:
    """What happened since then, with the contact that each event is about; practice is left out."""
    for complaint in Enquiry.objects.counted().filter(kind=Kind.COMPLAINT, opened_at__gte=since):
        if (contact := complained_of(complaint)) is not None:
            yield Why.COMPLAINT, contact
    events = {
        Why.BEYOND: _beyond(since),
        Why.OVERRIDE: _overridden(since),
        Why.REOPENED: _reopened(since),
        Why.BROKEN: _broken(since),
    }
    contacts = contacts_of(set().union(*events.values()))
    for why, enquiries in events.items():
        for pk in sorted(enquiries & set(contacts)):
            yield why, contacts[pk]


def _beyond(since: datetime) -> set[int]:
    rows = Enquiry.history.filter(history_date__gte=since, beyond_competence=True, practice=False)
    return set(rows.values_list("id", flat=True))


def _reopened(since: datetime) -> set[int]:
    before = Enquiry.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    was = before.order_by("-history_id").values("state")[:1]
    rows = Enquiry.history.filter(history_date__gte=since, practice=False).exclude(state=State.CLOSED)
    return set(rows.annotate(was=Subquery(was)).filter(was=State.CLOSED).values_list("id", flat=True))


def _overridden(since: datetime) -> set[int]:
    rows = ClosingOverride.objects.filter(at__gte=since, enquiry__practice=False)
    return set(rows.values_list("enquiry_id", flat=True))


def _broken(since: datetime) -> set[int]:
    rows = Promise.history.filter(history_date__gte=since, state=PromiseState.BROKEN)
    there = Promise.objects.filter(pk__in=rows.values("id"), enquiry__practice=False)
    return set(there.filter(broken_at__gte=since).values_list("enquiry_id", flat=True))
