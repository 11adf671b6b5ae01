"""Tries of a secret are counted before it is looked at, one after another for the same person or address."""

from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpRequest

from desk import clock
from desk.login import limits
from desk.login.actions import events
from desk.login.enums import EventKind
from desk.login.limits import Try, Waits
from desk.login.models import Attempt

KEPT = timedelta(days=2)


def attempt(request: HttpRequest, *, kind: str, who: str) -> Attempt:
    """Count one try before the secret is compared. Raises limits.Waits: then nothing may be compared.

    Whoever compares says `right(…)` when it was. `kind`: password, enrol, unlock, return or key.
    """
    what = limits.tried(request, kind, who)
    with transaction.atomic():
        _alone(what)
        until = limits.next_try(what)
        if until is None:
            return Attempt.objects.create(
                kind=kind, who=what.who, address=what.address, device=what.device, known=what.known
            )
    events.note(EventKind.SLOWED, user=None, request=request, reason="waits")
    raise Waits(until)


def right(tried: Attempt) -> None:
    """The secret was the right one: what was wrong before is forgiven."""
    Attempt.objects.filter(pk=tried.pk).update(right=True)


def wrong(request: HttpRequest, *, kind: str, who: str = "") -> None:
    """Count a wrong try where only these are counted, such as a key of a program or a return from a login."""
    what = limits.tried(request, kind, who)
    Attempt.objects.create(kind=kind, who=what.who, address=what.address)


def waits(request: HttpRequest, *, kind: str, who: str = "") -> Waits | None:
    """Whether this address must wait before the next try of that kind; one statement, for `wrong`'s kinds."""
    until = limits.next_try(limits.tried(request, kind, who))
    return Waits(until) if until is not None else None


def forget() -> int:
    """Delete tries that no limit counts any more; how many."""
    count, _by_model = Attempt.objects.older_than(clock.now() - KEPT).delete()
    return count


def _alone(what: Try) -> None:
    """Two tries at one instant come one after the other, so that none slips past the count."""
    with connection.cursor() as cursor:
        for key in sorted({what.who or what.address, what.address}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [key])
