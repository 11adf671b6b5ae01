"""Drafting: a package with its documents, the register asked, the PDF ordered from the worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import filling, workflow
from contracts.enums import AuthorisationState, PackageState
from contracts.models import Authorisation, Kind, NumberSeries, Package, Portal, Rendering
from desk import clock, outbox
from desk.clients import practice
from desk.clients.models import Client
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note
from registry import actions as registry_actions
from registry.enums import Purpose

if TYPE_CHECKING:  # the press stays in the worker
    from contracts.rendering import Rendered

SUBJECT = "package"
PERSON_FIELDS = ("person_first_name", "person_last_name", "person_code", "person_email", "person_phone")


@dataclass(frozen=True)
class Wanted:
    """One document to be drafted; `values` by the names that its kind asks for."""

    kind: Kind
    portal: Portal
    values: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def draft(
    *,
    client: Client,
    documents: Sequence[Wanted],
    by: User,
    enquiry: Enquiry | None = None,
    language: str = "et",
    signers: str = "",
) -> Package:
    """Draft documents for a client. What is missing stays named on the package (`filling.missing`).

    `signers` is the `key` of one of `filling.signer_sets`; empty takes the first. The register is asked for
    the check at sending. Raises Refused without documents or without a valid template.
    """
    practice.refuse(client)
    if not documents:
        raise Refused(_("Choose at least one document."))
    package = Package.objects.create(client=client, enquiry=enquiry, language=language, drafted_by=by)
    for wanted in sorted(documents, key=lambda each: each.kind.position):
        _write(package, wanted, signers)
    registry_actions.ask(
        client=client, purpose=Purpose.SENDING, subject=(SUBJECT, package.pk), by=by, issue=package.issue
    )
    _order_renderings(package)
    _note(package, "contracts.drafted", by)
    return package


@transaction.atomic
def refill(*, package: Package, signers: str, by: User) -> Package:
    """Fill anew what is known (register, contacts, who signs) and order the PDFs again. Before sending."""
    if package.state not in {PackageState.DRAFTING, PackageState.RENDERED}:
        raise Refused(_("Documents that were sent are not changed: recall them and draft anew."))
    if package.state == PackageState.RENDERED:
        workflow.move(package, PackageState.DRAFTING)
    for authorisation in package.authorisations.select_related("kind", "portal"):
        authorisation.values |= filling.known(package, authorisation, signers)
        authorisation.pdf, authorisation.pdf_sha256 = None, ""
        authorisation.save()
    _order_renderings(package)
    _note(package, "contracts.drafted", by)
    return package


@transaction.atomic
def recall(*, package: Package, by: User) -> Package:
    """Take the documents back: the client's link stops working, nothing signed later is accepted."""
    workflow.move(package, PackageState.RECALLED, link_hash=None, link_expires_at=None)
    for authorisation in package.authorisations.all():
        workflow.move_authorisation(authorisation, AuthorisationState.RECALLED)
    _note(package, "contracts.recalled", by)
    return package


def rendered(job: Rendering, made: "Rendered") -> None:
    """The worker has made a document (inside the outbox's transaction)."""
    authorisation = job.authorisation
    # Two documents of a package may be ready at once: the lock lets the later one see the earlier.
    package = Package.objects.select_for_update().get(pk=authorisation.package_id)
    authorisation.pdf = blobs.store(made.pdf, "application/pdf", "document")
    authorisation.pdf_sha256 = authorisation.pdf.sha256
    authorisation.save(update_fields=["pdf", "pdf_sha256"])
    Rendering.jobs.filter(pk=job.pk).update(libraries=made.libraries, rendered_at=clock.now())
    waiting = package.authorisations.filter(pdf=None).exists()
    if not waiting and package.state == PackageState.DRAFTING:
        workflow.move(package, PackageState.RENDERED)


def next_number(prefix: str) -> str:
    """The next number of the prefix in this year, "KL-2026-0123"; without gaps, inside a transaction."""
    year = timezone.localdate(clock.now()).year
    NumberSeries.objects.get_or_create(prefix=prefix, year=year)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{year}-{series.last:04d}"


def _write(package: Package, wanted: Wanted, signers: str) -> Authorisation:
    version = filling.template_for(wanted.kind, wanted.portal)
    if version is None:
        raise Refused(_("“%(kind)s” has no template that is valid today.") % {"kind": wanted.kind})
    asked = filling.asked(wanted.kind, wanted.values)
    person = {name: asked[name] for name in PERSON_FIELDS if name in asked}
    period = {name: wanted.values.get(name) for name in ("valid_from", "valid_until") if name in asked}
    authorisation = Authorisation.objects.create(
        package=package,
        kind=wanted.kind,
        portal=wanted.portal,
        number=next_number(wanted.kind.prefix),
        template_version=version,
        **person,
        **period,
    )
    # The number is known only now, and a later document of the package names it.
    authorisation.values = {**asked, **filling.known(package, authorisation, signers)}
    authorisation.save(update_fields=["values"])
    return authorisation


def _order_renderings(package: Package) -> None:
    """Every document into the worker's queue, once nothing is missing."""
    if filling.missing(package):
        return
    for authorisation in package.authorisations.all():
        fresh = {"state": JobState.PENDING, "next_at": None, "reason": "", "claimed_at": None}
        job, _made = Rendering.jobs.update_or_create(authorisation=authorisation, defaults=fresh)
        outbox.wake("contracts.render", job.pk)


def _note(package: Package, kind: str, by: User | None) -> None:
    numbers = ", ".join(package.authorisations.values_list("number", flat=True))
    note(
        kind=kind,
        subject=(SUBJECT, package.pk),
        client_id=package.client_id,
        by=by,
        owner_id=package.drafted_by_id,
        numbers=numbers,
    )
