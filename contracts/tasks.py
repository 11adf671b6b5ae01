"""What the worker does; ids in, five lines, may run twice."""

from celery import shared_task

from contracts import publishing, rendering
from contracts.actions import drafting, publication, sending
from contracts.models import Publication, Rendering
from desk import outbox


@shared_task(name="contracts.render")
def render(pk: int) -> None:
    """Make one document's PDF."""
    outbox.drain(Rendering, pk, ask=rendering.make, record=drafting.rendered)


@shared_task(name="contracts.publish")
def publish(pk: int) -> None:
    """Add one accepted document to its portal."""
    outbox.drain(Publication, pk, ask=publishing.add, record=publication.published)


@shared_task(name="contracts.sweep")
def sweep() -> None:
    """Wake what waits, note who was told, close links that ran out."""
    outbox.wake_due(Rendering, "contracts.render")
    outbox.wake_due(Publication, "contracts.publish")
    publication.record_told()
    sending.expire_links()
