"""What this room does in the background."""

from celery import shared_task

from desk.clients import actions


@shared_task(name="clients.follow")
def follow(merge: int) -> None:
    """Move what came to point at the lost row while it was merged."""
    actions.follow(merge_id=merge)


@shared_task(name="clients.sweep")
def sweep() -> None:
    """What was pointed at a merged row since."""
    for merge in actions.unfollowed():
        actions.follow(merge_id=merge)
