"""What could not be sent to JIRA, where trying again would not help: done by hand, or not needed any more.

Only what is written into an issue. A creation goes back to its form, or to an issue that a person knows; what
closes an issue is believed when JIRA says so (`closing.confirm_closed`).
"""

from django.db import transaction

from desk import outbox
from desk.outbox import JobState
from desk.people.models import User
from tickets.actions import duties
from tickets.actions.escalating import lock, record
from tickets.enums import Deed
from tickets.models import JiraOperation, Return

BY_HAND = (Deed.COMMENT, Deed.NOTE)
UNNEEDED = (*BY_HAND, Deed.LINK)


@transaction.atomic
def done_by_hand(*, operation: JiraOperation, by: User) -> bool:
    """A person wrote it in JIRA himself; whether it still waited for somebody."""
    if not _ended(operation, "by_hand", BY_HAND):
        return False
    record(operation.escalation, "done_by_hand", by)
    outbox.wake("tickets.read", operation.issue_id)
    return True


@transaction.atomic
def give_up(*, operation: JiraOperation, by: User) -> bool:
    """A comment or a link is not needed any more; whether it still waited for somebody."""
    escalation = operation.escalation
    lock(escalation)
    if not _ended(operation, "given_up", UNNEEDED):
        return False
    record(escalation, "given_up", by)
    if (supplied := _supplied_by(operation)) is not None:
        duties.missing_again(escalation, supplied, by)
    return True


def _supplied_by(operation: JiraOperation) -> Return | None:
    """The return to which this comment is the answer: the first since what was missing was supplied."""
    last = operation.escalation.returns.filter(supplied_by__isnull=False).last()
    if last is None:
        return None
    said = operation.escalation.operations.filter(deed=Deed.COMMENT, created_at__gte=last.supplied_at)
    return last if said.order_by("pk").first() == operation else None


def _ended(operation: JiraOperation, how: str, deeds: tuple[Deed, ...]) -> bool:
    mine = JiraOperation.objects.unsent().filter(pk=operation.pk, deed__in=deeds).order_by()
    return bool(mine.update(state=JobState.SENT, reason=how))
