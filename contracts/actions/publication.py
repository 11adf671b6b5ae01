"""After acceptance: into the portal once, the client told, the registrar given the list."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contracts import letters, workflow
from contracts.actions import ending, registering
from contracts.actions.drafting import SUBJECT
from contracts.actions.links import fresh_link
from contracts.agency.signing_order import Order, order_of_package
from contracts.drafting import attaching, filling
from contracts.enums import AuthorisationState, Effect, PackageState, PortalMode, SignedBy
from contracts.models import Authorisation, Package, Publication
from contracts.portal.gateway import Added
from desk import clock, outbox
from desk.calls import actions as calls
from desk.clients import actions as clients
from desk.clients.enums import ContactKind
from desk.clients.models import ContactPoint, Person
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.models import Message
from desk.people.models import User
from desk.records.actions import note
from desk.records.models import Blob

log = logging.getLogger(__name__)
AT_ONCE = 200  # packages of one sweep


@transaction.atomic
def accept(*, package: Package, by: User | None) -> Package:
    """The package is signed by all who must: publish it and hand it to the registrar."""
    workflow.move(package, PackageState.ACCEPTED)
    for authorisation in package.authorisations.kept().select_related("kind", "portal"):
        workflow.move_authorisation(authorisation, AuthorisationState.ACCEPTED, accepted_at=clock.now())
        registering.signed(authorisation)
        ending.take_effect(authorisation)
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
    record(publication, added.reference, by=None)


def record(publication: Publication, reference: str, by: User | None) -> None:
    """The document is in the portal; `by` says so, or its interface did (inside an action)."""
    # Two documents of a package may be published at once: the lock lets the later one see the earlier.
    package = Package.objects.select_for_update(of=("self",)).get(authorisations=publication.authorisation_id)
    rows = Authorisation.objects.select_for_update(of=("self",)).select_related("kind", "portal")
    authorisation = rows.get(pk=publication.authorisation_id)
    now = clock.now()
    Publication.jobs.filter(pk=publication.pk).update(reference=reference[:80], added_at=now, added_by=by)
    if authorisation.state == AuthorisationState.ENDED:  # over before the portal had it
        authorisation.published_at = now
        authorisation.save(update_fields=["published_at"])
    else:
        workflow.move_authorisation(authorisation, AuthorisationState.IN_FORCE, published_at=now)
    note(
        kind="contracts.published", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=package.drafted_by_id,
        number=authorisation.number, portal=authorisation.portal.name,
    )  # fmt: skip
    calls.decide_anew(client_id=package.client_id)
    _after_publication(package)


def _after_publication(package: Package) -> None:
    """Once nothing of the package waits for a portal, the client is told.

    Where a person added something by hand the letter waits a moment more, so that a mis-click can be taken
    back; then the sweep comes here (`tell_ready`).
    """
    if not Package.objects.published_whole(_settled_before()).filter(pk=package.pk).exists():
        return
    assert package.sent_to is not None
    message = queue_ready_letter(package, package.sent_to, by=None)
    workflow.move(package, PackageState.PUBLISHED, ready_letter=message)


def _settled_before() -> datetime:
    return clock.now() - timedelta(seconds=settings.PORTAL_LETTER_WAITS)


def tell_ready() -> int:
    """By rule: packages whose documents are all in their portals, and whose letter has waited long enough."""
    ready = Package.objects.published_whole(_settled_before()).order_by("pk").values_list("pk", flat=True)
    return sum(_tell_one(pk) for pk in ready[:AT_ONCE])


@transaction.atomic
def _tell_one(pk: int) -> bool:
    package = Package.objects.select_for_update(of=("self",)).get(pk=pk)
    try:
        _after_publication(package)
    except Refused:
        log.warning("package %s: the client cannot be written to now", pk)
    return package.state == PackageState.PUBLISHED


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
