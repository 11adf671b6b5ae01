"""How JIRA is reached and how it goes: the same for the page of those who lead and for `doctor`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Min

from desk import workdays
from desk.records.models import TimelineEntry
from desk.records.words import Line as Told
from desk.records.words import line as told
from tickets.actions.line import SUBJECT
from tickets.enums import Connection, LineKind, LineState
from tickets.following import followed
from tickets.models import Contact, JiraOperation, Line
from tickets.queue import token

_STORY = 10  # lines of what happened with the connection


@dataclass(frozen=True)
class Health:
    """Everything that a person asks about JIRA as a system."""

    badge: Connection
    jira: Line
    credentials: Line
    contact: Contact
    waiting: int
    since: datetime | None  # when the oldest of what waits was asked for
    stuck: int
    token_ends: date | None
    token_left: int | None  # days
    token_warned: bool

    @property
    def lines(self) -> list[Line]:
        """Both lines."""
        return [self.jira, self.credentials]

    @property
    def skewed(self) -> bool:
        """Whether the clocks differ more than they should."""
        return self.contact.skew_s is not None and abs(self.contact.skew_s) > followed.MAX_SKEW


def health() -> Health:
    """As it is now; reads the database, asks nobody."""
    rows = {row.kind: row for row in Line.objects.select_related("opened_by")}
    queue, today = JiraOperation.objects.waiting(), workdays.today()
    return Health(
        badge=badge(),
        jira=rows.get(LineKind.JIRA) or Line(kind=LineKind.JIRA),
        credentials=rows.get(LineKind.CREDENTIALS) or Line(kind=LineKind.CREDENTIALS),
        contact=Contact.objects.filter(pk=1).first() or Contact(),
        waiting=queue.count(),
        since=queue.order_by().aggregate(since=Min("created_at"))["since"],
        stuck=JiraOperation.objects.unsent().count(),
        token_ends=settings.JIRA_TOKEN_EXPIRES,
        token_left=token.days_left(today),
        token_warned=token.warning(today) is not None,
    )


def badge() -> Connection:
    """What stands behind the tickets here."""
    if not settings.JIRA_URL:
        return Connection.MANUAL
    return Connection.SAMPLE if settings.JIRA_SAMPLE else Connection.LIVE


def story() -> list[Told]:
    """What happened with the connection, newest first."""
    about = TimelineEntry.objects.filter(subject_kind=SUBJECT[0], subject_id=SUBJECT[1])
    return [told(entry) for entry in about.order_by("-at", "-pk").told()[:_STORY]]


def parts() -> Iterator[tuple[str, str, str]]:
    """Part, state (ok, sample, manual, failed) and detail, for `manage.py doctor`. In English."""
    found = health()
    if found.badge == Connection.MANUAL:
        yield "jira tickets", "manual", "no JIRA is set up: issues are kept by hand"
        return
    good = "ok" if found.badge == Connection.LIVE else "sample"
    for name, row in (("connection", found.jira), ("credentials", found.credentials)):
        shut = row.state != LineState.OPEN
        yield f"jira {name}", "failed" if shut else good, _line(row)
    yield "jira queue", good, _queue(found)
    yield "jira token", *_token(found, good)
    yield from followed.parts()


def _line(row: Line) -> str:
    words = [row.state]
    if row.trouble:
        words += [row.trouble, f"{row.failures} failures", f"since {_stamp(row.since)}"]
    if row.rests_until:
        words.append(f"until {_stamp(row.rests_until)}")
    return ", ".join(words)


def _queue(found: Health) -> str:
    since = f" since {_stamp(found.since)}" if found.since else ""
    return f"{found.waiting} wait{since}, {found.stuck} need a person"


def _token(found: Health, good: str) -> tuple[str, str]:
    if found.token_left is None:
        return "manual", "JIRA_TOKEN_EXPIRES is not set: nobody is warned before it ends"
    detail = f"until {found.token_ends:%d.%m.%Y}: {found.token_left} days left"
    return ("failed" if found.token_left < 0 else good), detail


def _stamp(moment: datetime | None) -> str:
    return f"{moment.astimezone(workdays.TALLINN):%d.%m.%Y %H:%M}" if moment else "-"
