"""What the worker does; ids in, five lines, may run twice."""

from celery import shared_task

from contracts.actions import (
    dispatch,
    ending,
    expiring,
    handsigned,
    listing,
    publication,
    rechecks,
    registering,
    registering_letters,
    registering_packages,
    relooking,
    reminding,
    returns,
    sending,
    signing,
    sitting,
    takeover_uploads,
    telling,
)
from contracts.models import (
    AgencySignature,
    PortalListing,
    Publication,
    Rendering,
    RightCheck,
    TakeoverUpload,
    Verification,
)
from contracts.portal import listing as portal_listing
from contracts.portal import publishing
from contracts.printing import rendering
from contracts.sitting import finishing
from contracts.subjects import making
from contracts.verification import checking, deciding
from desk import outbox
from desk.clients.models import ReportWork


@shared_task(name="contracts.render")
def render(pk: int) -> None:
    """Make one document's PDF."""
    outbox.drain(Rendering, pk, ask=rendering.make, record=dispatch.rendered)


@shared_task(name="contracts.publish")
def publish(pk: int) -> None:
    """Add one accepted document to its portal."""
    outbox.drain(Publication, pk, ask=publishing.add, record=publication.published)


@shared_task(name="contracts.verify")
def verify(pk: int) -> None:
    """Check the signatures of one returned container, the first time or one more."""
    outbox.drain(Verification, pk, ask=checking.check, record=relooking.checked, failed=relooking.not_checked)


@shared_task(name="contracts.decide")
def decide(pk: int) -> None:
    """Decide on the right of those who signed, once the register has answered."""
    outbox.drain(RightCheck, pk, ask=deciding.answer, record=handsigned.decided, failed=returns.not_decided)


@shared_task(name="contracts.sign")
def sign(pk: int) -> None:
    """Have one signature of the agency confirmed, and its container stored."""
    outbox.drain(
        AgencySignature, pk, ask=finishing.complete, record=signing.finished, failed=signing.given_up
    )


@shared_task(name="contracts.take_over")
def take_over(pk: int) -> None:
    """Look at a table of documents in force, or take over a portion of it."""
    outbox.drain(TakeoverUpload, pk, ask=takeover_uploads.work, record=takeover_uploads.recorded)


@shared_task(name=making.TASK)
def data_report(pk: int) -> None:
    """Make the report of one person's data."""
    outbox.drain(ReportWork, pk, ask=making.make, record=making.record)


@shared_task(name="contracts.fetch_listing")
def fetch_listing(pk: int) -> None:
    """Get a portal's list of users and compare it with what stands here."""
    outbox.drain(PortalListing, pk, ask=portal_listing.fetch, record=listing.fetched)


@shared_task(name="contracts.order_listings")
def order_listings() -> None:
    """Have every portal's list of users fetched, by night."""
    listing.order_all()


@shared_task(name="contracts.recheck")
def recheck() -> None:
    """Ask the register at night about clients with documents in force, and compare what it answered."""
    rechecks.work()


@shared_task(name="contracts.registrar")
def registrar() -> None:
    """Put on the registrar's list what belongs there, and tell the head what is late on it."""
    registering.catch_up()
    registering_letters.sweep()
    registering_packages.tell_late()


@shared_task(name="contracts.sweep")
def sweep() -> None:
    """Wake what waits, note who was told, end what is over, close links that ran out."""
    outbox.wake_due(Rendering, "contracts.render")
    outbox.wake_due(Publication, "contracts.publish")
    outbox.wake_due(PortalListing, "contracts.fetch_listing")
    outbox.wake_due(Verification, "contracts.verify")
    outbox.wake_due(RightCheck, "contracts.decide")
    outbox.wake_due(AgencySignature, "contracts.sign")
    outbox.wake_due(TakeoverUpload, "contracts.take_over")
    outbox.wake_due(ReportWork, making.TASK)
    sitting.put_away()
    returns.take_up_answers()
    ending.lean()
    ending.over()
    expiring.remind()
    publication.tell_ready()
    telling.record_returned()
    telling.record_told()
    reminding.remind()
    sending.expire_links()
