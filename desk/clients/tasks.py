"""What this room does in the background."""

from celery import shared_task

from desk.clients import actions, likeness


@shared_task(name="clients.follow")
def follow(merge: int) -> None:
    """Move what came to point at the lost row while it was merged."""
    actions.follow(merge_id=merge)


@shared_task(name="clients.sweep")
def sweep() -> None:
    """What was pointed at a merged row, addresses that turned out dead, and who resembles whom, since."""
    actions.fail_returned()
    for merge in actions.unfollowed():
        actions.follow(merge_id=merge)
    likeness.compare_changed()


@shared_task(name="clients.compare_all")
def compare_all() -> None:
    """Everyone with everyone who may be the same; by night, for what the sweep did not see."""
    likeness.compare_all()
