"""A portal's list of users: ordered, taken in, compared with what stands here; and what came of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from contracts.enums import DifferenceState, DifferenceWhat, ListingSource
from contracts.models import Authorisation, Portal, PortalDifference, PortalEntry, PortalListing
from contracts.portal import comparing, listing, wire
from contracts.portal.comparing import Difference
from contracts.portal.users import Line
from desk import clock, outbox, workdays
from desk.clients.models import Client
from desk.http import Refused
from desk.outbox import JobState
from desk.people.actions import give_todo, give_todos, settle_many_todos, settle_todos
from desk.people.enums import Role
from desk.people.models import Todo, User, UserRole
from desk.records.actions import note

PORTAL, DIFFERENCE = "portal", "portal_difference"
# What a person may leave as it is; the others mean an access that is open or shut against a document.
_MAY_STAY = (DifferenceWhat.UNKNOWN_HERE, DifferenceWhat.OTHER_PERIOD)


@transaction.atomic
def order(*, portal: Portal, by: User | None) -> PortalListing:
    """Have the portal's list fetched; while one is being fetched it is that one."""
    if not portal.lists_users or not wire.configured():
        raise Refused(_("This portal does not list its users over an interface."))
    Portal.objects.select_for_update().get(pk=portal.pk)
    waiting = [JobState.PENDING, JobState.SENDING]
    found = PortalListing.jobs.filter(portal=portal, source=ListingSource.HTTP, state__in=waiting).first()
    job: PortalListing = found or PortalListing.jobs.create(
        portal=portal, source=ListingSource.HTTP, wanted_at=clock.now(), wanted_by=by
    )
    outbox.wake("contracts.fetch_listing", job.pk)
    return job


def order_all() -> int:
    """By rule, every night: the lists of all portals that have one; how many were ordered."""
    portals = Portal.objects.offered().filter(lists_users=True) if wire.configured() else []
    return len([order(portal=portal, by=None) for portal in portals])


@transaction.atomic
def try_again(*, job: PortalListing, by: User) -> bool:
    """A person wants the list to be fetched again after it was given up; whether it will be.

    From its beginning: what was got before may be days old.
    """
    if not outbox.retry(job):
        return False
    job.entries.all().delete()
    PortalListing.jobs.filter(pk=job.pk).update(wanted_at=clock.now(), wanted_by=by)
    outbox.wake("contracts.fetch_listing", job.pk)
    return True


def fetched(job: PortalListing, rows: int) -> None:
    """The list has been fetched whole (inside the outbox's transaction)."""
    _taken(job, listing.lines_of(job))


@transaction.atomic
def take_file(*, portal: Portal, lines: Sequence[Line], made_at: datetime, by: User) -> PortalListing:
    """A person brings the portal's list, as it was at that moment, from a file that was read whole."""
    Portal.objects.select_for_update().get(pk=portal.pk)
    newest = PortalListing.jobs.filter(portal=portal).exclude(taken_at=None).first()
    if newest and newest.wanted_at > made_at:
        raise Refused(_("A newer list of this portal has been compared already."))
    if not lines:
        raise Refused(_("There is nobody in the list."))
    job: PortalListing = PortalListing.jobs.create(
        portal=portal, source=ListingSource.FILE, state=JobState.SENT, wanted_at=made_at, wanted_by=by
    )
    listing.store(job, lines)
    _taken(job, lines)
    return job


def _taken(job: PortalListing, lines: Sequence[Line]) -> None:
    portal = Portal.objects.select_for_update().get(pk=job.portal_id)
    rows = listing.ours(portal, job.wanted_at, lines)
    found = comparing.compare(rows, lines, workdays.day_of(job.wanted_at))
    job.taken_at, job.rows = clock.now(), len(lines)
    job.save(update_fields=["taken_at", "rows"])
    # Only the newest list is kept: it names people.
    older = PortalListing.jobs.filter(portal=portal).exclude(pk=job.pk).values_list("pk", flat=True)
    PortalEntry.objects.filter(listing__in=list(older)).delete()
    opened, gone = _write(portal, job, {_key(each): each for each in found})
    note(
        kind="contracts.listing_compared", subject=(PORTAL, portal.pk), client_id=None, by=job.wanted_by,
        portal=portal.name, rows=job.rows, opened=opened, gone=gone,
    )  # fmt: skip


def _key(difference: Difference) -> str:
    said = "\n".join(difference.identity)
    return salted_hmac("contracts.portal_difference", said, algorithm="sha256").hexdigest()


def key_of_line(line: Line) -> str:
    """The key that a line has while nobody here knows it."""
    return _key(Difference(DifferenceWhat.UNKNOWN_HERE, None, line))


def _write(portal: Portal, job: PortalListing, found: dict[str, Difference]) -> tuple[int, int]:
    """Open what is new, close what is gone; how many of each."""
    rows = PortalDifference.objects.filter(portal=portal)
    open_rows = {row.key: row for row in rows.open().select_for_update()}
    gone = [row for key, row in open_rows.items() if key not in found]
    rows.filter(pk__in=[row.pk for row in gone]).update(
        state=DifferenceState.GONE, settled_at=clock.now(), settled_by=None
    )
    settle_many_todos(subject_kind=DIFFERENCE, subject_ids=[row.pk for row in gone], by=None)
    rows.open().update(listing=job)
    stays = _looked_at(portal, job, found)
    fresh = [(key, each) for key, each in found.items() if key not in open_rows and key not in stays]
    _open(portal, job, fresh)
    return len(fresh), len(gone)


