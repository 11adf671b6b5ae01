"""How well the desk follows its issues in JIRA: for the page of JIRA's state, and for `doctor`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q

from desk import clock, workdays
from desk.people.models import Todo
from tickets.actions import contact as contacts
from tickets.actions.twins import STRAY, TWINS
from tickets.models import Contact, Escalation, Issue

MAX_SKEW = 60.0  # seconds that the clocks may differ
SILENCE = timedelta(minutes=10)  # after so many polls without an answer somebody should look
EVERY_NIGHT = timedelta(days=2)  # a night missed


@dataclass(frozen=True)
class Following:
    """As it is now."""

    issues: int  # for which a ticket of ours is open
    unread: int  # of which something was heard that has not been read
    missing: int  # not found by the last questions, not yet counted as gone
    gone: int
    oldest: datetime | None  # when the one was read of which we have heard nothing for the longest time
    compared_at: datetime | None
    comparing: bool
    twins: int  # that stand twice in JIRA, or are ours and not followed

    @property
    def troubled(self) -> bool:
        """Whether a person should look."""
        return bool(self.missing or self.gone or self.twins)


def following() -> Following:
    """Reads the database, asks nobody."""
    contact = Contact.objects.filter(pk=1).first()
    there = Q(issue__gone="")
    found = (
        Escalation.objects.open()
        .exclude(issue__jira_id="")
        .aggregate(
            issues=Count("issue", distinct=True),
            missing=Count("issue", distinct=True, filter=there & Q(issue__misses__gt=0)),
            gone=Count("issue", distinct=True, filter=~there),
            oldest=Min("issue__last_read_at"),
        )
    )
    return Following(
        **found,
        unread=Issue.objects.to_be_read().count(),
        compared_at=contact.compared_at if contact else None,
        comparing=contacts.under_way(contact),
        twins=Todo.objects.open().filter(kind__in=[TWINS, STRAY]).count(),
    )


def parts() -> Iterator[tuple[str, str, str]]:
    """Part, state (ok, sample, failed) and detail, for `manage.py doctor`. In English."""
    found, now = following(), clock.now()
    contact = Contact.objects.filter(pk=1).first() or Contact()
    good = "sample" if settings.JIRA_SAMPLE else "ok"
    silent = contact.polled_at is None or now - contact.polled_at > SILENCE
    last = f"last answer {_stamp(contact.polled_at)}"
    yield "jira poll", "failed" if silent else good, f"{last}, {contact.trouble}" if contact.trouble else last
    if contact.skew_s is not None:
        state = "failed" if abs(contact.skew_s) > MAX_SKEW else good
        yield "jira clock", state, f"{contact.skew_s:+.1f} s beside ours"
    late = found.compared_at is not None and now - found.compared_at > EVERY_NIGHT
    words = f"{found.issues} followed, {found.unread} to be read, {found.missing} missing, {found.gone} gone"
    yield "jira issues", "failed" if late else good, f"{words}, all compared {_stamp(found.compared_at)}"
    if found.twins:
        yield "jira twins", "failed", f"{found.twins} stand twice there, or are not followed"


def _stamp(moment: datetime | None) -> str:
    return f"{moment.astimezone(workdays.TALLINN):%d.%m.%Y %H:%M}" if moment else "never"
