"""After acceptance: into the portal once, the client told, the registrar given the list."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import attaching, ending, filling, letters, workflow
from contracts.actions import registering
from contracts.actions.drafting import SUBJECT
from contracts.actions.links import fresh_link
from contracts.enums import AuthorisationState, Effect, PackageState, PortalMode, SignedBy
from contracts.models import Authorisation, Package, Publication
from contracts.portal.gateway import Added
from contracts.signing_order import Order, order_of_package
from desk import clock, outbox
from desk.calls import actions as calls
from desk.clients import actions as clients
from desk.clients.enums import ContactKind
from desk.clients.models import ContactPoint, Person
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.models import Message
from desk.outbox import JobState
from desk.people.models import User
from desk.records.actions import note
from desk.records.models import Blob


@transaction.atomic
def accept(*, package: Package, by: User | None) -> Package:
    """The package is signed by all who must: publish it and hand it to the registrar."""
    workflow.move(package, PackageState.ACCEPTED)
    for authorisation in package.authorisations.kept().select_related("kind", "portal"):
        workflow.move_authorisation(authorisation, AuthorisationState.ACCEPTED, accepted_at=clock.now())
        registering.signed(authorisation)
        if authorisation.kind.published:
            _order_publication(authorisation)
    _learn_contacts(package, by)
    note(
        kind="contracts.accepted", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        numbers=package.numbers,
    )  # fmt: skip
    _after_publication(package)
    return package


def _learn_contacts(package: Package, by: User | None) -> None:
    """The contacts that the client signed are known from a document: an address among them is trusted."""
    client = package.client
    for each in package.authorisations.kept().select_related("kind"):
        if each.kind.effect != Effect.OPENS or each.kind.signed_by != SignedBy.REPRESENTATIVES:
            continue
        named: list[tuple[ContactKind, str | None, Person | None]] = [
            (ContactKind.EMAIL, each.values.get("client_email"), None),
            (ContactKind.PHONE, each.values.get("client_phone"), None),
        ]
        for one in each.persons.exclude(code=""):
            known = Person.objects.distinct_ones().filter(personal_code=one.code).first()
            if known is not None:
                named += [(ContactKind.EMAIL, one.email, known), (ContactKind.PHONE, one.phone, known)]
        for kind, value, owner in named:
            if value:
                clients.named_in_document(kind=kind, value=value, client=client, person=owner, by=by)


def _order_publication(authorisation: Authorisation) -> None:
    automatic = authorisation.portal.mode == PortalMode.HTTP and settings.PORTAL_URL
    mode = PortalMode.HTTP if automatic else PortalMode.MANUAL
    publication = Publication.jobs.create(authorisation=authorisation, mode=mode)
    if mode == PortalMode.HTTP:
        outbox.wake("contracts.publish", publication.pk)


def published(publication: Publication, added: Added) -> None:
    """The document is in the portal (inside the outbox's transaction)."""
    _record(publication, added.reference, by=None)


@transaction.atomic
def confirm_added(*, publication: Publication, reference: str, by: User) -> Publication:
    """A person has added the document to the portal by hand and says under which reference."""
    if not reference.strip():
        raise Refused(_("Write the reference that the portal gave."))
    mine = Publication.jobs.filter(pk=publication.pk).exclude(state__in=[JobState.SENT, JobState.SENDING])
    if not mine.update(state=JobState.SENT, mode=PortalMode.MANUAL, reason=""):
        raise Refused(_("The document has been added meanwhile."))
    publication.refresh_from_db()
    _record(publication, reference.strip(), by)
    return publication


def _record(publication: Publication, reference: str, by: User | None) -> None:
    authorisation = Authorisation.objects.select_related("kind", "portal").get(
        pk=publication.authorisation_id
    )
    # Two documents of a package may be published at once: the lock lets the later one see the earlier.
    package = Package.objects.select_for_update(of=("self",)).get(pk=authorisation.package_id)
    now = clock.now()
    Publication.jobs.filter(pk=publication.pk).update(reference=reference[:80], added_at=now, added_by=by)
    workflow.move_authorisation(authorisation, AuthorisationState.IN_FORCE, published_at=now)
    if authorisation.kind.effect == Effect.CLOSES:
        _end(authorisation, now)
    note(
        kind="contracts.published", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=package.drafted_by_id,
        number=authorisation.number, portal=authorisation.portal.name,
    )  # fmt: skip
    calls.decide_anew(client_id=package.client_id)
    _after_publication(package)


def _end(notice: Authorisation, now: datetime) -> None:
    """The document that the notice ends is over, with powers that lean on it; or it goes on for others."""
    ended = ending.ended_by(notice)
    if ended is None:
        return
    others = ending.goes_on(ended, notice)
    gone = [one.pk for one in ending.ends_for(ended, notice)]
    ended.persons.filter(pk__in=gone).update(ended_at=now)
    if others:
        return
    for each in [ended, *ending.leaning_on(ended)]:
        each.persons.filter(ended_at=None).update(ended_at=now)
        workflow.move_authorisation(each, AuthorisationState.ENDED, ended_at=now)


def _after_publication(package: Package) -> None:
    """Once nothing of the package waits for a portal, the client is told."""
    waiting = Publication.jobs.filter(authorisation__package=package, added_at=None)
    if waiting.exists():
        return
    assert package.sent_to is not None
    message = queue_ready_letter(package, package.sent_to, by=None)
    workflow.move(package, PackageState.PUBLISHED, ready_letter=message)


def queue_ready_letter(package: Package, to: ContactPoint, by: User | None) -> Message:
    """The last letter: the documents are in the portal, the access has ended, or the agency decided (inside
    an action)."""
    enclosures: list[tuple[str, Blob]] = []
    if order_of_package(package) is Order.AGENCY_ALONE:
        assert package.link_expires_at is not None
        until = filling.shown_date(timezone.localdate(package.link_expires_at))
        enclosures, link = attaching.enclosures(package), fresh_link(package, to)
        letter = letters.agency_decided(package, link, until, attached=bool(enclosures))
    elif package.authorisations.kept().filter(kind__effect=Effect.OPENS).exists():
        letter = letters.portal_ready(package)
    else:
        letter = letters.access_ended(package)
    return mail.queue(
        letter=letter, to=to.value, language=package.language, subject=(SUBJECT, package.pk),
        client_id=package.client_id, by=by, enclosures=enclosures,
    )  # fmt: skip


@transaction.atomic
def try_again(*, publication: Publication, by: User) -> bool:
    """A person wants the portal to be tried again; whether it will be."""
    if not outbox.retry(publication):
        return False
    outbox.wake("contracts.publish", publication.pk)
    return True