def _looked_at(portal: Portal, job: PortalListing, found: dict[str, Difference]) -> set[str]:
    """What a person has settled and is not opened again: it may stay so and has stood in every list since,
    or it was settled after this list was made."""
    before = PortalListing.jobs.filter(portal=portal, taken_at__isnull=False).exclude(pk=job.pk).first()
    settled = PortalDifference.objects.filter(portal=portal, state=DifferenceState.SETTLED)
    stays = [
        row
        for row in settled.order_by("pk")
        if row.key in found
        and (
            (row.settled_at is not None and row.settled_at >= job.wanted_at)
            or (row.what in _MAY_STAY and before is not None and row.listing_id == before.pk)
        )
    ]
    settled.filter(pk__in=[row.pk for row in stays]).update(listing=job)
    return {row.key for row in stays}


def _open(portal: Portal, job: PortalListing, fresh: Sequence[tuple[str, Difference]]) -> None:
    known = _clients(_client_code(each) for _key, each in fresh if not each.ours)
    rows = PortalDifference.objects.bulk_create(
        PortalDifference(
            portal=portal, listing=job, what=each.what, key=key, found_at=clock.now(),
            client_id=each.ours.client if each.ours else known.get(_client_code(each)),
            authorisation_id=each.ours.document if each.ours else None,
            person_id=each.ours.person if each.ours else None,
            reference=each.line.reference if each.line else "",
        )
        for key, each in fresh
    )  # fmt: skip
    _give(portal, rows)


def _give(portal: Portal, rows: Sequence[PortalDifference]) -> None:
    """Make each a to-do of who drafted the document, or of who leads where nobody here knows it."""
    documents = Authorisation.objects.filter(pk__in=[row.authorisation_id for row in rows])
    drafters = {each.pk: each for each in documents.select_related("package__drafted_by")}
    lead = _lead()
    todos = []
    for row in rows:
        document = drafters.get(row.authorisation_id or 0)
        owner = document.package.drafted_by if document else lead
        if owner is not None:  # where nobody leads it stands on the page all the same
            told = {"portal": portal.name, "number": document.number if document else ""}
            todos.append(Todo(
                kind=f"contracts.portal.{row.what}", owner=owner, subject_kind=DIFFERENCE, subject_id=row.pk,
                client_id=row.client_id, params=told,
            ))  # fmt: skip
    give_todos(todos)


def _client_code(difference: Difference) -> str:
    return difference.line.client_code if difference.line else ""


def _clients(codes: Iterable[str]) -> dict[str, int]:
    wanted = set(codes)
    found = Client.objects.filter(merged_into=None)
    by_registry = found.filter(registry_code__in=wanted).values_list("registry_code", "pk")
    by_person = found.filter(personal_code__in=wanted).values_list("personal_code", "pk")
    return dict([*by_person, *by_registry]) if wanted else {}


def _lead() -> User | None:
    """Who is asked about users whom nobody here knows: the head, or who stands in that place."""
    for role in (Role.HEAD, Role.SENIOR):
        held = UserRole.objects.in_force(workdays.today()).filter(role=role, user__is_active=True)
        if first := held.select_related("user").order_by("user").first():
            return first.user
    return None


@transaction.atomic
def settle(*, difference: PortalDifference, text: str, by: User) -> PortalDifference:
    """A person looked at the difference and wrote what was done about it."""
    row = _held(difference)
    if row.state != DifferenceState.OPEN:
        raise Refused(_("This difference has been looked at already, or is gone."))
    if not text.strip():
        raise Refused(_("Write what you found and did."))
    row.state, row.settled_at, row.settled_by = DifferenceState.SETTLED, clock.now(), by
    row.note = text.strip()
    row.save(update_fields=["state", "settled_at", "settled_by", "note"])
    settle_todos(kind=f"contracts.portal.{row.what}", subject=(DIFFERENCE, row.pk), by=by)
    _note(row, "contracts.difference_settled", by)
    return row


@transaction.atomic
def reopen(*, difference: PortalDifference, by: User) -> PortalDifference:
    """It was looked at by mistake: the note stays and is written on."""
    row = _held(difference)
    if row.state != DifferenceState.SETTLED:
        raise Refused(_("There is nothing left to look at."))
    if PortalDifference.objects.open().filter(portal=row.portal_id, key=row.key).exists():
        raise Refused(_("The same difference was found again and is to be looked at there."))
    row.state, row.settled_at, row.settled_by = DifferenceState.OPEN, None, None
    row.save(update_fields=["state", "settled_at", "settled_by"])
    give_todo(
        kind=f"contracts.portal.{row.what}", owner=by, subject=(DIFFERENCE, row.pk), client_id=row.client_id,
        portal=row.portal.name, number=row.authorisation.number if row.authorisation else "",
    )  # fmt: skip
    _note(row, "contracts.difference_reopened", by)
    return row


def _held(difference: PortalDifference) -> PortalDifference:
    rows = PortalDifference.objects.select_for_update(of=("self",)).select_related("portal", "authorisation")
    return rows.get(pk=difference.pk)


def _note(row: PortalDifference, kind: str, by: User) -> None:
    note(kind=kind, subject=(DIFFERENCE, row.pk), client_id=row.client_id, by=by, portal=row.portal.name)
