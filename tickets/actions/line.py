"""The line to JIRA: stopped when our credentials are refused, opened by a person who has mended them."""

from datetime import date, time

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, outbox, workdays
from desk.http import Refused
from desk.outbox import JobState
from desk.people.actions import give_todo, settle_todos
from desk.people.actions import tell as tell_people
from desk.people.models import Todo, User
from desk.records.actions import note
from tickets.actions.duties import keepers
from tickets.enums import LineKind, LineState
from tickets.models import Contact, JiraOperation, Line
from tickets.queue import token

#: what all of this is about: the one row of our contact with JIRA
SUBJECT = ("contact", 1)
_STOPPED, _ENDS = "tickets.token", "tickets.token_ends"
# Why a row waits that need not wait when the line works; others have reasons of their own.
_NOT_THE_LINE = ("settling", "conflict", "too_many")
_AT_ONCE = 100  # woken at once; the sweep finds the rest


@transaction.atomic
def stop_line(*, reason: str) -> bool:
    """JIRA refused our credentials: nothing is asked until a person has looked; whether this stopped it.

    An administrator (the head where there is none) is given it to do, and all of them are told.
    """
    Line.objects.get_or_create(kind=LineKind.CREDENTIALS)
    working = Line.objects.filter(kind=LineKind.CREDENTIALS).exclude(state=LineState.STOPPED)
    if not working.update(state=LineState.STOPPED, since=clock.now(), rests_until=None, trouble=reason):
        return False
    note(kind="tickets.line_stopped", subject=_subject(), client_id=None, by=None)
    people = keepers()
    for owner in people[:1]:
        give_todo(kind=_STOPPED, owner=owner, subject=SUBJECT, due_at=clock.now())
    tell_people(users=people, kind=_STOPPED, subject=SUBJECT)
    return True


@transaction.atomic
def open_line(*, by: User) -> int:
    """A person has mended the credentials: everything goes on; how much had waited."""
    now = clock.now()
    stopped = Line.objects.filter(kind=LineKind.CREDENTIALS, state=LineState.STOPPED)
    opened = stopped.update(
        state=LineState.OPEN, since=None, failures=0, trouble="", opened_by=by, opened_at=now
    )
    if not opened:
        raise Refused(_("The line to JIRA is open already."))
    note(kind="tickets.line_opened", subject=_subject(), client_id=None, by=by)
    if settle_todos(kind=_STOPPED, subject=SUBJECT, by=by):
        others = [user for user in keepers() if user.pk != by.pk]
        tell_people(users=others, kind="tickets.line_open", subject=SUBJECT)
    return hurry()


@transaction.atomic
def try_line(*, by: User) -> None:
    """A person will not wait out a rest: the next piece of work tries."""
    line = Line.objects.filter(kind=LineKind.JIRA, state=LineState.RESTING)
    if not line.update(rests_until=clock.now()):
        raise Refused(_("The line to JIRA is open already."))
    note(kind="tickets.line_tried", subject=_subject(), client_id=None, by=by)
    outbox.wake("tickets.try_line", SUBJECT[1])


def hurry() -> int:
    """What waited for the line need not wait longer, the oldest first; how much there was."""
    waiting = JiraOperation.objects.filter(state=JobState.PENDING, next_at__gt=clock.now())
    pks = list(waiting.exclude(reason__in=_NOT_THE_LINE).order_by("pk").values_list("pk", flat=True))
    JiraOperation.objects.filter(pk__in=pks, state=JobState.PENDING).update(next_at=None)
    for pk in pks[:_AT_ONCE]:
        outbox.wake("tickets.send", pk)
    return len(pks)


@transaction.atomic
def warn_of_token() -> bool:
    """The token ends soon: an administrator is told 30, 7 and 1 days before, and once it is over.

    Once for each of these steps; what was to be done is done when the date has moved. Whether somebody was
    told now.
    """
    today = workdays.today()
    step, last = token.warning(today), settings.JIRA_TOKEN_EXPIRES
    given = Todo.objects.of(_ENDS, SUBJECT)
    if step is None or last is None:
        settle_todos(kind=_ENDS, subject=_subject(), by=None)
        return False
    if given.filter(params__ends=last.isoformat(), params__step=step).exists():
        return False
    settle_todos(kind=_ENDS, subject=_subject(), by=None)  # of another step, or of another token
    people = keepers()
    for owner in people[:1]:
        give_todo(
            kind=_ENDS, owner=owner, subject=SUBJECT, due_at=workdays.at(last, time(9)),
            step=step, ends=last.isoformat(), date=_day(last),
        )  # fmt: skip
    tell_people(users=people, kind=_ENDS, subject=SUBJECT, date=_day(last))
    return bool(people)


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _subject() -> tuple[str, int]:
    Contact.objects.get_or_create(pk=SUBJECT[1])
    return SUBJECT
