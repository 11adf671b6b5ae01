"""The line to the register: stopped when it refuses us, and opened again by a person who has mended that."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.http import Refused
from desk.outbox import JobState
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.enums import Role
from desk.people.models import User
from desk.records.actions import note
from registry.actions.asking import ask_again
from registry.enums import LineState
from registry.models import Check, Line, Refresh

# Why a question was given up that would be answered once the line is open again.
GIVEN_UP_BY_STOP = ("credentials", "access", "stopped")


@transaction.atomic
def stop_line(*, channel: str, reason: str) -> bool:
    """The register refused us: nobody asks until a person has looked; whether this stopped the line.

    Administrators are given it to do (the head where there are none), and both are told.
    """
    line, _made = Line.objects.get_or_create(channel=channel, defaults={"since": clock.now()})
    working = Line.objects.filter(pk=line.pk).exclude(state=LineState.STOPPED)
    if not working.update(state=LineState.STOPPED, since=clock.now(), rests_until=None, reason=reason):
        return False
    subject = ("line", line.pk)
    note(kind="registry.line_stopped", subject=subject, client_id=None, by=None)
    administrators, heads = holders(Role.ADMINISTRATOR), holders(Role.HEAD)
    for owner in (administrators or heads)[:1]:
        give_todo(kind="registry.stopped", owner=owner, subject=subject)
    tell(users=[*administrators, *heads], kind="registry.stopped", subject=subject)
    return True


@transaction.atomic
def open_line(*, line: Line, by: User) -> int:
    """A person has mended the access, or will not wait out a rest; how many questions are asked again."""
    now = clock.now()
    shut = Line.objects.filter(pk=line.pk).exclude(state=LineState.OPEN)
    opened = shut.update(
        state=LineState.OPEN, since=now, failures=0, rests_until=None, reason="", opened_by=by
    )
    if not opened:
        raise Refused(_("The line is open already."))
    subject = ("line", line.pk)
    note(kind="registry.line_opened", subject=subject, client_id=None, by=by)
    if settle_todos(kind="registry.stopped", subject=subject, by=by):
        others = [user for user in holders(Role.ADMINISTRATOR, Role.HEAD) if user.pk != by.pk]
        tell(users=others, kind="registry.line_open", subject=subject)
    hurry(channel=line.channel)
    return _ask_again(line.channel, by)


def hurry(*, channel: str) -> int:
    """Questions that waited for the line to open need not wait longer; how many there were."""
    waiting = Check.objects.filter(channel=channel, state=JobState.PENDING, reason="resting")
    pks = list(waiting.values_list("pk", flat=True))
    Check.objects.filter(pk__in=pks, state=JobState.PENDING).update(next_at=None)
    for pk in pks[:100]:  # the sweep finds the rest
        outbox.wake("registry.ask", pk)
    Refresh.jobs.filter(state=JobState.PENDING, reason="resting").update(next_at=None)
    return len(pks)


def holders(*roles: Role) -> list[User]:
    """Who holds one of the roles now."""
    return list(User.objects.filter(is_active=True, roles__role__in=roles).distinct().order_by("pk"))


def _ask_again(channel: str, by: User) -> int:
    for refresh in Refresh.jobs.filter(state=JobState.FAILED, reason__in=GIVEN_UP_BY_STOP):
        outbox.retry(refresh)
    checks = Check.objects.unanswered().filter(channel=channel, reason__in=GIVEN_UP_BY_STOP)
    return sum(ask_again(check=check, by=by) for check in checks)
