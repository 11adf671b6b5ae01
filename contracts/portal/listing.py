"""A portal's list of users: fetched page by page, and what stands here to be compared with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from contracts.life.standing import span
from contracts.models import (
    Authorisation,
    AuthorisedPerson,
    Portal,
    PortalEntry,
    PortalListing,
    Publication,
)
from contracts.portal import users, wire
from contracts.portal.comparing import Ours
from contracts.portal.users import Line
from desk import clock, workdays
from desk.outbox import JobState, PassingError, PermanentError

COLUMNS = (*users.LENGTHS, "valid_from", "valid_until")


def fetch(job: PortalListing) -> int:
    """Get what is still missing of the list; how many lines it has. Raises desk.outbox errors.

    Each page is stored before the next is asked for, so that whoever takes the work up again goes on there.
    """
    if not wire.configured():
        raise PermanentError("not_set_up")
    portal = Portal.objects.get(pk=job.portal_id)
    last = job.entries.order_by("-pk").values_list("reference", flat=True).first()
    for page in users.pages(portal.code, last or ""):
        _store(job, page)
    rows = int(job.entries.count())
    today = Authorisation.objects.in_force().filter(portal=portal, published_at__isnull=False)
    if not rows and today.exists():
        raise PermanentError("list_empty")  # rather a fault than a portal that everybody left
    return rows


@transaction.atomic
def _store(job: PortalListing, page: Sequence[Line]) -> None:
    # Each page shows that this worker lives; if another has taken over meanwhile, it goes no further.
    mine = PortalListing.jobs.filter(pk=job.pk, state=JobState.SENDING, attempts=job.attempts)
    if not mine.update(claimed_at=clock.now()):
        raise PassingError("taken_over")
    store(job, page)


def store(listing: PortalListing, lines: Iterable[Line]) -> None:
    """Keep lines of the list (inside a transaction)."""
    PortalEntry.objects.bulk_create(
        (PortalEntry(listing=listing, **{name: getattr(line, name) for name in COLUMNS}) for line in lines),
        batch_size=1000,
    )


def lines_of(listing: PortalListing) -> list[Line]:
    rows = listing.entries.order_by("pk").values_list(*COLUMNS)
    return [Line(**dict(zip(COLUMNS, row, strict=True))) for row in rows.iterator(2000)]


def ours(portal: Portal, at: datetime, lines: Sequence[Line]) -> list[Ours]:
    """What stands here for the portal at that moment, and what stood of the clients whom the list names.

    As many questions for one line as for ten thousand.
    """
    opening = Authorisation.objects.opening().filter(portal=portal, kind__published=True)
    standing = opening.standing(workdays.day_of(at))
    codes = {line.client_code for line in lines}
    named = Q(package__client__registry_code__in=codes) | Q(package__client__personal_code__in=codes)
    others = opening.filter(named).exclude(pk__in=standing.values("pk"))
    return [
        row
        for documents in (standing, others)
        for document in _whole(documents)
        for row in _rows(document, at)
    ]


def _whole(documents: QuerySet[Authorisation]) -> QuerySet[Authorisation]:
    persons = AuthorisedPerson.objects.select_related("end_notice__publication").order_by("position")
    related = ("kind", "package__client", "publication", "end_notice__publication")
    return documents.select_related(*related).prefetch_related(Prefetch("persons", persons)).order_by("pk")


def _rows(document: Authorisation, at: datetime) -> Iterable[Ours]:
    client = document.package.client
    publication = getattr(document, "publication", None)
    persons: list[AuthorisedPerson | None] = [*document.persons.all()] or [None]
    for one in persons:
        yield Ours(
            document=document.pk,
            person=one.pk if one else None,
            client=client.pk,
            client_codes=tuple(filter(None, (client.registry_code, client.personal_code))),
            kind=document.kind.code,
            number=document.number,
            code=one.code if one else "",
            references=(publication.reference,) if publication and publication.reference else (),
            span=span(document, one),
            there=document.taken_over_id is not None or _was_told(publication, at),
            moving=any(_is_moving(each.end_notice, at) for each in (document, one) if each),
        )


def _was_told(publication: Publication | None, at: datetime) -> bool:
    return publication is not None and publication.added_at is not None and publication.added_at <= at


def _is_moving(notice: Authorisation | None, at: datetime) -> bool:
    """Whether a notice waits to be told to the portal, or was told only after the list was made."""
    publication = getattr(notice, "publication", None) if notice else None
    return publication is not None and not _was_told(publication, at)
