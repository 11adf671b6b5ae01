"""Looks once a day whether every label of ours stands on one issue of JIRA, and on the one that we follow."""

import re
from collections.abc import Iterable

from desk.outbox import JobState, PermanentError
from tickets import gateway
from tickets.actions import twins as actions
from tickets.enums import Deed
from tickets.gateway import IssueRef
from tickets.models import Issue, JiraOperation
from tickets.queue import line

_UUID = re.compile(r"[0-9a-f]{32}")
DAYS = 2  # what was made in them is asked about; an older one is older than a lost answer


def look() -> None:
    """Ask JIRA, and tell the administrator; raises OutsideTrouble."""
    with line.used():
        # Anybody may write a label: only what can be one of ours is looked up.
        made = {each.uuid: list(each.issues) for each in gateway.made(DAYS) if _UUID.fullmatch(each.uuid)}
        told_of = Issue.objects.in_bulk(actions.told_of())
        for issue in told_of.values():  # however long ago they were made
            made[issue.uuid.hex] = gateway.find(issue.uuid.hex)
    ours = {issue.uuid.hex: issue for issue in Issue.objects.filter(uuid__in=made)}
    awaited = _looked_for(issue.pk for issue in ours.values())
    for uuid, issue in ours.items():
        _judge(issue, made[uuid], awaited=issue.pk in awaited)


def _judge(issue: Issue, found: list[IssueRef], *, awaited: bool) -> None:
    others = [ref for ref in found if ref.id != issue.jira_id]
    if not issue.jira_id and len(found) == 1:
        if not awaited:
            actions.note_stray(issue=issue, key=found[0].key)
        return
    others = others if issue.jira_id else found[1:]
    with line.used():
        others = [ref for ref in others if not _is_put_away(ref)]
    if not others:
        actions.end_twins(issue_id=issue.pk)
        return
    kept = issue.jira_key or found[0].key
    actions.note_twins(issue=issue, kept=kept, others=[ref.key for ref in others])


def _is_put_away(ref: IssueRef) -> bool:
    """Whether somebody has closed it, or taken it away meanwhile."""
    try:
        return gateway.read(ref.id).category == "done"
    except PermanentError as trouble:
        if trouble.code not in {"not_found", "forbidden"}:
            raise
        return True


def _looked_for(issue_ids: Iterable[int]) -> set[int]:
    """Those whose making is still in the queue: it looks for them before anything is made."""
    waiting = JiraOperation.objects.filter(
        issue__in=list(issue_ids), deed=Deed.CREATE, state__in=[JobState.PENDING, JobState.SENDING]
    )
    return set(waiting.values_list("issue_id", flat=True))
