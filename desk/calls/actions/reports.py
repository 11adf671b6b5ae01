"""Finished calls that an exchange reports afterwards, because it knows no events."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from desk import clock, live
from desk.calls.actions import exchange, offers
from desk.calls.actions.finishing import finish_talking
from desk.calls.actions.holding import write
from desk.calls.enums import EventKind, State
from desk.calls.models import Call, Line
from desk.calls.wire import Report
from desk.people.actions import switch_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence, User


@transaction.atomic
def reported(*, line: Line, report: Report, by: None = None) -> tuple[Call, bool]:
    """Write the finished call down, once; and whether it is new.

    A call of which events told already is only brought to its end. Who spoke gets it to write up; one that
    nobody answered goes to the worklist.
    """
    fresh = Call(
        line=line,
        call_id=report.call_id or _facts(report),
        direction=report.direction,
        number=report.number,
        language=line.language,
        skill_id=line.skill_id,
        training=line.training,
        rang_at=report.began,
    )
    call, made = exchange.call_of(line, fresh)
    if report.number and not call.number:
        write(call, number=report.number)
    exchange.append(call, EventKind.REPORT, report.extension)
    user = exchange.who(report.extension)
    if made:
        _write_down(call, report, user)
    elif call.state == State.RINGING and report.answered is None:
        exchange.lose(call, State.MISSED)
    elif call.state in (State.RINGING, State.ANSWERED):
        if call.state == State.RINGING:
            exchange.take(call, user)
        finish_talking(call)
    return call, made


def _facts(report: Report) -> str:
    """An id of an exchange that gives none: the same call reported twice has the same facts."""
    span = f"{report.began.timestamp():.0f}-{report.ended.timestamp():.0f}"
    facts = "|".join([report.direction, report.number, report.extension, span])
    return f"report-{hashlib.sha256(facts.encode()).hexdigest()[:40]}"


def _write_down(call: Call, report: Report, user: User | None) -> None:
    if report.answered is None:
        write(call, state=State.MISSED, hung_up_at=report.ended)
        return
    write(call, state=State.WRAP_UP, user=user, answered_at=report.answered, hung_up_at=report.ended)
    if user is not None:
        _wraps_up(user, report)
        live.push([user.pk], "call", call.pk)


def _wraps_up(user: User, report: Report) -> None:
    """Who hung up a moment ago writes the call up now; what is reported late changes nobody's state."""
    if clock.now() - report.ended > timedelta(minutes=settings.CALL_RINGING_MINUTES):
        return
    offers.lock(user.pk)
    free = Presence.objects.filter(state=PresenceState.AVAILABLE)
    switch_presence(user_id=user.pk, current=free, state=PresenceState.WRAP_UP, by=None)
