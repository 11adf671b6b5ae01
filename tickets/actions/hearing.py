"""Of which issues something was heard: a hint, never more. What JIRA really says is read afterwards."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction

from desk import clock, outbox
from tickets.models import Issue, JiraInbox

ONE_BY_ONE = 50  # so many readings are woken by themselves; more of them the poll goes through in turn
AT_ONCE = 1000  # rows that one statement removes


@transaction.atomic
def take_hint(*, key: str, event: str, jira_id: str) -> bool:
    """A webhook speaks of this issue; whether it is one of ours, and was not heard before.

    `key` is the same for each copy of a webhook.
    """
    issue = Issue.objects.filter(jira_id=jira_id).values_list("pk", "heard_at").first()
    if issue is None:
        return False
    pk, heard_at = issue
    hint = JiraInbox(dedupe_key=key, event=event, jira_id=jira_id)
    if not _inserted(hint):
        return False
    # Whoever writes to the row now is not waited for, since JIRA waits for the answer.
    free = Issue.objects.select_for_update(skip_locked=True).filter(pk=pk).values("pk")
    marked = Issue.objects.filter(pk__in=free).update(heard_at=clock.now())
    # While one reading waits, the next hint adds nothing to it.
    if not marked or (heard_at is None and not _many_wait()):
        outbox.wake("tickets.read", pk)
    return True


def note_heard(*, pks: Collection[int]) -> int:
    """JIRA has something newer of these than we have read; how many were not known to wait already."""
    waiting = Issue.objects.filter(pk__in=pks, heard_at=None)
    return waiting.update(heard_at=clock.now())


def note_unchanged(*, pks: Collection[int]) -> None:
    """JIRA shows these as we know them."""
    Issue.objects.filter(pk__in=pks, gone="").update(last_read_at=clock.now(), misses=0)
    Issue.objects.filter(pk__in=pks).exclude(gone="").update(last_read_at=clock.now())


def heard_out(*, pk: int, heard_at: datetime | None) -> bool:
    """What was heard until `heard_at` has been read; False when something newer was heard meanwhile."""
    if heard_at is None:
        return True
    return bool(Issue.objects.filter(pk=pk, heard_at=heard_at).update(heard_at=None))


def read_later(*, pk: int) -> None:
    """It could not be read now: behind the others."""
    Issue.objects.filter(pk=pk).update(heard_at=clock.now())


def forget_hints(*, older_than: timedelta) -> int:
    """Remove webhooks that came so long ago, a portion in each statement; how many there were."""
    before, removed = clock.now() - older_than, 0
    while True:
        portion = JiraInbox.objects.filter(received_at__lt=before).order_by("received_at")[:AT_ONCE]
        gone, _rows = JiraInbox.objects.filter(pk__in=list(portion.values_list("pk", flat=True))).delete()
        removed += gone
        if gone < AT_ONCE:
            return removed


def _many_wait() -> bool:
    return Issue.objects.filter(heard_at__isnull=False)[ONE_BY_ONE:].exists()


def _inserted(hint: JiraInbox) -> bool:
    """Whether it is the first of its key; a copy that comes at the same moment waits and is the second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_jirainbox (dedupe_key, event, jira_id, received_at)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (dedupe_key) DO NOTHING",
            [hint.dedupe_key, hint.event, hint.jira_id, hint.received_at],
        )
        return bool(cursor.rowcount)
