"""Reads what moved in JIRA."""

from datetime import timedelta

from celery import shared_task

from desk import clock, outbox
from desk.outbox import OutsideTrouble, PermanentError
from tickets import actions, gateway, line
from tickets.actions.contact import minutes_to_ask
from tickets.enums import Gone
from tickets.models import Contact, Issue

STALE = timedelta(minutes=30)  # an issue with an open ticket of which nothing was heard is read again
STALE_AT_ONCE = 50


@shared_task(name="tickets.read")
def read(pk: int) -> None:
    issue = Issue.objects.in_jira().filter(pk=pk).first()
    if issue is None:
        return
    try:
        with line.used():
            told, own = _told(issue), gateway.own_account()
        if told is not None:
            actions.note_movement(issue=issue, told=told, own=own)
    except OutsideTrouble:
        pass  # the poll meets the same trouble, writes it down, and reads again


@shared_task(name="tickets.poll")
def poll() -> None:
    if not gateway.configured():
        return
    contact = Contact.objects.filter(pk=1).first()
    try:
        with line.used():
            moved = gateway.changed(minutes_to_ask(contact))
    except OutsideTrouble as trouble:
        actions.note_contact(trouble=trouble.code)
        return
    actions.note_contact()
    for pk in _to_read(moved):
        outbox.wake("tickets.read", pk)


def _told(issue: Issue) -> gateway.IssueState | None:
    """What JIRA says of the issue; None when it is not there for us, which is written down."""
    try:
        return gateway.read(issue.jira_id)
    except PermanentError as trouble:
        if trouble.code != "not_found":
            raise
    why = gateway.absence(issue.jira_id, project=issue.project)
    if why != gateway.THERE:
        actions.note_absence(issue=issue, why=Gone(why))
    return None


def _to_read(moved: list[gateway.Moved]) -> list[int]:
    updated = {issue.id: issue.updated for issue in moved}
    known = Issue.objects.in_jira().filter(jira_id__in=updated)
    pks = [i.pk for i in known if i.jira_updated_at is None or i.jira_updated_at < updated[i.jira_id]]
    stale = Issue.objects.unread_since(clock.now() - STALE)
    pks += stale.values_list("pk", flat=True)[:STALE_AT_ONCE]
    return list(dict.fromkeys(pks))
