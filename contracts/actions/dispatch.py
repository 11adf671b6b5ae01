"""Out of the house: numbers are given, the final documents rendered, and then they go."""

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from contracts import filling, letters, workflow
from contracts.actions.drafting import SUBJECT, order_renderings
from contracts.enums import AgencySigns, AuthorisationState, PackageState
from contracts.models import ClientLink, NumberSeries, Package, Rendering
from desk import clock
from desk.clients.models import ContactPoint
from desk.mail import actions as mail
from desk.records import blobs
from desk.records.actions import note

if TYPE_CHECKING:  # the press stays in the worker
    from contracts.rendering import Rendered

LINK_DAYS = 30


def token_hash(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def next_number(prefix: str) -> str:
    """The next number of the prefix in this year, "KL-2026-0123"; without gaps, inside a transaction."""
    year = timezone.localdate(clock.now()).year
    NumberSeries.objects.get_or_create(prefix=prefix, year=year)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{year}-{series.last:04d}"


def number(package: Package) -> None:
    """Give every document its number and have it rendered as it will be signed (inside an action)."""
    documents = list(package.authorisations.select_related("kind", "portal"))
    for each in documents:
        each.number = next_number(each.kind.prefix)
        each.save(update_fields=["number"])
    for each in documents:
        # A power of attorney names the agreement of the same package, so all numbers come first.
        each.values |= {
            "number": each.number,
            "date": filling.shown_date(timezone.localdate(clock.now())),
            "contract_number": filling.contract_number(package, each.portal),
        }
        each.pdf, each.pdf_sha256 = None, ""
        each.save(update_fields=["values", "pdf", "pdf_sha256"])
    order_renderings(package)


def rendered(job: Rendering, made: "Rendered") -> None:
    """The worker has made a document (inside the outbox's transaction)."""
    authorisation = job.authorisation
    # Two documents of a package may be ready at once: the lock lets the later one see the earlier.
    package = Package.objects.select_for_update(of=("self",)).get(pk=authorisation.package_id)
    authorisation.pdf = blobs.store(made.pdf, "application/pdf", "document")
    authorisation.pdf_sha256 = authorisation.pdf.sha256
    authorisation.save(update_fields=["pdf", "pdf_sha256"])
    Rendering.jobs.filter(pk=job.pk).update(libraries=made.libraries, rendered_at=clock.now())
    if package.authorisations.filter(pdf=None).exists():
        return
    if package.state == PackageState.DRAFTING:
        workflow.move(package, PackageState.RENDERED)
    elif package.state == PackageState.SENDING:
        go_out(package)


def go_out(package: Package) -> None:
    """The final documents are there: to the agency where it signs first, else to the client."""
    documents = package.authorisations.filter(state=AuthorisationState.DRAFT)
    for authorisation in documents:
        workflow.move_authorisation(authorisation, AuthorisationState.SENT)
    if package.authorisations.filter(kind__agency_signs=AgencySigns.FIRST).exists():
        workflow.move(package, PackageState.AWAITING_AGENCY)
    else:
        to_client(package)


def to_client(package: Package) -> None:
    """The letter with the link (inside an action)."""
    assert package.sent_to is not None and package.sending_by is not None
    workflow.move(
        package,
        PackageState.SENT,
        sent_at=clock.now(),
        link_expires_at=clock.now() + timedelta(days=LINK_DAYS),
    )
    _queue_letter(package, fresh_link(package, package.sent_to))
    note(
        kind="contracts.sent", subject=(SUBJECT, package.pk), client_id=package.client_id,
        by=package.sending_by, owner_id=package.drafted_by_id,
        numbers=package.numbers,
    )  # fmt: skip


def fresh_link(package: Package, contact: ContactPoint | None = None) -> str:
    """One more link to the client's page, for a letter; only the hash of its token is kept."""
    token = secrets.token_urlsafe(32)
    ClientLink.objects.create(package=package, token_hash=token_hash(token), contact=contact)
    return settings.PUBLIC_URL + reverse("contracts_client:page", args=[token])


def _queue_letter(package: Package, link: str) -> None:
    assert package.link_expires_at is not None and package.sent_to is not None
    until = filling.shown_date(timezone.localdate(package.link_expires_at))
    first = package.authorisations.first()
    signers = first.values.get("representatives", []) if first else []
    mail.queue(
        letter=letters.please_sign(package, link, until, signers),
        to=package.sent_to.value,
        language=package.language,
        subject=(SUBJECT, package.pk),
        client_id=package.client_id,
        by=package.sending_by,
    )
