"""From JIRA to our rows: who changed is asked about by the fifty, and only those are read.

The rows are the queue (`Issue.heard_at`): a worker may die at any line and the next round goes on. A round
is one at a time over all hosts, so that JIRA is asked one thing after another.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection

from desk import clock
from desk.outbox import OutsideTrouble, PassingError, PermanentError
from tickets import actions, gateway
from tickets.actions import contact as contacts
from tickets.actions import hearing
from tickets.enums import Gone
from tickets.models import Contact, Issue
from tickets.queue import line

log = logging.getLogger(__name__)

SECONDS = 45.0  # of one round, within the time of a task
STALE = timedelta(minutes=30)  # a followed issue of which nothing was heard is compared again
STALE_AT_ONCE = 500
SLICE = 1000  # issues compared before what was found is written down
REOPENED_FOR = timedelta(days=30)  # after its last ticket was closed an issue is still compared
FAILURES = 3  # readings in a row
TIMES = 3  # one issue is read at once when it goes on moving
SHUT = {"resting", "stopped"}  # codes by which the line lets nobody ask
_ABSENT = {"not_found", "forbidden"}
_LOCK = 0x6162_6A72  # of PostgreSQL's advisory locks; any number that nothing else uses


@dataclass
class Round:
    """One pass: what it found out about projects is true for all their issues."""

    shut: dict[str, str] = field(default_factory=dict)

    def why(self, issue: Issue) -> str:
        """Why an issue is not there for us; asked once of a project."""
        if issue.project not in self.shut:
            self.shut[issue.project] = gateway.why_absent(issue.project)
        return self.shut[issue.project]


def read_now(pk: int) -> None:
    """Somebody spoke of this issue: read it, and again when it was spoken of meanwhile."""
    if not gateway.configured():
        return
    for _time in range(TIMES):
        issue = Issue.objects.in_jira().filter(pk=pk).first()
        if issue is None:
            return
        heard_at = issue.heard_at
        try:
            _read(issue, _why_absent)
        except OutsideTrouble:
            hearing.note_heard(pks=[pk])  # the next round reads it
            return
        if hearing.heard_out(pk=pk, heard_at=heard_at):
            return


def poll() -> bool:
    """Ask what changed since the last answer; whether JIRA answered."""
    contact, now = Contact.objects.filter(pk=1).first(), clock.now()
    try:
        with line.used():
            skew = gateway.skew(clock.now())
            moved = _changed(contacts.minutes_to_ask(contact))
    except OutsideTrouble as trouble:
        # That nobody may ask now is no news of JIRA.
        if trouble.code not in SHUT or contact is None or not contact.trouble:
            contacts.note_contact(trouble=trouble.code)
        return False
    _hear(moved or [])
    contacts.note_contact(asked_at=now, skew_s=skew)
    if moved is None:
        contacts.plan_comparison()
    return True


def catch_up(seconds: float = SECONDS) -> None:
    """Compare what is due to be compared, then read what is to be read; what is left the next round does."""
    end = time.monotonic() + seconds
    with _alone() as alone, suppress(OutsideTrouble):
        if not alone:
            return
        this = Round()
        while time.monotonic() < end and _compare_next(this):
            pass
        _read_heard(this, end)


def _changed(minutes: int) -> list[gateway.Moved] | None:
    """What changed; None where it is too much for one question."""
    try:
        return gateway.changed(minutes)
    except PassingError as trouble:
        if trouble.code != "too_many":
            raise
        return None


def _hear(moved: Sequence[gateway.Moved]) -> None:
    updated = {issue.id: issue.updated for issue in moved}
    known = Issue.objects.filter(jira_id__in=updated).only("jira_id", "jira_updated_at", "gone")
    hearing.note_heard(pks=[issue.pk for issue in known if _is_behind(issue, updated[issue.jira_id])])


def _compare_next(this: Round) -> bool:
    """Compare the next portion; whether there may be more of the same."""
    contact = Contact.objects.filter(pk=1).first()
    waiting = Issue.objects.filter(heard_at=None)
    if contact is None or not contacts.under_way(contact) or contact.compare_from is None:
        stale = waiting.followed().unread_since(clock.now() - STALE)
        _compare(list(stale[:STALE_AT_ONCE]), this)
        return False
    followed = waiting.followed_or_closed_since(contact.compare_from - REOPENED_FOR)
    portion = list(followed.unread_since(contact.compare_from)[:SLICE])
    _compare(portion, this)
    if len(portion) < SLICE:
        contacts.end_comparison(of=contact.compare_from)
    return len(portion) == SLICE


def _compare(issues: Sequence[Issue], this: Round) -> None:
    """Ask when these changed last, fifty at once: what did is to be read, and so is what is not there."""
    if not issues:
        return
    # Those that are gone stand together: one of them spoils the question for the fifty beside it.
    asked = sorted(issues, key=lambda issue: bool(issue.gone))
    with line.used():
        found = gateway.reconcile(issue.jira_id for issue in asked)
        seen = {issue.id: issue.updated for issue in found.seen}
        lost = [issue for issue in asked if issue.jira_id not in seen and not issue.gone]
        shut = {issue.pk for issue in lost if this.why(issue) == gateway.NO_ACCESS}
    heard = {issue.pk for issue in asked if _is_behind(issue, seen.get(issue.jira_id))}
    heard |= {issue.pk for issue in lost} - shut
    hearing.note_heard(pks=heard)
    hearing.note_unchanged(pks={issue.pk for issue in asked} - heard - shut)
    for issue in lost:
        if issue.pk in shut:  # nothing of the project can be read, so this one is not tried
            actions.note_absence(issue=issue, why=Gone.NO_ACCESS)


def _is_behind(issue: Issue, updated: datetime | None) -> bool:
    """Whether JIRA, which changed it at `updated`, knows more of it than we have read."""
    if updated is None:
        return False
    return bool(issue.gone) or issue.jira_updated_at is None or issue.jira_updated_at < updated


def _read_heard(this: Round, end: float) -> None:
    failures = 0
    while time.monotonic() < end:
        portion = list(Issue.objects.to_be_read()[:100])
        for issue in portion:
            if time.monotonic() > end:
                return
            failures = 0 if _read_one(issue, this) else failures + 1
            if failures == FAILURES:
                return
        if not portion:
            return


def _read_one(issue: Issue, this: Round) -> bool:
    """Whether it was read; one that ails stands back behind the others."""
    pk, heard_at = issue.pk, issue.heard_at
    try:
        _read(issue, this.why)
    except PermanentError as trouble:
        log.warning("issue %s of JIRA cannot be read: %s", pk, trouble.code)
    except PassingError as trouble:
        if trouble.until or trouble.code in SHUT:
            raise
        hearing.read_later(pk=pk)
        return False
    hearing.heard_out(pk=pk, heard_at=heard_at)
    return True


def _why_absent(issue: Issue) -> str:
    """Asked for this one alone, which is looked for once more: what we read may be an old copy."""
    return gateway.absence(issue.jira_id, project=issue.project)


def _read(issue: Issue, why_absent: Callable[[Issue], str]) -> None:
    """Read it and write down what it says, or why it is not there; raises OutsideTrouble."""
    told, why = None, ""
    with line.used():
        own = gateway.own_account()
        try:
            told = gateway.read(issue.jira_id)
        except PermanentError as trouble:
            if trouble.code not in _ABSENT:
                raise
            why = why_absent(issue)
    if told is not None:
        actions.note_movement(issue=issue, told=told, own=own)
    elif why != gateway.THERE:
        actions.note_absence(issue=issue, why=Gone(why))


@contextmanager
def _alone() -> Iterator[bool]:
    """The lock is the database session's, so a killed worker lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with suppress(InterfaceError, OperationalError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
