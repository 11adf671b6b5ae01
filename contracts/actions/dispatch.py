"""Out of the house: numbers are given, the final documents rendered, and then they go."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import letters, workflow
from contracts.actions.drafting import SUBJECT, order_renderings
from contracts.actions.links import LINK_DAYS, fresh_link, token_hash
from contracts.actions.publication import accept
from contracts.agency import signing_order
from contracts.agency.signing_order import Order
from contracts.drafting import attaching, filling
from contracts.enums import AuthorisationState, PackageState
from contracts.models import NumberSeries, Package, Rendering
from desk import clock, outbox
from desk.http import Refused
from desk.mail import actions as mail
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note

if TYPE_CHECKING:  # the press stays in the worker
    from contracts.printing.rendering import Rendered

__all__ = [
    "LINK_DAYS",
    "agency_signed",
    "fresh_link",
    "go_out",
    "number",
    "rendered",
    "to_client",
    "token_hash",
]


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
    documents = list(package.authorisations.kept().select_related("kind", "portal"))
    # By prefix: two packages that need the same series take them in the same order, and never wait crosswise.
    for each in sorted(documents, key=lambda one: one.kind.prefix):
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
    package = Package.objects.locked().get(pk=authorisation.package_id)
    authorisation.pdf = blobs.store(made.pdf, "application/pdf", "document")
    authorisation.pdf_sha256 = authorisation.pdf.sha256
    authorisation.save(update_fields=["pdf", "pdf_sha256"])
    Rendering.jobs.filter(pk=job.pk).update(libraries=made.libraries, rendered_at=clock.now())
    all_made(package)


def all_made(package: Package) -> None:
    """Move on once every document that stands is made (inside an action, the package locked)."""
    if package.authorisations.kept().filter(pdf=None).exists():
        return
    if package.state == PackageState.DRAFTING:
        workflow.move(package, PackageState.RENDERED)
    elif package.state == PackageState.SENDING:
        go_out(package)


@transaction.atomic
def render_again(*, package: Package, by: User) -> int:
    """A person wants the documents that could not be made to be tried again; how many are.

    Raises Refused when there is none. Numbers given already are kept.
    """
    kept = package.authorisations.kept().filter(pdf=None)
    jobs = [job for job in Rendering.jobs.stuck().filter(authorisation__in=kept) if outbox.retry(job)]
    if not jobs:
        raise Refused(_("No document waits to be tried again."))
    for job in jobs:
        outbox.wake("contracts.render", job.pk)
    note(
        kind="contracts.made_again", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=package.drafted_by_id, numbers=package.numbers,
    )  # fmt: skip
    return len(jobs)


def go_out(package: Package) -> None:
    """The final documents are there: to the agency where it signs first or alone, else to the client."""
    for authorisation in package.authorisations.filter(state=AuthorisationState.DRAFT):
        workflow.move_authorisation(authorisation, AuthorisationState.SENT)
    if signing_order.order_of_package(package) is Order.CLIENT_FIRST:
        to_client(package)
        return
    workflow.move(package, PackageState.AWAITING_AGENCY)
    note(
        kind="contracts.to_agency", subject=(SUBJECT, package.pk), client_id=package.client_id,
        by=package.sending_by, owner_id=package.drafted_by_id, numbers=package.numbers,
    )  # fmt: skip


def agency_signed(package: Package, by: User | None) -> None:
    """The agency's signature is there and holds (inside an action): the client's turn, or all have signed."""
    order = signing_order.order_of_package(package)
    if order is Order.AGENCY_FIRST:
        to_client(package)
        return
    if order is Order.AGENCY_ALONE:
        # The client only reads it: its page opens with the letter that tells of it.
        package.sent_at, package.link_expires_at = clock.now(), clock.now() + timedelta(days=LINK_DAYS)
    accept(package=package, by=by)


def to_client(package: Package) -> None:
    """The letter with the link (inside an action); reminders are counted from now."""
    assert package.sent_to is not None and package.sending_by is not None
    workflow.move(
        package,
        PackageState.SENT,
        sent_at=clock.now(),
        link_expires_at=clock.now() + timedelta(days=LINK_DAYS),
        reminders=0,
        reminded_at=None,
    )
    _queue_letter(package, fresh_link(package, package.sent_to))
    note(
        kind="contracts.sent", subject=(SUBJECT, package.pk), client_id=package.client_id,
        by=package.sending_by, owner_id=package.drafted_by_id,
        numbers=package.numbers,
    )  # fmt: skip


def _queue_letter(package: Package, link: str) -> None:
    assert package.link_expires_at is not None and package.sent_to is not None
    enclosures = attaching.enclosures(package)
    letter = letters.please_sign(
        package,
        link,
        filling.shown_date(timezone.localdate(package.link_expires_at)),
        signing_order.client_signers(package),
        agency_signed=signing_order.order_of_package(package) is Order.AGENCY_FIRST,
        attached=bool(enclosures),
    )
    mail.queue(
        letter=letter, to=package.sent_to.value, language=package.language, subject=(SUBJECT, package.pk),
        client_id=package.client_id, by=package.sending_by, enclosures=enclosures,
    )  # fmt: skip
